// Brotli files beside what is served, made once at build time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { filesBelow } from './files.mjs';

const compress = promisify(brotliCompress);
const compressible = /\.(html|js|css|json|svg|md|txt)$/;
/** Smaller files fit into one packet as they are. */
const smallestBytes = 1024;

/** Writes `<file>.br` beside each file that gets smaller by it. */
export async function compressBelow(folder) {
  for (const file of filesBelow(folder)) {
    if (!compressible.test(file)) continue;
    const content = readFileSync(join(folder, file));
    if (content.length < smallestBytes) continue;
    const compressed = await compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    if (compressed.length < content.length) writeFileSync(join(folder, `${file}.br`), compressed);
  }
}
