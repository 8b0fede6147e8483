import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';

export interface DemoFile {
  name: string;
  mediaType: string;
  content: Uint8Array;
}

/** A small real file, such as people attach to a ticket. */
export function demoFile(kind: 'png' | 'csv' | 'txt', random: Random): DemoFile {
  if (kind === 'png') {
    return { name: random.pick(imageNames), mediaType: 'image/png', content: barChart(random) };
  }
  if (kind === 'csv') {
    const rows = Array.from(
      { length: 24 },
      (_, i) => `2026-${String((i % 12) + 1).padStart(2, '0')}-01,week ${i + 1},${random.between(80, 4200)}`,
    );
    return {
      name: random.pick(['export.csv', 'signups-by-week.csv', 'größen.csv']),
      mediaType: 'text/csv',
      content: Buffer.from(`date,label,value\n${rows.join('\n')}\n`),
    };
  }
  const lines = Array.from(
    { length: 18 },
    (_, i) =>
      `08:${String(12 + i).padStart(2, '0')}:${random.between(10, 59)} ${random.pick(logLines)} (${random.between(2, 900)} ms)`,
  );
  return {
    name: random.pick(['worker.log', 'console.txt', 'delivery-log.txt']),
    mediaType: 'text/plain',
    content: Buffer.from(`${lines.join('\n')}\n`),
  };
}

const imageNames = ['screenshot.png', 'Screenshot 2026-11-03 at 09.12.44.png', 'dashboard.png', 'tile.png'];
const logLines = [
  'GET /v2/exports 200',
  'GET /v2/exports 429',
  'retry in 30 s',
  'webhook delivered',
  'sync ok',
];

const width = 480;
const height = 270;

/** A chart with a few bars, as a screenshot would show one. */
function barChart(random: Random): Uint8Array {
  const bars = Array.from({ length: 8 }, () => random.between(30, 200));
  const pixels = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bar = Math.floor((x - 40) / 52);
      const inside = x >= 40 && (x - 40) % 52 < 34 && height - 30 - y <= (bars[bar] ?? 0) && y < height - 30;
      const grid = (height - 30 - y) % 50 === 0 && x >= 30;
      pixels[y * (width + 1) + 1 + x] = inside ? 1 + (bar % 2) : grid ? 3 : 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from('ffffff4f6bedc0ccf9e4e7ee', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(pixels, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
