import assert from 'node:assert/strict';
import type { lookup as systemLookup } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { SafeFetchOptions } from '../../../src/auth/federation/safe-fetch.ts';
import { createSafeFetch, isPublicAddress } from '../../../src/auth/federation/safe-fetch.ts';

/** A name server that answers what it is told, the last answer for ever. */
function nameServer(...answers: string[][]) {
  let asked = 0;
  const lookup = ((
    _name: string,
    _options: object,
    callback: (error: Error | null, found: { address: string; family: number }[]) => void,
  ) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { lookup, asked: () => asked };
}

async function serve(address: string, handler: RequestListener) {
  const server = createServer(handler);
  server.listen(0, address);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function attempt(options: Partial<SafeFetchOptions>, url: string, init?: RequestInit) {
  const { fetch, close } = createSafeFetch({ allowPrivate: false, timeoutMs: 2000, ...options });
  try {
    return await fetch(url, init);
  } finally {
    await close();
  }
}

const privateAddresses = [
  ...['127.0.0.1', '127.8.9.10', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255'],
  ...['192.168.1.1', '169.254.169.254', '169.254.0.1', '100.64.0.1', '198.18.0.1', '198.19.255.255'],
  ...['192.0.0.8', '192.0.2.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
  ...[
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '::7f00:1',
  ],
  ...['fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '100::1'],
  ...['', 'localhost', '1.2.3', 'not an address'],
];

describe('what is fetched for identity providers', () => {
  let inside: Server;
  let insidePort: number;
  let outside: Server;
  let outsidePort: number;
  let insideRequests = 0;

  before(async () => {
    ({ server: inside, port: insidePort } = await serve('127.0.0.2', (_request, response) => {
      insideRequests += 1;
      response.end('{"secret":true}');
    }));
    // Stands for a host of the open internet: the tests below call 127.0.0.1 public, and nothing else.
    ({ server: outside, port: outsidePort } = await serve('127.0.0.1', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://outside.test');
      if (pathname === '/redirect') {
        response
          .writeHead(Number(searchParams.get('status')), { location: searchParams.get('to') ?? '' })
          .end();
      } else if (pathname === '/large') response.end('x'.repeat(1024 * 1024 + 1));
      else if (pathname === '/bomb') {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(20 * 1024 * 1024)));
      } else if (pathname === '/slow') response.writeHead(200).write('{');
      else if (pathname === '/echo') {
        void (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk as Buffer);
          response.end(JSON.stringify({ method: request.method, body: Buffer.concat(chunks).toString() }));
        })();
      } else response.end('{}');
    }));
  });
  after(() => {
    for (const server of [inside, outside]) {
      server?.closeAllConnections();
      server?.close();
    }
  });

  test('S15: addresses that are not of the open internet, in every family', (context) => {
    for (const address of privateAddresses) assert.equal(isPublicAddress(address), false, address);
    for (const address of ['8.8.8.8', '142.250.1.1', '100.63.255.255', '2606:4700::1111', '::ffff:8.8.8.8']) {
      assert.equal(isPublicAddress(address), true, address);
    }
    context.diagnostic(`addresses refused: ${privateAddresses.length}`);
  });

  test('S15: private hosts are refused in every spelling, before anything is asked', async (context) => {
    const hosts = [
      ...[
        '127.0.0.1',
        '127.1',
        '2130706433',
        '0x7f000001',
        '0x7f.1',
        '0177.0.0.1',
        '017700000001',
        '127.0.0.1.',
      ],
      ...[
        '169.254.169.254',
        '2852039166',
        '0xa9fea9fe',
        '0251.0376.0251.0376',
        '[::1]',
        '[::]',
        '0',
        '0.0.0.0',
      ],
      ...[
        '[::ffff:127.0.0.1]',
        '[::ffff:7f00:1]',
        '[::ffff:169.254.169.254]',
        '[fd00:ec2::254]',
        '[fe80::1]',
      ],
      ...['[64:ff9b::a9fe:a9fe]', '１２７.0.0.1', '127。0。0。1', '10.1', '192.168.257', '[2002:7f00:1::]'],
    ];
    const names = nameServer(['93.184.215.14']);
    for (const host of hosts) {
      await assert.rejects(
        attempt({ lookup: names.lookup }, `https://${host}/`),
        { name: 'DeskError', code: 'unavailable' },
        host,
      );
    }
    assert.equal(names.asked(), 0);
    context.diagnostic(`spellings of private hosts refused: ${hosts.length}`);
  });

  test('S15: names that lead to private addresses are refused when they are connected to', async () => {
    for (const answer of [
      ['127.0.0.1'],
      ['169.254.169.254'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['93.184.215.14', '10.0.0.1'],
      ['10.0.0.1', '93.184.215.14'],
      [],
    ]) {
      const names = nameServer(answer);
      await assert.rejects(attempt({ lookup: names.lookup }, 'https://idp.test/'), String(answer));
      assert.equal(names.asked(), 1);
    }
    await assert.rejects(attempt({}, `https://localhost:${insidePort}/`));
    assert.equal(insideRequests, 0);
  });

  test('S15: a name that changes its mind between two requests is refused at the second', async () => {
    const names = nameServer(['127.0.0.1'], ['127.0.0.2']);
    const { fetch, close } = createSafeFetch({
      allowPrivate: false,
      timeoutMs: 2000,
      lookup: names.lookup,
      isPublic: (address) => address === '127.0.0.1',
    });
    // No certificate there: that the handshake was begun shows that the address was let through.
    const failure = async () => {
      const error: unknown = await fetch(`https://idp.test:${insidePort}/`).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof Error ? error.cause : undefined;
    };
    const first = await failure();
    const second = await failure();
    await close();
    assert.equal((first as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    assert.equal((second as { name?: string }).name, 'DeskError');
    assert.equal(names.asked(), 2);
    assert.equal(insideRequests, 0);
  });

  test('S15: no redirect is followed, wherever it leads and also where private addresses are allowed', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const target of [
        `http://127.0.0.2:${insidePort}/`,
        'http://169.254.169.254/latest/meta-data/',
        '/echo',
      ]) {
        await assert.rejects(
          attempt(
            { allowPrivate: true },
            `http://127.0.0.1:${outsidePort}/redirect?status=${status}&to=${encodeURIComponent(target)}`,
            // As libraries ask for it: what they say does not matter.
            { redirect: 'follow' },
          ),
        );
      }
    }
    assert.equal(insideRequests, 0);
  });

  test('only https, without credentials; http where private addresses are allowed; nothing else ever', async () => {
    const plain = `http://127.0.0.1:${outsidePort}/`;
    const isPublic = () => true;
    await assert.rejects(attempt({ isPublic }, plain), { name: 'DeskError' });
    assert.equal((await attempt({ allowPrivate: true }, plain)).status, 200);
    for (const allowPrivate of [true, false]) {
      for (const url of [
        'file:///etc/passwd',
        'data:application/json,{}',
        'ftp://idp.test/',
        'blob:null/1',
      ]) {
        await assert.rejects(attempt({ allowPrivate, isPublic }, url), { name: 'DeskError' }, url);
      }
    }
    await assert.rejects(attempt({ isPublic }, 'https://user:word@idp.test/'));
  });

  test('answers are limited in size, also unpacked, and in time', async () => {
    const url = `http://127.0.0.1:${outsidePort}`;
    for (const path of ['/large', '/bomb']) {
      await assert.rejects(attempt({ allowPrivate: true }, url + path), { code: 'unavailable' }, path);
    }
    const { fetch, close } = createSafeFetch({ allowPrivate: true, timeoutMs: 200 });
    const begun = performance.now();
    await assert.rejects(fetch(`${url}/slow`));
    assert.ok(performance.now() - begun < 1500);
    await close();
  });

  test('method, headers and body go through', async () => {
    const answer = await attempt({ allowPrivate: true }, `http://127.0.0.1:${outsidePort}/echo`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code' }),
    });
    assert.deepEqual(await answer.json(), { method: 'POST', body: 'grant_type=authorization_code' });
  });
});
