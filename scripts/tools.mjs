// Paths that every script needs: the repository, the Node that runs everything, and the tools' entry files.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const locked = join(root, 'node_modules/.bin/node');

/** The Node that the lockfile brings (see tools/runtime), so that a machine's older one is enough to start; else this one. */
export const node = process.platform !== 'win32' && existsSync(locked) ? locked : process.execPath;

/**
 * The JavaScript file behind a tool's command, to be run by {@link node} without a shell.
 * @param {string} packageName
 * @param {string} [command] when it differs from the package's name
 */
export function tool(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = typeof bin === 'string' ? bin : bin?.[command];
  if (!entry) throw new Error(`${packageName} has no command "${command}"`);
  return join(folder, entry);
}

/** The environment for child processes: the locked Node comes first on the path. */
export function childEnvironment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${separator}${process.env.PATH ?? ''}`,
    ...extra,
  };
}

/**
 * Whether a module is the script that was started, not one that was imported.
 * @param {string} moduleUrl its `import.meta.url`
 */
export function isEntry(moduleUrl) {
  return process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
}
