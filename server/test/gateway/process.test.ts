import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createClient } from '../helpers/gateway.ts';
import type { GatewayProcess } from '../helpers/process.ts';
import { startGatewayProcess } from '../helpers/process.ts';

const root = resolve(import.meta.dirname, '../../..');
const password = /all with the password (\S+)/;

describe('the gateway as a process', () => {
  let dataDir: string;
  let running: GatewayProcess;

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'portico-process-'));
    running = await startGatewayProcess({ dataDir, realPasswords: true });
  });
  after(async () => {
    await running?.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('the demo says what to open and whom to be', async () => {
    const output = running.output();
    for (const words of [
      `${running.url}/portal/`,
      `${running.url}/staff/`,
      'alice@acme.example',
      'owner@portico.example',
    ]) {
      assert.ok(output.includes(words), words);
    }
    const secret = password.exec(output)?.[1];
    assert.equal((await createClient(running.url).signIn('alice@acme.example', secret)).status, 200);
    assert.equal(statSync(join(dataDir, 'secret')).mode & 0o777, 0o600);
  });

  test('told to stop, it finishes what runs, ends streams with a hint, and exits with 0', async () => {
    const alice = createClient(running.url);
    await alice.signIn('alice@acme.example', password.exec(running.output())?.[1]);
    const headers = { cookie: alice.cookie(), origin: running.url, 'x-portico': '1' };

    const stream = await alice.get('/api/events');
    const upload: ClientRequest = request(`${running.url}/api/uploads?name=slow.txt`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'text/plain', expect: '100-continue' },
    });
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    upload.flushHeaders();
    await once(upload, 'continue');
    upload.write('the first half, ');

    const exit = once(running.child, 'exit');
    running.child.kill('SIGTERM');
    assert.match(await stream.text(), /retry: \d+\n\n$/);
    upload.end('the second half');
    const [response] = await answered;
    assert.equal(response.statusCode, 201);
    response.resume();
    assert.deepEqual(await exit, [0, null]);
    await assert.rejects(fetch(`${running.url}/api/health`));
  });

  test('started again, it is ready in two seconds and has kept everything', async () => {
    const begun = performance.now();
    const again = await startGatewayProcess({ dataDir, port: running.port, realPasswords: true });
    const ready = performance.now() - begun;
    try {
      const alice = createClient(again.url);
      assert.equal(
        (await alice.signIn('alice@acme.example', password.exec(again.output())?.[1])).status,
        200,
      );
      const page = (await (await alice.get('/api/tickets?limit=100')).json()) as { items: unknown[] };
      assert.equal(page.items.length, 100);
      // The machine runs other tests beside; alone it takes a quarter of this.
      assert.ok(ready < 4000, `${Math.round(ready)} ms`);
    } finally {
      assert.equal(await again.stop(), 0);
    }
  });
});

test('outside the demo it does not start without a strong secret, and names what is wrong', async () => {
  for (const [env, words] of [
    [{}, /PORTICO_SECRET/],
    [{ PORTICO_SECRET: 'change-me-change-me-change-me-change-me' }, /PORTICO_SECRET: too weak/],
    [{ PORTICO_SECRET: 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU', PORT: 'many' }, /PORT/],
  ] as const) {
    const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'server/src/main.ts')], {
      env: { PATH: process.env['PATH'], DATA_DIR: join(tmpdir(), 'portico-never'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(output, words);
    assert.doesNotMatch(output, /change-me|\bat .*\.ts/);
  }
});
