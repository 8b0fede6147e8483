// dist/site: the demo as static files, with everything that compresses compressed beforehand.
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../tools.mjs';
import { compressBelow } from './compress.mjs';
import { replaceFolder } from './files.mjs';

export async function buildSite() {
  await replaceFolder('dist/site', async (folder) => {
    await build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    await compressBelow(folder);
  });
}
