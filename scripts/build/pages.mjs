// server/public: the gateway's own pages, which it serves beside the API.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../tools.mjs';
import { compressBelow } from './compress.mjs';
import { replaceFolder } from './files.mjs';
import { leanMarked } from './marked.mjs';

const pages = join(root, 'server/pages');

/** Each folder of `server/pages` is a page; beside them the library's script, for pages elsewhere that use this gateway. */
export async function buildPages() {
  await replaceFolder('server/public', async (folder) => {
    await build({
      root: pages,
      configFile: false,
      plugins: [leanMarked()],
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'es2022',
        assetsInlineLimit: 0,
        // Under the gateway's own address for them, and not where a site may have its assets.
        assetsDir: 'staff/assets',
        modulePreload: { polyfill: false },
        rolldownOptions: {
          // The staff page sends from the start what the portal's pages load later.
          checks: { ineffectiveDynamicImport: false },
          input: ['staff', 'staff/settings', 'portal'].map((page) => join(pages, page, 'index.html')),
        },
      },
    });
    cpSync(join(root, 'dist/cdn'), join(folder, 'cdn'), {
      recursive: true,
      filter: (source) => !source.endsWith('.map'),
    });
    await compressBelow(folder);
  });
}
