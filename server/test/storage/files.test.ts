import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDiskFiles, type Files } from '../../src/storage/files.ts';

async function withFiles(work: (files: Files, dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'portico-store-'));
  try {
    await work(createDiskFiles(dir), dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Everything in a folder that is not a folder. */
async function contents(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('a file comes back as it was written', () =>
  withFiles(async (files) => {
    const content = new Uint8Array(100_000).map((_, i) => i % 251);
    const written = await files.write(new Blob([content]).stream(), { maxBytes: 100_000 });
    assert.equal(written.bytes, 100_000);
    assert.equal(written.head.byteLength, 4100);
    assert.deepEqual(written.head, content.slice(0, 4100));
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');
    assert.equal(written.sha256, digest);
    const read = new Uint8Array(await new Response(await files.open(written.key)).arrayBuffer());
    assert.deepEqual(read, content);
    await files.remove(written.key);
    await files.remove(written.key);
    await assert.rejects(files.open(written.key), { code: 'not-found' });
  }));

test('an endless upload is cut at the limit, and nothing of it stays', () =>
  withFiles(async (files, dir) => {
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel() {
        cancelled = true;
      },
    });
    await assert.rejects(files.write(endless, { maxBytes: 10_000 }), { code: 'too-large' });
    assert.ok(sent <= 13_000, `${sent} bytes were read`);
    assert.ok(cancelled);
    assert.deepEqual(await contents(dir), []);
  }));

test('an upload whose sender goes away leaves nothing', () =>
  withFiles(async (files, dir) => {
    const silent = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
    });
    const leaving = new AbortController();
    const writing = files.write(silent, { maxBytes: 100, signal: leaving.signal });
    leaving.abort();
    await assert.rejects(writing, { name: 'AbortError' });

    const broken = new ReadableStream<Uint8Array>({
      pull: () => Promise.reject(new Error('connection lost')),
    });
    await assert.rejects(files.write(broken, { maxBytes: 100 }), /connection lost/);
    assert.deepEqual(await contents(dir), []);
  }));

test('no key leads out of the folder', () =>
  withFiles(async (files) => {
    for (const key of ['../../etc/passwd', '/etc/passwd', '', 'aa/../../x', `aa/${'a'.repeat(47)}`]) {
      await assert.rejects(files.open(key), { code: 'not-found' });
      await assert.rejects(files.remove(key), { code: 'not-found' });
    }
  }));
