// Installs the dependencies when they are missing or older than the lockfile.
// Runs before every npm script, so it must itself run on Node 20 and without any dependency.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isEntry, root } from './tools.mjs';

/** Modification time in milliseconds, or 0 when there is no such file. */
function modifiedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Whether node_modules is what package-lock.json asks for. */
export function isInstalled() {
  const installed = modifiedAt('node_modules/.package-lock.json');
  return installed > 0 && installed >= modifiedAt('package-lock.json');
}

/** Runs `npm ci` when needed. Returns the exit code: 0 when everything stands. */
export function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    console.error(`Portico needs Node 20 or newer; this is ${process.version}.`);
    return 1;
  }
  if (isInstalled()) return 0;
  console.log('Installing dependencies (npm ci) …');
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' };
  // The gateway asks for the Node that is being installed: a warning about the one that runs npm would mislead.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.error) console.error(`npm could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

if (isEntry(import.meta.url)) {
  process.exitCode = ensureInstalled();
}
