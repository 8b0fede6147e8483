import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { SessionCookie } from '../../src/auth/cookie.ts';
import { createSessionCookie } from '../../src/auth/cookie.ts';
import { isSameSite } from '../../src/auth/site.ts';
import type { GatewayConfig } from '../../src/config.ts';
import { resolveAddresses } from '../../src/config.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway, testPassword } from '../helpers/gateway.ts';

/** S6: the session cookie, for the page that asks and no other. */

const secret = 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU';
const own = 'https://help.brand.example';
const sibling = 'https://kb.brand.example';
const otherSibling = 'https://wiki.brand.example';
const stranger = 'https://docs.other.example';
const otherStranger = 'https://docs.third.example';
const allowedOrigins = [sibling, otherSibling, stranger, otherStranger];
const pages = [own, ...allowedOrigins];
const token = 'q7XkP2mVb9LkR4wYc8NfH1sJd6PgA3eU';
const week = () => new Date(Date.now() + 7 * 24 * 3600 * 1000);

function jar(config: Partial<GatewayConfig> = {}, key = secret): SessionCookie {
  const addresses = resolveAddresses({ publicUrl: own, allowedOrigins, ...config } as GatewayConfig, 8080);
  return createSessionCookie({ secret: key, addresses: () => addresses });
}

const from = (origin: string | undefined, cookie?: string): Headers =>
  new Headers({ ...(origin === undefined ? {} : { origin }), ...(cookie === undefined ? {} : { cookie }) });
const pairOf = (setCookie: string): string => setCookie.split(';')[0] ?? '';
const attributesOf = (setCookie: string): string[] => setCookie.split('; ').slice(1).toSorted();

