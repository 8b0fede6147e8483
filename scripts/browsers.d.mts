export type BrowserName = 'chromium' | 'firefox';
/** The path of a browser's executable, or undefined when the machine has none. */
export function findBrowser(name: BrowserName): string | undefined;
/** Finds a browser, or installs it as root on Debian and Ubuntu. */
export function findOrInstallBrowser(name: BrowserName): string | undefined;
/** What a person must do to get a browser that was not found. */
export function browserAdvice(name: BrowserName): string;
/** Command-line flags that keep Chromium quiet and offline. */
export const chromiumFlags: string[];
