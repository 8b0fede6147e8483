import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from './environment.ts';
import { problem } from './problems.ts';

/** Bytes of a JSON body: the longest message, every character escaped, with room for a form around it. */
const jsonBytes = 1024 * 1024;
/** Of one that carries the owner's settings, whose contact lists may name tens of thousands. */
const settingsBytes = 4 * jsonBytes;

const mostOf = (path: string): number =>
  /^\/api\/staff\/(settings|simulate)(\/|$)/.test(path) ? settingsBytes : jsonBytes;

/**
 * Reads JSON bodies whole, up to the limit, as strict UTF-8. Uploads pass untouched. Parsing is left to the
 * validators; they find the text here.
 */
export const jsonBodies: MiddlewareHandler<GatewayEnv> = async (context, next) => {
  const type = context.req.header('content-type');
  if (!type?.toLowerCase().startsWith('application/json') || context.req.path === '/api/uploads')
    return next();
  const most = mostOf(context.req.path);
  if (Number(context.req.header('content-length') ?? 0) > most) return problem('too-large');
  const stream = context.req.raw.body;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (stream) {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > most) {
        await reader.cancel();
        return problem('too-large');
      }
      chunks.push(value);
    }
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return problem('invalid');
  }
  // Deeper than anything we read, and shallow enough for every parser and walker behind.
  if (depthExceeds(text, 64)) return problem('invalid');
  const { url, method, headers } = context.req.raw;
  context.req.raw = new Request(url, { method, headers, body: text });
  return next();
};

/** Whether brackets outside strings nest deeper than a limit; linear, and stops at the first that does. */
export function depthExceeds(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
