import type { MiddlewareHandler } from 'hono';
import type { Session } from '../../../src/api/index.ts';
import type { AuthSession } from '../auth/auth.ts';
import { DeskError } from '../desks/errors.ts';
import { actorFor, admits, isStaff } from '../policy/policy.ts';
import { projectSession } from '../projection/projection.ts';
import type { GatewayEnv, Services, Visitor } from './environment.ts';

/** From a request's session to the actor everything else asks about. */
export interface Visitors {
  /** Who a request comes from, or null. `activity` as in `Auth.sessionOf`. */
  of(headers: Headers, options: { activity: boolean }): Promise<Visitor | null>;
  /** The session of somebody who is kept out for as long as the portal is off, or null. Looking is no activity. */
  waiting(headers: Headers): Promise<AuthSession | null>;
  /** Who a session stands for. */
  from(session: AuthSession): Promise<Visitor>;
  session(visitor: Visitor): Session;
  /** Refuses strangers, and whoever a page does not take them for, with 401; sets `visitor` for the route. */
  required: MiddlewareHandler<GatewayEnv>;
  /** The same for agents and owners; everybody else gets 404: for others there is nothing here. */
  staffOnly: MiddlewareHandler<GatewayEnv>;
}

export function createVisitors({
  auth,
  desk,
  settings,
}: Pick<Services, 'auth' | 'desk' | 'settings'>): Visitors {
  async function from(session: AuthSession): Promise<Visitor> {
    // By the address that was proven; a contact the desk has lost since is made anew, with nothing in it.
    const contact =
      (await desk.findContact(session.email)) ??
      (await desk.ensureContact({ email: session.email, name: session.name }));
    return { session, contact, actor: actorFor({ contact, role: session.role, settings: settings() }) };
  }

  /** Another tab of the browser has signed in as somebody else since: the page must learn of it before it writes. */
  function isMeant(visitor: Visitor, headers: Headers): boolean {
    const meant = headers.get('x-portico-contact');
    return meant === null || meant === visitor.contact.id;
  }

  async function of(headers: Headers, options: { activity: boolean }): Promise<Visitor | null> {
    const session = await auth.sessionOf(headers, options);
    // The session of a customer whom the portal does not let in now stands for nobody; it counts again once it does.
    if (!session || !admits(settings(), session.email, session.role)) return null;
    const visitor = await from(session);
    // Lists may ask for what only the contact tells.
    return admits(settings(), visitor.contact, session.role) ? visitor : null;
  }

  return {
    of,
    from,

    async waiting(headers) {
      return settings().portal.enabled ? null : auth.sessionOf(headers, { activity: false });
    },

    session({ session, contact, actor }) {
      return {
        ...projectSession(contact, actor),
        expiresAt: session.expiresAt.toISOString(),
        ...(session.idleAt ? { idleAt: session.idleAt.toISOString() } : {}),
      };
    },

    required: async (context, next) => {
      const { headers } = context.req.raw;
      const visitor = await of(headers, { activity: isActivity(context.req.raw) });
      if (!visitor || !isMeant(visitor, headers)) throw new DeskError('unauthenticated');
      context.set('visitor', visitor);
      await next();
    },

    staffOnly: async (context, next) => {
      const { headers } = context.req.raw;
      const visitor = await of(headers, { activity: isActivity(context.req.raw) });
      if (!visitor || !isStaff(visitor.actor)) throw new DeskError('not-found');
      if (!isMeant(visitor, headers)) throw new DeskError('unauthenticated');
      context.set('visitor', visitor);
      await next();
    },
  };
}

/**
 * What a page reads by itself, such as news it was told of, says so: it does not keep a session alive. It says so in
 * the address, since a header would cost pages on other sites a preflight for each read.
 */
export function isActivity({ method, url }: Request): boolean {
  return method !== 'GET' || new URL(url).searchParams.get('background') !== '1';
}
