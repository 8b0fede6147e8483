// dist/site: the demo as static files, with everything that compresses compressed beforehand.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../tools.mjs';
import { compressBelow } from './compress.mjs';
import { replaceFolder } from './files.mjs';

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
