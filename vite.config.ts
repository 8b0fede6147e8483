// The demo: `npm run dev` serves it with a backend in memory, `npm run build` makes static files for the gateway.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { leanMarked } from './scripts/build/marked.mjs';
import { writingChunk } from './scripts/build/chunks.mjs';
import { demoApi } from './scripts/demo/api.ts';
import { demoPages, pageFiles } from './scripts/demo/pages.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const demo = join(root, 'demo');
const src = join(root, 'src');

export default defineConfig(({ command }) => ({
  root: demo,
  cacheDir: join(root, 'node_modules/.vite'),
  plugins: [demoPages(), demoApi(), ...(command === 'build' ? [leanMarked()] : [])],
  resolve: {
    // The demo imports the package by its name, as a site would; here that is the source.
    alias: [
      { find: /^portico$/, replacement: join(src, 'index.ts') },
      { find: /^portico\/define$/, replacement: join(src, 'define.ts') },
      { find: /^portico\/components\/([^/]+)$/, replacement: `${src}/components/$1/define.ts` },
      { find: /^portico\/locales\/([^/]+)$/, replacement: `${src}/locales/$1.ts` },
      { find: /^portico\/api$/, replacement: join(src, 'api/index.ts') },
      { find: /^portico\/(gateway|memory|testing)$/, replacement: `${src}/api/$1/index.ts` },
    ],
  },
  server: { port: 5173, host: '127.0.0.1' },
  build: {
    target: 'es2022',
    // A strict content security policy knows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The demo brings all elements at once, and with them what single ones would load later.
      checks: { ineffectiveDynamicImport: false },
      input: pageFiles({ forBuild: command === 'build' }).map((file) => join(demo, file)),
      output: {
        // All that the first paint needs in one file; else what it shares with lazily loaded parts is one more.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // First: what the first paint needs must wait for nothing of the rest.
            { name: 'portal', tags: ['$initial'], test: (id) => !id.includes('minisearch') },
            writingChunk,
          ],
        },
      },
    },
  },
}));
