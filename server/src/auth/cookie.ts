import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { serialize } from 'hono/utils/cookie';
import type { Addresses } from '../config.ts';
import { DeskError } from '../desks/errors.ts';
import { isSameSite } from './site.ts';

/**
 * Cookies of the page that asks, and of no other: name and signature depend on the page's origin, so that two knowledge
 * bases on one gateway see nothing of each other, also where browsers keep one jar for both. Their attributes are what
 * that page's browser will send: `SameSite=Lax` within a site, `SameSite=None; Partitioned` from another. Names have the
 * `__Host-` prefix, which browsers accept from this very host and path only; but not over http, which is for localhost.
 */
export interface PageCookies {
  /** A `Set-Cookie` value. `value` is one or more of `A-Z a-z 0-9 _ -`; 0 seconds make the browser forget the cookie. */
  serialize(name: string, value: string, maxAgeSeconds: number, headers: Headers): string;
  /** The value that was set for the page that asks, or undefined for an absent, foreign or altered cookie. */
  read(name: string, headers: Headers): string | undefined;
}

/** The session's id, signed, so that a copy of the database alone signs nobody in. */
export interface SessionCookie {
  /** The session's id, or undefined for an absent, foreign or altered cookie. */
  read(headers: Headers): string | undefined;
  /** A `Set-Cookie` value, for the page that has sent the request. */
  issue(token: string, expires: Date, headers: Headers): string;
  clear(headers: Headers): string;
  /**
   * For pages on another site: a cookie that shows whether their browser keeps any. Undefined where it does, or where
   * nobody doubts it.
   */
  trial(headers: Headers): string | undefined;
  /**
   * What a browser that keeps no cookies loses of an answer with such `Set-Cookie` values: the session in a form that the
   * page can hold and `read` takes from the header `X-Portico-Session`; empty once it is cleared. Undefined where cookies
   * are kept, so that scripts get no hold of a session that can do without them.
   */
  held(setCookies: readonly string[], headers: Headers): string | undefined;
  /** Other cookies of the same make. */
  readonly others: PageCookies;
}

const sessionName = 'portico';
const trialName = 'portico-kept';
const trialSeconds = 7 * 24 * 60 * 60;
const plain = /^[\w-]{1,128}$/;
/** Nothing that this module makes comes near; Node cuts the headers of a request at the same size. */
const longestHeader = 16_384;

interface Jar {
  name: string;
  key: Buffer;
  secure: boolean;
  crossSite: boolean;
}

