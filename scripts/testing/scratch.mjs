// Where the tests of a run keep what they write: databases, profiles of browsers, files.
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** What a run takes at the most, several times over; containers often have 64 MiB there. */
const room = 2 * 2 ** 30;

function hasRoom(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= room;
  } catch {
    return false;
  }
}

/**
 * A folder of its own for one run, in memory where there is room: hundreds of small databases that nobody reads again
 * would else wait for the disk at every write. What tests kill is processes, and memory outlives those as a disk does.
 * @param {{onDisk?: boolean}} [options] for what installs programs: where memory is a folder, it often may not hold any
 * @returns {{folder: string, remove: () => void}}
 */
export function makeScratch({ onDisk = false } = {}) {
  const folder = mkdtempSync(join(!onDisk && hasRoom(memory) ? memory : tmpdir(), 'portico-test-'));
  // PostgreSQL, which will not run as root, has its folder in it.
  chmodSync(folder, 0o711);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
