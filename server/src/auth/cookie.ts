import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, serialize } from 'hono/utils/cookie';

/**
 * The session cookie: the session's id and a signature, so that a copy of the database alone signs nobody in.
 * Over https its name has the `__Host-` prefix, which browsers accept from this very host and path only.
 */
export interface SessionCookie {
  readonly name: string;
  /** The session's id, or undefined for an absent, foreign or altered cookie. */
  read(headers: Headers): string | undefined;
  /** A `Set-Cookie` value, for the page that has sent the request. */
  issue(token: string, expires: Date, headers: Headers): string;
  clear(headers: Headers): string;
}

export function createSessionCookie(options: { secret: string; secure: () => boolean }): SessionCookie {
  const key = createHmac('sha256', options.secret).update('session cookie').digest();
  const sign = (token: string): Buffer => createHmac('sha256', key).update(token).digest();
  const nameNow = (): string => (options.secure() ? '__Host-portico' : 'portico');
  const attributes = () =>
    ({ path: '/', httpOnly: true, secure: options.secure(), sameSite: 'Lax' }) as const;

  return {
    get name() {
      return nameNow();
    },
    read(headers) {
      const header = headers.get('cookie');
      const value = header === null ? undefined : parse(header, nameNow())[nameNow()];
      const dot = value?.indexOf('.') ?? -1;
      if (value === undefined || dot < 1 || value.length > 200) return undefined;
      const token = value.slice(0, dot);
      const given = Buffer.from(value.slice(dot + 1), 'base64url');
      const right = sign(token);
      return given.length === right.length && timingSafeEqual(given, right) ? token : undefined;
    },
    issue(token, expires, _headers) {
      return serialize(nameNow(), `${token}.${sign(token).toString('base64url')}`, {
        ...attributes(),
        expires,
      });
    },
    clear(_headers) {
      return serialize(nameNow(), '', { ...attributes(), maxAge: 0 });
    },
  };
}