export function createSessionCookie(options: { secret: string; addresses: () => Addresses }): SessionCookie {
  const root = createHmac('sha256', options.secret).update('session cookie').digest();
  const derive = (key: Buffer, purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();

  /** What the cookie `name` is called and signed with for the page that asks; undefined for a page that has none. */
  function jarOf(name: string, headers: Headers): Jar | undefined {
    const addresses = options.addresses();
    const origin = pageOrigin(headers, addresses);
    if (origin === undefined) return undefined;
    const crossSite = origin !== '' && !isSameSite(origin, addresses.publicUrl);
    // What is not Secure no browser keeps for another site; from localhost they take Secure over http as well.
    const secure = addresses.secure || crossSite;
    const own = name === sessionName ? root : derive(root, `cookie ${name}`);
    return {
      name: `${secure ? '__Host-' : ''}${name}${origin === '' ? '' : `-${mark(origin)}`}`,
      key: origin === '' ? own : derive(own, `page ${origin}`),
      secure,
      crossSite,
    };
  }

  function write(
    name: string,
    value: string,
    life: { expires: Date } | { maxAge: number },
    headers: Headers,
  ): string {
    const jar = jarOf(name, headers);
    if (!jar) throw new DeskError('forbidden', 'a cookie for a page that is not on the list');
    const forgotten = 'maxAge' in life && life.maxAge === 0;
    if (!forgotten && !plain.test(value)) throw new TypeError(`not a value for the cookie ${name}`);
    return serialize(jar.name, forgotten ? '' : `${value}.${sign(jar.key, value)}`, {
      path: '/',
      httpOnly: true,
      secure: jar.secure,
      ...(jar.crossSite ? { sameSite: 'None', partitioned: true } : { sameSite: 'Lax' }),
      ...life,
    });
  }

  function read(name: string, headers: Headers): string | undefined {
    const header = headers.get('cookie');
    if (header === null || header.length > longestHeader) return undefined;
    const jar = jarOf(name, headers);
    return (
      jar &&
      valuesOf(header, jar.name)
        .find((text) => isSigned(text, jar.key))
        ?.split('.')[0]
    );
  }

  function readHeld(headers: Headers): string | undefined {
    const value = headers.get('x-portico-session') ?? '';
    const jar = signedValue.test(value) ? jarOf(sessionName, headers) : undefined;
    return jar?.crossSite && isSigned(value, derive(jar.key, 'held')) ? value.split('.')[0] : undefined;
  }

  return {
    read: (headers) => read(sessionName, headers) ?? readHeld(headers),
    trial(headers) {
      if (!jarOf(trialName, headers)?.crossSite || read(trialName, headers) !== undefined) return undefined;
      return write(trialName, '1', { maxAge: trialSeconds }, headers);
    },
    held(setCookies, headers) {
      const jar = jarOf(sessionName, headers);
      if (!jar?.crossSite || read(trialName, headers) !== undefined) return undefined;
      const issued = setCookies.find((cookie) => cookie.startsWith(`${jar.name}=`));
      if (issued === undefined) return undefined;
      const [token = ''] = issued.slice(jar.name.length + 1).split(/[.;]/);
      return token === '' ? '' : `${token}.${sign(derive(jar.key, 'held'), token)}`;
    },
    issue: (token, expires, headers) => write(sessionName, token, { expires }, headers),
    clear: (headers) => write(sessionName, '', { maxAge: 0 }, headers),
    others: {
      serialize: (name, value, maxAge, headers) => write(checked(name), value, { maxAge }, headers),
      read: (name, headers) => read(checked(name), headers),
    },
  };
}

/** The session's own name would give away its key. */
function checked(name: string): string {
  if (name === sessionName || !/^[a-z][a-z-]{0,40}$/.test(name))
    throw new TypeError(`no cookie name: ${name}`);
  return name;
}

/**
 * The origin of the page that a request comes from; empty for the gateway's own pages, whose reads carry none. Undefined:
 * a page that is not on the list, or one of another origin that has something of the gateway loaded, as an image or
 * script, in the name of the gateway's own pages. A link to follow is no such thing.
 */
function pageOrigin(headers: Headers, { origins, ownOrigins }: Addresses): string | undefined {
  const origin = headers.get('origin');
  if (origin === null) {
    const foreign = /^(?:same|cross)-site$/.test(headers.get('sec-fetch-site') ?? '');
    return foreign && headers.get('sec-fetch-mode') !== 'navigate' ? undefined : '';
  }
  if (ownOrigins.has(origin)) return '';
  return origins.has(origin) ? origin : undefined;
}

const mark = (origin: string): string => createHash('sha256').update(origin).digest('base64url').slice(0, 16);

const sign = (key: Buffer, value: string): string =>
  createHmac('sha256', key).update(value).digest('base64url');

const signedValue = /^[\w-]{1,128}\.[\w-]{43}$/;

function isSigned(value: string, key: Buffer): boolean {
  const [text = '', given = ''] = value.split('.');
  return timingSafeEqual(Buffer.from(given), Buffer.from(sign(key, text)));
}

/**
 * The values of a name that have our form, in the browser's order. A cookie may come twice (kept from before and
 * partitioned, or for another path), and one that is forged or left over must not hide the right one. Quotes and escapes
 * are nothing we ever send.
 */
function valuesOf(header: string, name: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => signedValue.test(value));
}
