import type { Call, Write } from '../adapter.ts';
import { PortalError, errorCodes, type PortalErrorOptions, type ErrorCode } from '../errors.ts';
import { abortError, pause, throwIfAborted } from '../shared/abort.ts';

/** Time and chance, so that tests can hold both. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds to wait for an answer; a file may take longer. */
  readonly patience: number;
}

export const realClock: Clock = { now: Date.now, random: Math.random, wait: pause, patience: 30_000 };

/** An answer as fetch and XMLHttpRequest both can give it. */
export type Answer = [status: number, text: string, retryAfter: string | null];

const longestWait = 30_000;
const tries = 5;

/** Milliseconds before try `n` + 1: full jitter under a doubling ceiling. */
export const backOff = (clock: Clock, n: number): number =>
  clock.random() * Math.min(longestWait, 500 * 2 ** n);

/** A failure that may pass, as opposed to one that will repeat. */
class Passing extends PortalError {}

/** Whether the browser knows that it has no network. */
export const isOffline = (): boolean => typeof navigator === 'object' && navigator.onLine === false;

export const networkError = (cause?: unknown): PortalError => {
  const code = isOffline() || cause instanceof TypeError ? 'offline' : 'unavailable';
  return new Passing(code, 'The gateway was not reached', { cause });
};

/** Seconds of a `Retry-After` header, in both of its forms. */
function secondsOf(header: string | null, clock: Clock): number | undefined {
  if (!header) return undefined;
  const seconds = Number.isNaN(+header) ? (Date.parse(header) - clock.now()) / 1000 : +header;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

export const sessionHeader = 'X-Portico-Session';

/**
 * The session where the browser keeps no cookies for another site: in this page's memory, and nowhere else. Absent
 * wherever cookies are kept.
 */
export interface Held {
  session?: string;
  /** Whether the gateway has had a chance to see that no cookie comes back: before, what it gives may be needless. */
  tried?: boolean;
}

/** Takes what an answer gives a page to hold, or to forget. */
const hold = (held: Held, given: string | null): void => {
  if (given === '' || (given && held.tried)) held.session = given;
};

/** The headers of a call that changes something. `contact` is whom the page takes to be signed in. */
export const writeHeaders = (
  type: string,
  contact: string | undefined,
  held: Held,
): Record<string, string> => ({
  'X-Portico': '1',
  'Content-Type': type,
  // Another tab may have signed in as somebody else: what was written here must not go out in their name.
  ...(contact !== undefined && { 'X-Portico-Contact': contact }),
  ...heldHeader(held),
});

const heldHeader = ({ session }: Held): Record<string, string> =>
  session ? { [sessionHeader]: session } : {};

export const typeOf = (file: Blob): string => file.type || 'application/octet-stream';

/** The value of an answer, or the failure it tells of. */
export function read<T>([status, text, retryAfter]: Answer, expect: string, url: string, clock: Clock): T {
  let value: ({ code?: ErrorCode; title?: string } & PortalErrorOptions) | null | undefined;
  try {
    value = JSON.parse(text || 'null') as typeof value;
  } catch {
    value = undefined;
  }
  if (value !== undefined && status >= 200 && status < 300) {
    const found = (value as Record<string, unknown> | null)?.[expect];
    if (expect === 'items' ? Array.isArray(found) : !expect || found !== undefined) return value as T;
    value = null;
  }
  const told = value?.code && errorCodes.includes(value.code) ? value : undefined;
  throw new (status === 429 || (status >= 500 && status !== 501) ? Passing : PortalError)(
    // Proxies in front of a gateway refuse in words of their own.
    told?.code ?? (status === 413 ? 'too-large' : status === 429 ? 'rate-limited' : 'unavailable'),
    told ? told.title : `${url} did not answer like a Portico gateway (status ${status})`,
    { fields: told?.fields, retryAfter: secondsOf(retryAfter, clock) ?? told?.retryAfter },
  );
}

/** In place of a property's name: the answer is a file, not JSON. */
export const asFile = '<file>';

/**
 * Makes a call of the gateway; `expect` names a property its answer must have. Of `call` only the signal, the key
 * and `background` count: with a key a write is safe to repeat. A body is sent as JSON, a file as it is.
 */
export type Send = <T>(
  method: string,
  path: string,
  expect: string,
  call?: Call & Partial<Write>,
  body?: unknown,
) => Promise<T>;

/** Calls of one gateway. Only safe and keyed calls are tried again. */
export const sender =
  (
    base: string,
    fetch: typeof globalThis.fetch,
    clock: Clock,
    contact: () => string | undefined,
    held: Held = {},
  ): Send =>
  async <T>(
    method: string,
    path: string,
    expect: string,
    { signal, idempotencyKey: key, background, contact: author }: Call & Partial<Write> = {},
    body?: unknown,
  ): Promise<T> => {
    const safe = method === 'GET';
    const mark = safe && background ? `${path.includes('?') ? '&' : '?'}background=1` : '';
    const url = base + path + mark;
    const file = body instanceof Blob;
    // A read goes without headers of its own, so that on another site it needs no preflight.
    const headers: Record<string, string> = safe
      ? heldHeader(held)
      : writeHeaders(file ? typeOf(body) : 'application/json', author ?? contact(), held);
    if (key !== undefined) headers['Idempotency-Key'] = key;
    for (let n = 1; ; n++) {
      throwIfAborted(signal);
      try {
        let answer: Answer;
        try {
          const limits = file || expect === asFile ? [] : [AbortSignal.timeout(clock.patience)];
          const response = await fetch(url, {
            method,
            signal: AbortSignal.any(signal ? [signal, ...limits] : limits),
            headers,
            credentials: 'include',
            body: file || body === undefined ? body : JSON.stringify(body),
          });
          hold(held, response.headers.get(sessionHeader));
          if (expect === asFile && response.ok) return (await response.blob()) as T;
          answer = [response.status, await response.text(), response.headers.get('Retry-After')];
        } catch (error) {
          throw signal?.aborted ? abortError() : networkError(error);
        }
        return read<T>(answer, expect, url, clock);
      } catch (error) {
        const wait = error instanceof Passing && (error.retryAfter ?? 0) * 1000;
        if (wait === false || !(safe || key) || n === tries || wait > longestWait || isOffline()) throw error;
        await clock.wait(wait || backOff(clock, n), signal);
      }
    }
  };
