// `npm run bench`: medians and ratios, for people to read. No test depends on a figure.
import { buildParts } from './build.mjs';
import { isEntry } from './tools.mjs';

const benches = {
  mount: async () => (await import('../test/bench/mount.ts')).benchMount(),
  paint: async () => {
    await buildParts(['site']);
    await (await import('../test/bench/paint.ts')).benchPaint();
  },
  gateway: async () => {
    await (await import('../test/bench/gateway.ts')).benchGateway();
    await (await import('../test/bench/gateway-filters.ts')).benchFilters();
  },
  'sign-in': async () => {
    await (await import('../test/bench/password-hash.ts')).benchPasswords();
    await (await import('../test/bench/gateway-timing.ts')).benchTiming();
  },
};

async function main(names) {
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`Unknown bench: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`);
    return 2;
  }
  for (const name of names.length > 0 ? names : Object.keys(benches)) await benches[name]();
  return 0;
}

if (isEntry(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