describe('the session cookie of a page', () => {
  test('has the attributes with which its browser sends it, and never a domain', () => {
    const expected: [string, string[]][] = [
      [own, ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']],
      [sibling, ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']],
      [stranger, ['HttpOnly', 'Partitioned', 'Path=/', 'SameSite=None', 'Secure']],
    ];
    for (const [origin, attributes] of expected) {
      const made = jar().issue(token, week(), from(origin));
      assert.match(made, /^__Host-portico(-[\w-]{16})?=[\w-]+\.[\w-]{43};/, origin);
      assert.deepEqual(
        attributesOf(made).filter((attribute) => !attribute.startsWith('Expires=')),
        attributes,
        origin,
      );
      assert.deepEqual(attributesOf(jar().clear(from(origin))), ['Max-Age=0', ...attributes].toSorted());
      assert.equal(pairOf(jar().clear(from(origin))), `${pairOf(made).split('=')[0]}=`, 'the same one goes');
    }
  });

  test('is read for that page alone, also where one browser sends all of them', () => {
    const cookie = jar();
    const all = pages.map((origin) =>
      pairOf(cookie.issue(`token-of-${new URL(origin).host.replaceAll('.', '-')}`, week(), from(origin))),
    );
    assert.equal(new Set(all.map((pair) => pair.split('=')[0])).size, pages.length, 'a name each');
    let read = 0;
    for (const [index, origin] of pages.entries()) {
      const expected = `token-of-${new URL(origin).host.replaceAll('.', '-')}`;
      assert.equal(cookie.read(from(origin, all.join('; '))), expected);
      assert.equal(cookie.read(from(origin, all.toReversed().join('; '))), expected);
      assert.equal(cookie.read(from(origin, all.toSpliced(index, 1).join('; '))), undefined);
      read += 3;
    }
    assert.equal(read, 15);
    // The gateway's own pages send no Origin with what they read.
    assert.equal(cookie.read(from(undefined, all.join('; '))), 'token-of-help-brand-example');
  });

  test('renamed, it is no session for another page', () => {
    const cookie = jar();
    let refused = 0;
    for (const page of pages) {
      const value = pairOf(cookie.issue(token, week(), from(page))).replace(/^[^=]+=/, '');
      for (const other of pages.filter((one) => one !== page)) {
        const name = pairOf(cookie.issue(token, week(), from(other))).split('=')[0] ?? '';
        assert.equal(cookie.read(from(other, `${name}=${value}`)), undefined, `${page} as ${other}`);
        refused += 1;
      }
    }
    assert.equal(refused, 20);
  });

  test('of an earlier version goes on on the gateway’s own pages', () => {
    // Before cookies had origins, the name was the plain one and the signature covered the id alone.
    const key = createHmac('sha256', secret).update('session cookie').digest();
    const pair = `__Host-portico=${token}.${createHmac('sha256', key).update(token).digest('base64url')}`;
    assert.equal(jar().read(from(undefined, pair)), token);
    assert.equal(jar().read(from(own, pair)), token);
    for (const origin of allowedOrigins) assert.equal(jar().read(from(origin, pair)), undefined);
  });

  test('is none for pages that are not on the list, and for what another origin has loaded as its own', () => {
    const cookie = jar();
    const pair = pairOf(cookie.issue(token, week(), from(own)));
    for (const origin of ['null', 'https://evil.example', `${own}.evil.example`, `${own}/`, '']) {
      assert.equal(cookie.read(from(origin, pair)), undefined, origin);
      assert.throws(() => cookie.issue(token, week(), from(origin)), /not on the list/);
    }
    const asks = (site: string, mode: string) =>
      cookie.read(new Headers({ cookie: pair, 'sec-fetch-site': site, 'sec-fetch-mode': mode }));
    assert.equal(asks('same-origin', 'cors'), token);
    assert.equal(asks('none', 'navigate'), token);
    assert.equal(asks('same-site', 'navigate'), token, 'a link from a sibling is followed');
    assert.equal(asks('same-site', 'no-cors'), undefined, 'an image or script of a sibling is not');
    assert.equal(asks('cross-site', 'no-cors'), undefined);
  });

  test('ends when its page leaves the list', () => {
    const pair = pairOf(jar().issue(token, week(), from(stranger)));
    assert.equal(jar().read(from(stranger, pair)), token);
    assert.equal(jar({ allowedOrigins: [sibling] }).read(from(stranger, pair)), undefined);
  });

  test('altered, signed by another secret, or written otherwise, is none', () => {
    const cookie = jar();
    const [name = '', value = ''] = pairOf(cookie.issue(token, week(), from(own))).split('=');
    const signature = value.split('.')[1] ?? '';
    const last = signature.at(-1) ?? '';
    // The last character of 43 carries two bits of nothing: its neighbours decode to the same bytes.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    const wrong = [
      '',
      token,
      `${token}.`,
      `.${signature}`,
      `x${token}.${signature}`,
      `${token}.${signature.slice(0, -1)}`,
      `${token}.${signature.slice(0, -1)}${twin}`,
      `${token}.${signature}=`,
      `${token}.${'A'.repeat(43)}`,
      `${token}.${signature}.${signature}`,
      `"${value}"`,
      `%22${value}%22`,
      value.replace('.', '%2E'),
      `${value} x`,
      `${value},`,
      `${'a'.repeat(129)}.${signature}`,
      pairOf(jar({}, 'another secret of many characters').issue(token, week(), from(own))).split('=')[1],
    ];
    for (const one of wrong) assert.equal(cookie.read(from(own, `${name}=${one}`)), undefined, one);
    assert.equal(cookie.read(from(own, `${name}=${value}`)), token);
  });

  test('is found among many, twice over, and behind forged ones of its name', () => {
    const cookie = jar();
    const pair = pairOf(cookie.issue(token, week(), from(own)));
    const forged = `__Host-portico=${'f'.repeat(32)}.${'A'.repeat(43)}`;
    const second = pairOf(cookie.issue('another-one', week(), from(own)));
    for (const header of [
      `${pair}; ${pair}`,
      `${forged}; ${pair}; ${forged}`,
      `a=1;${pair};b="2; c"`,
      `=; ;;x; ${pair}`,
      `x${pair}; ${pair}; ${pair}x`,
      `PORTICO=1; __host-${pair.slice(7)}; ${pair}`,
      // Both are right: the browser's order decides, as for every cookie that comes twice.
      `${pair}; ${second}`,
      `${'z=1; '.repeat(2000)}${pair}`,
    ]) {
      assert.equal(cookie.read(from(own, header)), token, header.slice(0, 80));
    }
    const long = `${'z=1; '.repeat(4000)}${pair}`;
    assert.ok(long.length > 16_384);
    assert.equal(cookie.read(from(own, long)), undefined, 'a header longer than any we look at');
    const started = performance.now();
    for (let tries = 0; tries < 100; tries++) cookie.read(from(own, `${forged}; `.repeat(180)));
    const each = (performance.now() - started) / 100;
    assert.ok(each < 20, `${each.toFixed(2)} ms for a header full of forged cookies`);
  });

  test('is plain only over http, which is for localhost', () => {
    const local = jar({
      publicUrl: undefined,
      allowedOrigins: ['http://localhost:5173', 'https://kb.brand.example'],
    });
    for (const origin of ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://localhost:5173']) {
      const made = local.issue(token, week(), from(origin));
      assert.match(made, /^portico(-[\w-]{16})?=/);
      assert.match(made, /SameSite=Lax/);
      assert.doesNotMatch(made, /Secure|Partitioned/);
      assert.equal(local.read(from(origin, pairOf(made))), token);
    }
    // The same gateway by its other name: its pages say no Origin when they read.
    const made = pairOf(local.issue(token, week(), from('http://127.0.0.1:8080')));
    assert.equal(local.read(from(undefined, made)), token);
    const across = local.issue(token, week(), from('https://kb.brand.example'));
    assert.match(across, /^__Host-portico-.*; Secure; SameSite=None; Partitioned/);
  });

  test('other cookies have its attributes and are not it', () => {
    const { others, ...session } = jar();
    for (const origin of pages) {
      const made = others.serialize('portico-flow', 'abc_DEF-123', 600, from(origin));
      assert.match(made, /^__Host-portico-flow(-[\w-]{16})?=abc_DEF-123\.[\w-]{43}; Max-Age=600; Path=\//);
      assert.equal(/Partitioned/.test(made), origin === stranger || origin === otherStranger);
      assert.equal(others.read('portico-flow', from(origin, pairOf(made))), 'abc_DEF-123');
      assert.equal(others.read('portico-other', from(origin, pairOf(made))), undefined);
      const value = pairOf(made).replace(/^[^=]+=/, '');
      const name = pairOf(session.issue(token, week(), from(origin))).split('=')[0] ?? '';
      assert.equal(session.read(from(origin, `${name}=${value}`)), undefined, 'no session by another cookie');
      const gone = others.serialize('portico-flow', '', 0, from(origin));
      assert.match(gone, /^__Host-portico-flow(-[\w-]{16})?=; Max-Age=0;/);
    }
    for (const value of ['', 'a;b', 'a b', 'ü', 'a\r\nb', 'x'.repeat(129)])
      assert.throws(() => others.serialize('portico-flow', value, 600, from(own)), TypeError);
    for (const name of ['portico', 'a=b', '', '__Host-portico'])
      assert.throws(() => others.serialize(name, 'x', 600, from(own)), TypeError);
  });

  test('a browser that keeps none gets the session to hold, and only on another site', () => {
    const cookie = jar();
    let given = 0;
    for (const origin of pages) {
      const crossSite = origin === stranger || origin === otherStranger;
      const issued = [cookie.issue(token, week(), from(origin))];
      const trial = cookie.trial(from(origin));
      assert.equal(trial !== undefined, crossSite, origin);
      const value = cookie.held(issued, from(origin));
      assert.equal(value !== undefined, crossSite, origin);
      if (trial === undefined || value === undefined) continue;
      given += 1;
      assert.match(
        trial,
        /^__Host-portico-kept-[\w-]{16}=1\..*; HttpOnly; Secure; SameSite=None; Partitioned$/,
      );
      const kept = from(origin, pairOf(trial));
      assert.equal(cookie.trial(kept), undefined, 'once is enough');
      assert.equal(cookie.held(issued, kept), undefined, 'what keeps cookies gets nothing to hold');
      assert.equal(cookie.held(['a=b', trial], from(origin)), undefined, 'other cookies are no session');
      assert.equal(cookie.held([cookie.clear(from(origin))], from(origin)), '', 'signed out');
      for (const other of pages) {
        const read = cookie.read(new Headers({ origin: other, 'x-portico-session': value }));
        assert.equal(read, other === origin ? token : undefined, `${origin} at ${other}`);
      }
      assert.equal(cookie.read(new Headers({ 'x-portico-session': value })), undefined);
      const inCookie = pairOf(issued[0] ?? '').replace(/^[^=]+=/, '');
      assert.notEqual(inCookie, value);
      assert.equal(cookie.read(new Headers({ origin, 'x-portico-session': inCookie })), undefined);
      for (const wrong of [
        '',
        `${value}x`,
        `x${value}`,
        value.replace('.', ''),
        `"${value}"`,
        `${value}, ${value}`,
      ])
        assert.equal(cookie.read(new Headers({ origin, 'x-portico-session': wrong })), undefined, wrong);
    }
    assert.equal(given, 2);
  });

  test('sites are what browsers take for one', () => {
    const table: [string, string, boolean][] = [
      ['https://kb.brand.example', 'https://help.brand.example', true],
      ['https://brand.example', 'https://help.brand.example:8443', true],
      ['https://brand.example', 'https://other.example', false],
      ['http://kb.brand.example', 'https://help.brand.example', false],
      ['https://a.co.uk', 'https://b.co.uk', false],
      ['https://a.brand.co.uk', 'https://b.brand.co.uk', true],
      // Private part of the list: everybody has a site of their own there.
      ['https://one.github.io', 'https://two.github.io', false],
      ['https://x.one.github.io', 'https://one.github.io', true],
      ['https://brand.s3.amazonaws.com', 'https://other.s3.amazonaws.com', false],
      ['http://localhost:1', 'http://localhost:2', true],
      ['http://localhost', 'http://127.0.0.1', false],
      ['https://10.0.0.1', 'https://10.0.0.2', false],
      ['https://xn--bcher-kva.example', 'https://a.xn--bcher-kva.example', true],
    ];
    for (const [one, other, same] of table) {
      assert.equal(isSameSite(one, other), same, `${one} ${other}`);
      assert.equal(isSameSite(other, one), same, `${other} ${one}`);
    }
  });
});

describe('two knowledge bases on one gateway', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ config: { publicUrl: own, allowedOrigins } });
  });
  after(() => gateway?.stop());

  /** One browser that keeps all cookies in one jar and sends them all, wherever the page is. */
  function browser() {
    const kept = new Map<string, string>();
    return async (origin: string, path: string, json?: unknown): Promise<Response> => {
      const answer = await fetch(gateway.url + path, {
        method: json === undefined ? 'GET' : 'POST',
        headers: {
          // As browsers do: no Origin for what a page reads from its own.
          ...(origin === own && json === undefined ? {} : { origin }),
          cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(json === undefined ? {} : { 'x-portico': '1', 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') kept.delete(name);
        else kept.set(name, value);
      }
      return answer;
    };
  }

  const who = async (ask: ReturnType<typeof browser>, origin: string): Promise<string | undefined> => {
    const answer = (await (await ask(origin, '/api/session')).json()) as {
      session: { contact: { email: string } } | null;
    };
    return answer.session?.contact.email;
  };

  test('each has its own person, signing out of one leaves the others', async () => {
    const ask = browser();
    const people = ['alice@acme.example', 'bob@acme.example', 'carol@globex.example'];
    const places = [own, sibling, stranger] as const;
    for (const [index, origin] of places.entries()) {
      for (const [other, place] of places.entries())
        assert.equal(
          await who(ask, place),
          other < index ? people[other] : undefined,
          `${place} at ${index}`,
        );
      const answer = await ask(origin, '/api/auth/sign-in', {
        method: 'password',
        email: people[index],
        password: testPassword,
      });
      assert.equal(answer.status, 200, origin);
    }
    for (const place of [otherSibling, otherStranger]) assert.equal(await who(ask, place), undefined, place);
    assert.equal((await ask(sibling, '/api/auth/sign-out', {})).status, 204);
    assert.deepEqual(await Promise.all(places.map((place) => who(ask, place))), [
      people[0],
      undefined,
      people[2],
    ]);
  });

  test('a page whose browser keeps no cookies works by a header, until it signs out', async () => {
    let held = '';
    const ask = async (path: string, json?: unknown): Promise<Response> => {
      const answer = await fetch(gateway.url + path, {
        method: json === undefined ? 'GET' : 'POST',
        headers: {
          origin: stranger,
          ...(held === '' ? {} : { 'x-portico-session': held }),
          ...(json === undefined ? {} : { 'x-portico': '1', 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      held = answer.headers.get('x-portico-session') ?? held;
      return answer;
    };
    const start = await ask('/api/start');
    assert.match(start.headers.getSetCookie().join(), /^__Host-portico-kept-/);
    const credentials = { method: 'password', email: 'alice@acme.example', password: testPassword };
    const signedIn = await ask('/api/auth/sign-in', credentials);
    assert.match(held, /^\w+\.[\w-]{43}$/);
    assert.match(signedIn.headers.get('access-control-expose-headers') ?? '', /X-Portico-Session/);
    assert.equal((await ask('/api/tickets')).status, 200);
    const stream = await ask('/api/events');
    assert.equal(stream.status, 200);
    await stream.body?.cancel();
    const before = held;
    assert.equal((await ask('/api/auth/sign-out', {})).status, 204);
    assert.equal(held, '');
    held = before;
    assert.equal((await ask('/api/tickets')).status, 401, 'over for who has kept it');
    assert.ok(!gateway.log().includes(before.split('.')[0] ?? '-'), 'in no log');
  });

  test('what one page signs in with is a new session, not another page’s', async () => {
    const ask = browser();
    const cookies: string[] = [];
    for (const origin of [sibling, stranger]) {
      const answer = await ask(origin, '/api/auth/sign-in', {
        method: 'password',
        email: 'alice@acme.example',
        password: testPassword,
      });
      cookies.push(...answer.headers.getSetCookie().map(pairOf));
    }
    const tokens = cookies.map((pair) =>
      createHash('sha256')
        .update(pair.replace(/^[^=]+=|\..*/g, ''))
        .digest('hex'),
    );
    assert.equal(new Set(tokens).size, 2);
  });
});
