// What a page loads, brotli, each figure with everything it imports at once (see buildSizes in scripts/build/library.mjs).
import { readFileSync } from 'node:fs';

const figures = JSON.parse(readFileSync(new URL('dist/size/manifest.json', import.meta.url), 'utf8'));
const limits = { all: '30 kB', content: '25 kB' };
const names = { all: 'all elements, gateway adapter, English, Lit', content: 'content chunk' };

export default Object.entries(figures).map(([name, files]) => ({
  name: names[name] ?? `<${name}> with the core and Lit`,
  path: files.map((file) => `dist/size/${file}`),
  limit: limits[name] ?? '15 kB',
}));
