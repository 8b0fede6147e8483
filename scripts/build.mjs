// `npm run build`: the parts that are older than their sources, or those that were named.
import { isFresh, markBuilt } from './build/files.mjs';
import { isEntry } from './tools.mjs';

const tooling = ['package-lock.json', 'tsconfig.json', 'scripts/build'];
const library = [
  'src',
  'package.json',
  'tsconfig.build.json',
  'custom-elements-manifest.config.mjs',
  ...tooling,
];

/**
 * In the order in which they depend on each other. A part's code is loaded only when it must be built: the check
 * before `npm start` shall not wait for Vite and TypeScript to load.
 */
const parts = {
  modules: {
    about: 'dist/: ES modules and types',
    sources: library,
    build: async () => (await import('./build/library.mjs')).buildModules(),
  },
  cdn: {
    about: 'dist/cdn/: everything in one file',
    sources: library,
    build: async () => (await import('./build/library.mjs')).buildCdn(),
  },
  size: {
    about: 'dist/size/: the bundles that are weighed',
    needs: ['modules'],
    sources: library,
    build: async () => (await import('./build/library.mjs')).buildSizes(),
  },
  site: {
    about: 'dist/site/: the demo',
    sources: ['demo', 'vite.config.ts', ...library],
    build: async () => (await import('./build/site.mjs')).buildSite(),
  },
  pages: {
    about: 'server/public/: the gateway’s own pages, and the script for others',
    needs: ['cdn'],
    sources: ['server/pages', ...library],
    build: async () => (await import('./build/pages.mjs')).buildPages(),
  },
  server: {
    about: 'server/dist/: the gateway as JavaScript',
    sources: ['server/src', 'server/tsconfig.json', ...tooling],
    build: async () => (await import('./build/server.mjs')).buildServer(),
  },
};

const help = `Usage: npm run build -- [--force] [part…]

${Object.entries(parts)
  .map(([name, { about }]) => `  ${name.padEnd(9)}${about}`)
  .join('\n')}

Without names: every part. A part that is newer than its sources is left as it is, but for --force.`;

/** The named parts and those they are made from, in order. */
function withNeeds(names) {
  const wanted = new Set(names);
  for (const name of names) for (const need of parts[name].needs ?? []) wanted.add(need);
  return Object.keys(parts).filter((name) => wanted.has(name));
}

/**
 * Builds what is older than its sources.
 * @param {string[]} names parts; all of them when empty
 * @param {{force?: boolean}} [options]
 */
export async function buildParts(names, { force = false } = {}) {
  for (const name of withNeeds(names.length > 0 ? names : Object.keys(parts))) {
    const { about, sources, build } = parts[name];
    if (!force && isFresh(name, sources)) continue;
    const began = new Date();
    await build();
    markBuilt(name, began);
    console.log(`Built ${about} in ${((Date.now() - began.getTime()) / 1000).toFixed(1)} s`);
  }
}

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  const force = args.includes('--force');
  const names = args.filter((arg) => arg !== '--force');
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`Unknown part: ${unknown.join(', ')}\n\n${help}`);
    return 2;
  }
  try {
    await buildParts(names, { force });
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

if (isEntry(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
