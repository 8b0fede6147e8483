/** Longer ones are cut before anything looks at them: a browser's own are far below. */
const longest = 512;

/** The first that fits names the browser: others call themselves Chrome and Safari too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/\d/, 'Edge'],
  [/\b(?:OPR|Opera)\/\d/, 'Opera'],
  [/\bSamsungBrowser\/\d/, 'Samsung Internet'],
  [/\bVivaldi\/\d/, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\/\d/, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS)\/\d/, 'Chrome'],
  [/\bVersion\/\d[^)]*\bSafari\/\d/, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/**
 * Browser and system of a User-Agent header, such as `Firefox on Windows`, or what is known of the two. Made of our
 * own words alone: the header is whatever somebody wrote.
 */
export function deviceOf(userAgent: string): string | undefined {
  const text = userAgent.slice(0, longest);
  const named = (known: typeof browsers): string | undefined => known.find(([sign]) => sign.test(text))?.[1];
  const browser = named(browsers);
  const system = named(systems);
  return browser !== undefined && system !== undefined ? `${browser} on ${system}` : (browser ?? system);
}

/** What is kept of a User-Agent header. */
export function keptUserAgent(headers: Headers): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return (headers.get('user-agent') ?? '').slice(0, longest).replace(/[\u0000-\u001f\u007f]/g, '');
}
