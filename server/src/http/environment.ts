import type { Context } from 'hono';
import type { Articles } from '../articles/articles.ts';
import type { Auth, AuthSession } from '../auth/auth.ts';
import type { SessionCookie } from '../auth/cookie.ts';
import type { Addresses, GatewayConfig } from '../config.ts';
import type { Actor, DeskContact, HelpDesk } from '../desks/desk.ts';
import type { Log } from '../log.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/store.ts';
import type { Storage } from '../storage/storage.ts';
import type { EventStreams } from './events.ts';
import type { Tell } from './told.ts';

/** Who is signed in: the session, the desk's contact behind it, and the actor made from both. */
export interface Visitor {
  session: AuthSession;
  contact: DeskContact;
  actor: Actor;
}

export interface GatewayEnv {
  /** What node-server passes along; absent in calls without a network. */
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } };
  Variables: {
    requestId: string;
    visitor: Visitor;
  };
}

export type GatewayContext = Context<GatewayEnv>;

/** What routes work with. */
export interface Services {
  config: GatewayConfig;
  addresses: () => Addresses;
  settings: () => GatewaySettings;
  store: SettingsStore;
  storage: Storage;
  desk: HelpDesk;
  auth: Auth;
  cookie: SessionCookie;
  articles: Articles;
  events: EventStreams;
  tell: Tell;
  log: Log;
}

/**
 * The caller's network address. Behind `trustProxy` proxies, the entry of `X-Forwarded-For` that the outermost of
 * them wrote; entries before it are the caller's own words.
 */
export function callerAddress(context: GatewayContext, trustProxy: number): string {
  if (trustProxy > 0) {
    const entries = (context.req.header('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
    const entry = entries.at(-trustProxy);
    if (entry) return entry.slice(0, 64);
  }
  return context.env?.incoming?.socket?.remoteAddress ?? 'unknown';
}
