import { createReadStream, existsSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import { ConfigError } from '../config.ts';
import type { GatewayEnv } from './environment.ts';
import { problem } from './problems.ts';

/** A folder of built pages. */
export interface Site {
  /** What stands at a path; undefined where nothing does. */
  page(context: SiteContext, path: string): Promise<Response | undefined>;
  /** The folder's own page for what is not there, for those who ask for pages. */
  notFound(context: SiteContext): Promise<Response>;
}

/**
 * Serves a folder of built pages: types by extension, an ETag by size and time, `.br` and `.gz` files beside their
 * originals where the browser takes them, `index.html` for folders. What begins with a dot is not there, and
 * nothing outside the folder is, by links neither.
 */
export function serveSite(folder: string): Site {
  if (!existsSync(folder)) throw new ConfigError(`the folder of the site does not exist: ${folder}`);
  const root = realpath(folder);

  async function page(context: SiteContext, path: string): Promise<Response | undefined> {
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD') {
      return problem('invalid', { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const relative = safePath(path);
    if (relative === undefined) return undefined;
    const base = await root;
    let file = await find(base, join(base, relative));
    if (file?.stats.isDirectory()) {
      // So that relative addresses in the page mean the same with and without the slash.
      if (!path.endsWith('/')) return context.redirect(`${path}/`, 308);
      file = await find(base, join(file.path, 'index.html'));
    }
    return file?.stats.isFile() ? answer(context, base, file, 200) : undefined;
  }

  return {
    page,
    notFound: async (context) => notFound(context, await root),
  };
}

interface Found {
  path: string;
  stats: Stats;
}

/** The path below the folder, or undefined for anything that is not plainly one. */
function safePath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const segments = decoded.split('/').slice(1);
  const plain = segments.every(
    (segment, index) =>
      (segment !== '' || index === segments.length - 1) &&
      !segment.startsWith('.') &&
      // eslint-disable-next-line no-control-regex -- control characters are what is refused
      !/[\\:\u0000-\u001f]/.test(segment),
  );
  return plain ? segments.join(sep) : undefined;
}

async function find(root: string, path: string): Promise<Found | undefined> {
  try {
    const real = await realpath(path);
    if (real !== root && !real.startsWith(root + sep)) return undefined;
    return { path: real, stats: await stat(real) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

type SiteContext = Context<GatewayEnv>;

async function notFound(context: SiteContext, root: string): Promise<Response> {
  const wantsPage = (context.req.header('accept') ?? '').includes('text/html');
  const page = wantsPage ? await find(root, join(root, '404.html')) : undefined;
  return page?.stats.isFile() ? answer(context, root, page, 404) : problem('not-found');
}

const compressible = /^(text\/|application\/(javascript|json|manifest\+json|xml)|image\/svg)/;
/** Names with a content hash never change their content. */
const hashed = /[.-][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|png|svg|webp|avif|jpg|map)$/;

async function answer(context: SiteContext, root: string, file: Found, status: 200 | 404): Promise<Response> {
  const type = getMimeType(file.path) ?? 'application/octet-stream';
  const headers = new Headers({ 'content-type': type, vary: 'Accept-Encoding' });
  let sent = file;
  if (compressible.test(type)) {
    const accepted = acceptedEncodings(context.req.header('accept-encoding'));
    for (const [encoding, extension] of [
      ['br', '.br'],
      ['gzip', '.gz'],
    ] as const) {
      const packed = accepted.has(encoding) ? await find(root, file.path + extension) : undefined;
      // One older than its original is left over from an earlier build.
      if (packed?.stats.isFile() && packed.stats.mtimeMs >= file.stats.mtimeMs) {
        headers.set('content-encoding', encoding);
        sent = packed;
        break;
      }
    }
  }
  const { size, mtimeMs } = sent.stats;
  const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${sent === file ? '' : '-c'}"`;
  headers.set('etag', etag);
  const immutable = file.path.includes(`${sep}assets${sep}`) && hashed.test(file.path);
  headers.set('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (status === 200 && matches(context.req.header('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-length', String(size));
  if (context.req.method === 'HEAD') return new Response(null, { status, headers });
  const stream = Readable.toWeb(createReadStream(sent.path)) as ReadableStream<Uint8Array>;
  return new Response(stream, { status, headers });
}

function acceptedEncodings(header: string | undefined): Set<string> {
  return new Set(
    (header ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => part.trim().split(/\s*;\s*/))
      .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name ?? ''),
  );
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
