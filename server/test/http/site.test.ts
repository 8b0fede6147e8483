import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { connect } from 'node:net';
import { demoSettings } from '../../src/demo/settings.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';

const script = 'export const answer = 42;\n'.repeat(50);

describe('the site beside the API', () => {
  let folder: string;
  let gateway: TestGateway;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portico-site-'));
    const site = join(folder, 'site');
    for (const path of ['assets', 'portal', 'api', '.git']) mkdirSync(join(site, path), { recursive: true });
    writeFileSync(join(folder, 'outside.txt'), 'outside');
    symlinkSync(join(folder, 'outside.txt'), join(site, 'link.txt'));
    writeFileSync(join(site, 'index.html'), '<!doctype html><title>Knowledge base</title>');
    writeFileSync(join(site, 'portal', 'index.html'), '<!doctype html><title>Portal</title>');
    writeFileSync(join(site, '404.html'), '<!doctype html><title>Not here</title>');
    writeFileSync(join(site, '.env'), 'hidden');
    writeFileSync(join(site, '.git', 'config'), 'hidden');
    writeFileSync(join(site, 'api', 'start'), 'shadow');
    writeFileSync(join(site, 'assets', 'app-Bq3kX9zL.js'), script);
    writeFileSync(join(site, 'assets', 'app-Bq3kX9zL.js.br'), brotliCompressSync(script));
    writeFileSync(
      join(site, 'articles.json'),
      JSON.stringify([
        { title: 'Export a dashboard', url: '/articles/export', text: 'CSV and PDF exports, row limits' },
        { title: 'Single sign-on', url: '/articles/sso', text: 'SAML with your identity provider' },
        { title: 'Export, a trap', url: 'javascript:alert(1)', text: 'export' },
      ]),
    );
    gateway = await startGateway({ demo: true, tickets: 20, config: { siteDir: site } });
  });
  after(async () => {
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Byte for byte as written, where fetch would tidy the path. */
  const rawGet = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });

  test('pages come with the strict policy, and are asked for again', async () => {
    const page = await gateway.get('/');
    assert.match(await page.text(), /Knowledge base/);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /script-src 'self'.*trusted-types lit-html dompurify/,
    );
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    const etag = page.headers.get('etag') ?? '';
    const again = await gateway.fetch('/', { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get('etag'), etag);
    assert.match(await (await gateway.get('/portal/')).text(), /Portal/);
    const bare = await gateway.get('/portal');
    assert.deepEqual([bare.status, bare.headers.get('location')], [308, '/portal/']);
  });

  test('assets are packed and kept', async () => {
    const path = '/assets/app-Bq3kX9zL.js';
    const packed = await gateway.fetch(path, { headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(packed.headers.get('content-encoding'), 'br');
    assert.match(packed.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.equal(packed.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(packed.headers.get('vary') ?? '', /accept-encoding/i);
    assert.equal(await packed.text(), script);
    const plain = await gateway.fetch(path, { headers: { 'accept-encoding': 'br;q=0, identity' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), script);
    const head = await gateway.fetch(path, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    assert.equal(head.headers.get('content-length'), String(script.length));
  });

  test('nothing hidden, nothing outside, nothing in front of the API', async () => {
    for (const path of [
      '/.env',
      '/.git/config',
      '/%2egit/config',
      '/../outside.txt',
      '/..%2foutside.txt',
      '/assets/..%2f..%2foutside.txt',
      '/assets/..%5c..%5coutside.txt',
      '/link.txt',
      '/%00',
      '/assets//app-Bq3kX9zL.js',
      '/%E0%A4%A',
      '/assets/app-Bq3kX9zL.js/x',
    ]) {
      const text = await rawGet(path);
      assert.match(text, /^HTTP\/1\.1 404 /, path);
      assert.doesNotMatch(text, /hidden|outside|export const/, path);
    }
    assert.match(await (await gateway.get('/api/start')).text(), /"settings"/);
    const page = await gateway.fetch('/nowhere', { headers: { accept: 'text/html' } });
    assert.equal(page.status, 404);
    assert.match(await page.text(), /Not here/);
    assert.equal((await gateway.fetch('/', { method: 'DELETE' })).status, 405);
  });

  test('articles are suggested by their words, and none that would run', async () => {
    const { items } = (await (await gateway.get('/api/articles?text=my%20exports%20stop')).json()) as {
      items: { title: string; url: string }[];
    };
    assert.deepEqual(items[0], { title: 'Export a dashboard', url: '/articles/export' });
    assert.ok(items.every(({ url }) => url.startsWith('/')));
    assert.match(await (await gateway.get('/api/capabilities')).text(), /"articles":true/);
    const long = await gateway.get(`/api/articles?text=${'export%20'.repeat(220)}`);
    assert.equal(long.status, 200);
  });

  test('the mailbox shows what was sent, as text', async () => {
    const json = {
      name: '<img src=x onerror=alert(1)>',
      email: 'dana@initech.example',
      password: 'a lantern in the fog',
      consent: demoSettings.portal.signIn.consent?.version,
    };
    assert.equal((await gateway.fetch('/api/auth/register', { method: 'POST', json })).status, 200);
    for (;;) {
      const mailbox = (await (await gateway.get('/demo/mailbox.json')).json()) as { to: string }[];
      if (mailbox.some((mail) => mail.to === 'dana@initech.example')) break;
    }
    const page = await gateway.get('/demo/mailbox');
    const text = await page.text();
    assert.match(text, /<a href="http:\/\/localhost:\d+\/portal\/#\/verify\?token=[\w-]+">/);
    assert.doesNotMatch(text, /<img|<script|style=/);
  });

  test('in the demo too, no customer sees a note', async () => {
    const canary = /LMN-INT/;
    const alice = await gateway.as('alice@acme.example');
    const agent = await gateway.as('agent@portico.example');
    const inbox = (await (await agent.get('/api/staff/tickets?limit=100')).json()) as {
      items: { id: string }[];
    };
    let notes = 0;
    for (const { id } of inbox.items) {
      if (canary.test(await (await agent.get(`/api/staff/tickets/${id}/notes`)).text())) notes += 1;
      for (const path of [`/api/tickets/${id}`, `/api/tickets/${id}/messages`]) {
        assert.doesNotMatch(await (await alice.get(path)).text(), canary);
      }
    }
    assert.ok(notes > 0, 'the demo has notes to look for');
  });
});

test('outside the demo there is no mailbox', async () => {
  const gateway = await startGateway();
  try {
    assert.equal((await gateway.get('/demo/mailbox')).status, 404);
    assert.equal((await gateway.get('/demo/mailbox.json')).status, 404);
  } finally {
    await gateway.stop();
  }
});
