import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { contentDisposition } from '../../src/http/disposition.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';

const maxBytes = 256 * 1024;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('files', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({
      settings: { ...defaultSettings, attachments: { maxBytes, maxCount: 10 } },
    });
    await gateway.signIn('alice@acme.example');
  });
  after(() => gateway?.stop());

  const upload = (name: string, body: BodyInit, type = 'application/octet-stream') =>
    gateway.fetch(`/api/uploads?name=${encodeURIComponent(name)}`, {
      method: 'PUT',
      body,
      headers: { 'content-type': type },
    });
  const stored = async (name: string, body: BodyInit, type?: string) => {
    const answer = await upload(name, body, type);
    assert.equal(answer.status, 201, await answer.clone().text());
    return (await answer.json()) as { id: string; name: string; mediaType: string; bytes: number };
  };
  const onDisk = (): string[] =>
    readdirSync(join(gateway.dataDir, 'files'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  test('a file comes back as it was, always as a download', async () => {
    const file = await stored('chart.png', png, 'image/png');
    assert.deepEqual([file.name, file.mediaType, file.bytes], ['chart.png', 'image/png', png.length]);
    const answer = await gateway.get(`/api/attachments/${file.id}`);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), png);
    const header = (name: string) => answer.headers.get(name) ?? '';
    assert.match(
      header('content-disposition'),
      /^attachment; filename="chart\.png"; filename\*=UTF-8''chart\.png$/,
    );
    assert.equal(header('content-type'), 'image/png');
    assert.equal(header('content-length'), String(png.length));
    assert.equal(header('x-content-type-options'), 'nosniff');
    assert.match(header('content-security-policy'), /sandbox/);
    assert.equal(header('cache-control'), 'private, no-store');
  });

  test('what a browser would run is never served as such', async () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    for (const [name, body, type] of [
      ['a.svg', script, 'image/svg+xml'],
      ['a.html', '<!doctype html><script>alert(1)</script>', 'text/html'],
      ['a.xml', '<?xml version="1.0"?><a/>', 'text/xml'],
      ['a.png', '<script>alert(1)</script>', 'text/html; charset=utf-7'],
      ['a.js', 'alert(1)', 'text/javascript'],
    ] as const) {
      const file = await stored(name, body, type);
      const answer = await gateway.get(`/api/attachments/${file.id}`);
      await answer.arrayBuffer();
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment;/, name);
      assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/, name);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', name);
      assert.doesNotMatch(answer.headers.get('content-type') ?? '', /html|svg|xml|script/, name);
    }
  });

  test('files over the limit are refused, announced or not, and leave nothing behind', async () => {
    const before = onDisk().length;
    const announced = await upload('big.bin', Buffer.alloc(maxBytes + 1));
    assert.equal(announced.status, 413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        if (pulled > 2000) controller.close();
        else controller.enqueue(new Uint8Array(16 * 1024));
      },
    });
    const streamed = await gateway
      .fetch('/api/uploads?name=big.bin', {
        method: 'PUT',
        body: endless,
        headers: { 'content-type': 'application/octet-stream' },
        duplex: 'half',
      } as RequestInit)
      .catch((error: unknown) => error);
    // The connection may be cut while the sender still sends.
    if (streamed instanceof Error) assert.equal(streamed.name, 'TypeError');
    else assert.equal((streamed as Response).status, 413);
    assert.ok(pulled < 2000, 'cut while streaming');
    assert.equal((await upload('fits.bin', Buffer.alloc(maxBytes))).status, 201);
    assert.equal(onDisk().length, before + 1);
  });

  test('a sender who hangs up leaves nothing behind', async () => {
    const before = onDisk().length;
    const sender = request(`${gateway.url}/api/uploads?name=half.bin`, {
      method: 'PUT',
      headers: {
        cookie: gateway.cookie(),
        origin: gateway.url,
        'x-portico': '1',
        'content-type': 'application/octet-stream',
        'content-length': '100000',
      },
    });
    sender.on('error', () => undefined);
    sender.write(Buffer.alloc(50_000));
    while (onDisk().length === before) await new Promise(setImmediate);
    sender.destroy();
    while (onDisk().length > before) await new Promise(setImmediate);
    assert.equal((await gateway.get('/api/health')).status, 200);
  });

  test('names are cleaned and cannot leave their header', async () => {
    for (const name of [
      '../../etc/passwd',
      '..\\..\\boot.ini',
      'invoice\u202Efdp.exe',
      'a\u0000.png',
      'a\r\nSet-Cookie: x=y.txt',
      '.htaccess',
      'na\u200Bme.txt',
      '";filename="x.html',
      '雪と"桜".txt',
      'x'.repeat(900) + '.txt',
    ]) {
      const file = await stored(name, 'words', 'text/plain');
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      assert.doesNotMatch(file.name, /[\u0000-\u001f\u007f/\\\u200b\u202a-\u202e]|^\./, name);
      const answer = await gateway.get(`/api/attachments/${file.id}`);
      await answer.arrayBuffer();
      assert.equal(answer.status, 200);
      assert.match(
        answer.headers.get('content-disposition') ?? '',
        /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.!~%-]+$/,
      );
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
    assert.ok(
      onDisk().every((entry) => /^[0-9a-f]+$/.test(entry)),
      'generated names on disk',
    );
  });

  test('more files than a message may carry are refused', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 11; count += 1) ids.push((await stored('a.txt', 'a', 'text/plain')).id);
    const answer = await gateway.post('/api/tickets', {
      formId: 'support',
      values: { subject: 'Eleven files', message: 'Here they are.' },
      attachments: ids,
    });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /too-many/);
  });

  test('a taken back upload is gone', async () => {
    const { id } = await stored('a.txt', 'a', 'text/plain');
    assert.equal((await gateway.fetch(`/api/uploads/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await gateway.get(`/api/attachments/${id}`)).status, 404);
  });
});

test('a disposition keeps hostile names inside', () => {
  assert.equal(contentDisposition('a.txt'), `attachment; filename="a.txt"; filename*=UTF-8''a.txt`);
  assert.equal(
    contentDisposition('"\r\n;é%41(1).txt'),
    `attachment; filename="____\u005f_41(1).txt"; filename*=UTF-8''%22%0D%0A%3B%C3%A9%2541%281%29.txt`,
  );
  assert.doesNotThrow(() => new Headers({ a: contentDisposition('\ud83d half') }));
});
