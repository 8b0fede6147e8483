import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch as undiciFetch } from 'undici';
import { DeskError } from '../../desks/errors.ts';

export interface SafeFetchOptions {
  /** For providers on the owner's own network: plain http and any address. Time, size and redirects stay limited. */
  allowPrivate: boolean;
  /** For tests: another resolver than the system's. */
  lookup?: typeof systemLookup;
  /** For tests: which addresses count as public. */
  isPublic?: (address: string) => boolean;
  timeoutMs?: number;
  maxBytes?: number;
}

/** A `fetch` with connections of its own. */
export interface SafeFetch {
  fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * Fetches what an identity provider publishes, from public addresses only: names are checked as they are connected to,
 * so that no second answer of a name server leads elsewhere, and redirects are refused.
 */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { allowPrivate, timeoutMs = 10_000, maxBytes = 1024 * 1024 } = options;
  const isPublic = options.isPublic ?? isPublicAddress;
  const resolve = options.lookup ?? systemLookup;

  const checkedLookup: LookupFunction = (hostname, { all, ...rest }, callback) => {
    resolve(hostname, { ...rest, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '');
      const [first] = found;
      // One private address among public ones is no accident either.
      if (!first || found.some(({ address }) => !isPublic(address))) return callback(refused(), '');
      return all === true ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(allowPrivate ? {} : { lookup: checkedLookup }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 8,
  });

  function check(url: URL): void {
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw refused();
    if (url.username !== '' || url.password !== '') throw refused();
    // Numbers are connected to without a lookup. The parser has made one form of all spellings of them.
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (!allowPrivate && isIP(host) !== 0 && !isPublic(host)) throw refused();
  }

  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      check(new URL(request.url));
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      const body = request.body === null ? undefined : await request.arrayBuffer();
      const response = await undiciFetch(request.url, {
        dispatcher: agent,
        method: request.method,
        headers: [...request.headers],
        redirect: 'error',
        signal,
        ...(body === undefined ? {} : { body }),
      });
      const bytes = await readAtMost(response.body, maxBytes);
      const { status, statusText } = response;
      const isEmpty = bytes.byteLength === 0 || [204, 205, 304].includes(status);
      return new Response(isEmpty ? null : bytes, { status, statusText, headers: [...response.headers] });
    },
    close: () => agent.close(),
  };
}

const refused = (): DeskError => new DeskError('unavailable', 'an address that providers may not have');

async function readAtMost(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted as it arrives unpacked; leaving the loop closes the connection.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new DeskError('unavailable', 'a provider’s answer is too large');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Whether an address is one of the open internet: no private, local, shared, reserved or translated one. */
export function isPublicAddress(address: string): boolean {
  // Whole addresses only: the library also reads short forms, which no resolver answers with.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4'
    ? !benchmarking.some((block) => parsed.match(block))
    : // Everything handed out so far. What hides an IPv4 address in it has a range of its own, refused above.
      parsed.match(globalUnicast);
}

const benchmarking = [ipaddr.parseCIDR('198.18.0.0/15')];
const globalUnicast = ipaddr.parseCIDR('2000::/3');
