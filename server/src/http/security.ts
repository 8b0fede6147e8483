import type { MiddlewareHandler } from 'hono';
import type { Addresses } from '../config.ts';
import type { GatewayEnv } from './environment.ts';
import { problem } from './problems.ts';

/** For the site's own pages. The elements need nothing more; whoever loosens this has no protection left by it. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html dompurify 'allow-duplicates'",
].join('; ');

/** For data: whatever a browser makes of it, it may do nothing. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For files people sent: a page of their own, with no origin, no script, nothing. */
export const filePolicy = `${dataPolicy}; sandbox`;

/** Headers of every response, of errors too. What a route has set for itself stays. */
export function securityHeaders(addresses: () => Addresses): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    try {
      await next();
    } catch {
      // The framework hands errors to their handler, but lets through what was thrown and is none.
      context.res = problem('unavailable', { status: 500 });
    }
    const { headers } = context.res;
    const isApi = isApiPath(context.req.path);
    const set = (name: string, value: string): void => {
      if (!headers.has(name)) headers.set(name, value);
    };
    set('content-security-policy', isApi ? dataPolicy : pagePolicy);
    set('cross-origin-opener-policy', 'same-origin');
    if (context.req.path.startsWith('/cdn/')) {
      // The library's script holds nothing of anybody: pages of any origin load it, modules by CORS alone.
      set('access-control-allow-origin', '*');
      set('cross-origin-resource-policy', 'cross-origin');
    }
    // Pages on the list read answers, files too, through CORS, which is not subject to this.
    set('cross-origin-resource-policy', 'same-origin');
    set(
      'permissions-policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    );
    set('referrer-policy', isApi ? 'no-referrer' : 'same-origin');
    set('x-content-type-options', 'nosniff');
    set('x-frame-options', 'DENY');
    if (addresses().secure) set('strict-transport-security', 'max-age=31536000; includeSubDomains');
    if (isApi) set('cache-control', 'no-store');
    set('x-request-id', context.get('requestId'));
  };
}

export function isApiPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

const allowedHeaders =
  'Content-Type, Idempotency-Key, X-Portico, X-Portico-Contact, X-Portico-Session, Last-Event-ID';
const exposedHeaders = 'Retry-After, X-Request-Id, Content-Disposition, X-Portico-Session';
/** The longest that browsers keep a preflight's answer: Chromium two hours, Firefox a day. */
const preflightSeconds = 7200;

/** Cross-origin calls from pages on the allow-list, compared as whole strings. Others get no header at all. */
export function crossOrigin(addresses: () => Addresses): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    const origin = context.req.header('origin');
    const allowed = origin !== undefined && addresses().origins.has(origin);
    if (context.req.method === 'OPTIONS') {
      if (!allowed) return problem('forbidden', { headers: { vary: 'Origin' } });
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': origin,
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': String(preflightSeconds),
          vary: 'Origin',
        },
      });
    }
    await next();
    const { headers } = context.res;
    headers.append('vary', 'Origin');
    if (allowed) {
      headers.set('access-control-allow-origin', origin);
      headers.set('access-control-allow-credentials', 'true');
      headers.set('access-control-expose-headers', exposedHeaders);
    }
    return undefined;
  };
}

const providerCallback = /^\/api\/auth\/providers\/[a-z0-9-]+\/callback$/;

/**
 * Refuses state-changing calls that a foreign page could cause: they need an allow-listed Origin, a header that no
 * form can send, and a type that no form can have.
 */
export function crossSiteGuard(addresses: () => Addresses): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    const { method } = context.req;
    if (method === 'GET' || method === 'HEAD') return next();
    // An identity provider's page sends people back by a form: what it carries is signed, and checked as such.
    if (method === 'POST' && providerCallback.test(context.req.path)) return next();
    const origin = context.req.header('origin');
    if (origin === undefined || !addresses().origins.has(origin)) return problem('forbidden');
    if (context.req.header('x-portico') !== '1') return problem('forbidden');
    const type = context.req.header('content-type');
    const upload = method === 'PUT' && context.req.path === '/api/uploads';
    // A DELETE carries nothing.
    if (!upload && !(method === 'DELETE' && type === undefined) && !isJson(type)) {
      return problem('unsupported-media');
    }
    return next();
  };
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type);
}
