import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv, Services } from './environment.ts';
import { problem } from './problems.ts';
import type { Visitors } from './visitors.ts';

/** What answers strangers even so: how a page learns that the portal is off, and how staff sign in. */
const open = new Set([
  '/api/start',
  '/api/portal',
  '/api/capabilities',
  '/api/session',
  '/api/health',
  '/api/openapi.json',
]);

/** Ways for staff too: signing in turns customers away by itself, once it is known who they are. */
const isSignIn = (path: string): boolean =>
  path.startsWith('/api/auth/') && path !== '/api/auth/register' && path !== '/api/auth/verify';

/** While the portal is off, nothing of it is there for customers: 403, whatever they ask for. */
export function portalGate(
  { settings }: Pick<Services, 'settings'>,
  visitors: Visitors,
): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    const { path } = context.req;
    // Staff routes turn away everybody else by themselves, with a 404.
    if (settings().portal.enabled || open.has(path) || isSignIn(path) || path.startsWith('/api/staff/'))
      return next();
    const visitor = await visitors.of(context.req.raw.headers, { activity: false });
    return visitor ? next() : problem('forbidden');
  };
}
