import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Log } from '../log.ts';
import type { GatewayEnv } from './environment.ts';

/** One entry a request: the route's pattern, never the address itself, which may hold search words and ids. */
export function accessLog(log: Log): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    const begun = performance.now();
    const requestId = randomBytes(9).toString('base64url');
    context.set('requestId', requestId);
    await next();
    const route = matchedRoutes(context).findLast((matched) => !matched.path.includes('*'))?.path ?? 'none';
    const entry = {
      requestId,
      method: context.req.method,
      route,
      status: context.res.status,
      ms: Math.round((performance.now() - begun) * 10) / 10,
    };
    if (context.res.status >= 500) log.warn(entry, 'request');
    else if (route === '/api/health') log.debug(entry, 'request');
    else log.info(entry, 'request');
  };
}
