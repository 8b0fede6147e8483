// dist/site: the demo as static files, with everything that compresses compressed beforehand.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'vite';
import { root } from '../tools.mjs';
import { filesBelow, replaceFolder } from './files.mjs';

const compress = promisify(brotliCompress);
const compressible = /\.(html|js|css|json|svg|md|txt)$/;
/** Smaller files fit into one packet as they are. */
const smallestBytes = 1024;

/** Writes `<file>.br` beside each file that gets smaller by it. */
async function compressBelow(folder) {
  for (const file of filesBelow(folder)) {
    if (!compressible.test(file)) continue;
    const content = readFileSync(join(folder, file));
    if (content.length < smallestBytes) continue;
    const compressed = await compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    if (compressed.length < content.length) writeFileSync(join(folder, `${file}.br`), compressed);
  }
}

/** The demo, and the CDN file under /cdn/ for pages elsewhere that use this gateway. */
export async function buildSite() {
  await replaceFolder('dist/site', async (folder) => {
    await build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    cpSync(join(root, 'dist/cdn'), join(folder, 'cdn'), {
      recursive: true,
      filter: (source) => !source.endsWith('.map'),
    });
    await compressBelow(folder);
  });
}
