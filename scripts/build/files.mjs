// File helpers of the build: what is older than what, and folders that are replaced as a whole.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../tools.mjs';

const stampOf = (part) => join(root, 'dist/.build', `${part}.stamp`);

/** The newest modification time in a file or folder, in milliseconds; folders count too, so that a removal is seen. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let time = stat.mtimeMs;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    time = Math.max(time, newest(join(path, entry.name)));
  }
  return time;
}

/**
 * Whether a part of the build is newer than everything it is made from.
 * @param {string} part
 * @param {string[]} sources files and folders, from the repository's root
 */
export function isFresh(part, sources) {
  const built = statSync(stampOf(part), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > 0 && sources.every((source) => newest(join(root, source)) <= built);
}

/**
 * Remembers that a part was built from what stood there when its build began.
 * @param {string} part
 * @param {Date} began
 */
export function markBuilt(part, began) {
  const stamp = stampOf(part);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // What changed while the build ran must count as newer.
  utimesSync(stamp, began, began);
}

/**
 * Builds a folder beside its final place and swaps it in at the end, so that nobody ever reads a half-built one.
 * @param {string} target from the repository's root
 * @param {(folder: string) => Promise<void>} build gets the absolute path of an empty folder
 */
export async function replaceFolder(target, build) {
  const final = join(root, target);
  const fresh = `${final}.${process.pid}.new`;
  const old = `${final}.${process.pid}.old`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await build(fresh);
    mkdirSync(dirname(final), { recursive: true });
    if (statSync(final, { throwIfNoEntry: false })) renameSync(final, old);
    renameSync(fresh, final);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/**
 * Every file below a folder, as paths from it with forward slashes, sorted.
 * @param {string} folder absolute
 * @returns {string[]}
 */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
