// Where the browsers for the tests are, and how they are started.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';

const candidates = {
  chromium: [
    process.env.CHROME_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
  firefox: [
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
};

const advice = {
  chromium:
    'Install Chromium or Chrome (Debian: apt-get install chromium), or set CHROME_PATH to its executable.',
  firefox: 'Install Firefox (Debian: apt-get install firefox-esr), or set FIREFOX_PATH to its executable.',
};

const debianPackages = { chromium: ['chromium'], firefox: ['firefox-esr', 'firefox'] };

function isExecutable(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * The path of a browser's executable, or undefined when the machine has none.
 * @param {'chromium' | 'firefox'} name
 * @returns {string | undefined}
 */
export function findBrowser(name) {
  return candidates[name].find(isExecutable);
}

/** Chromium for journeys: its build without a window takes a third less time, where it is there; else the whole of it. */
export function findJourneyBrowser() {
  return (
    [process.env.CHROME_PATH, '/usr/bin/chromium-headless-shell'].find(isExecutable) ??
    findBrowser('chromium')
  );
}

/**
 * What a person must do to get a browser that was not found.
 * @param {'chromium' | 'firefox'} name
 */
export function browserAdvice(name) {
  return advice[name];
}

/** Command-line flags that keep Chromium quiet and offline; without its sandbox only where it refuses to have one. */
export const chromiumFlags = [
  ...(isRoot() ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function canInstall() {
  if (!isRoot()) return false;
  try {
    return /\b(debian|ubuntu)\b/.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Finds a browser, or installs it where that is possible: as root on Debian and Ubuntu.
 * @param {'chromium' | 'firefox'} name
 * @returns {string | undefined} the executable, or undefined when there is none and none could be installed
 */
export function findOrInstallBrowser(name) {
  const found = findBrowser(name);
  if (found || !canInstall()) return found;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`No ${name} found: installing it with apt-get …`);
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  for (const debianPackage of debianPackages[name]) {
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], {
      stdio: 'inherit',
      env,
    });
    const installed = findBrowser(name);
    if (installed) return installed;
  }
  return undefined;
}
