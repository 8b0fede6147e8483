import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv, Services } from './environment.ts';

/**
 * For pages on another site in browsers that keep no cookie for them, partitioned or not (Firefox with all cross-site
 * cookies blocked). The first answer brings a cookie that means nothing; where it does not come back by the time
 * somebody signs in, the page gets the session in a header and sends it by one, from memory, until it is left.
 */
export function heldSession({ cookie }: Pick<Services, 'cookie'>): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    await next();
    const asked = context.req.raw.headers;
    const { headers } = context.res;
    const held = cookie.held(headers.getSetCookie(), asked);
    if (held !== undefined) headers.set('x-portico-session', held);
    const trial = /^\/api\/(?:staff\/)?start$/.test(context.req.path) ? cookie.trial(asked) : undefined;
    if (trial !== undefined) headers.append('set-cookie', trial);
  };
}
