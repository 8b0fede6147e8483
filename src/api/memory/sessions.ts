import type { SessionApi } from '../adapter.ts';
import { PortalError } from '../errors.ts';
import type { Session, SessionInfo } from '../model.ts';
import type { Wire } from './adapter.ts';
import type { Hub } from './hub.ts';
import type { SeedContact } from './seed.ts';
import type { StoredSession } from './store.ts';

const sessionLife = 7 * 24 * 3600 * 1000;

/** Begins a session in the connection's browser, under a new id; refuses who is not let in. */
export function beginSession({ hub, connection }: Wire, contact: SeedContact): Session {
  const { store } = hub;
  if (!hub.admits(contact.email)) throw new PortalError('forbidden', 'This contact is not let in');
  endBrowser(hub, connection.browser);
  const id = store.nextId('s');
  const now = store.now();
  store.sessions.set(id, {
    id,
    handle: store.nextId('session'),
    contactId: contact.id,
    createdAt: now.toISOString(),
    activeAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + sessionLife).toISOString(),
    device: connection.browser,
  });
  hub.jars.set(connection.browser, id);
  hub.sessionChanged(connection.browser, connection);
  const who = hub.sessionOf(connection.browser);
  if (!who) throw new PortalError('unavailable', 'The session ended as it began');
  return who.session;
}

/** Ends a browser's session; whether there was one. */
export function endBrowser(hub: Hub, browser: string): boolean {
  const known = hub.store.sessions.delete(hub.jars.get(browser) ?? '');
  hub.jars.delete(browser);
  return known;
}

/** Ends sessions of whichever browsers, and tells their tabs, but the one that did it. */
export function endSessions(hub: Hub, ended: readonly StoredSession[], except?: Wire['connection']): void {
  for (const { id } of ended) hub.store.sessions.delete(id);
  for (const [browser, id] of [...hub.jars]) {
    if (!ended.some((session) => session.id === id)) continue;
    hub.jars.delete(browser);
    hub.sessionChanged(browser, except);
  }
}

/** Asking after one's sessions, keeping one alive, and ending them. */
export function ownSessions(wire: Wire): Required<Pick<SessionApi, 'touch' | 'list' | 'end' | 'endAll'>> {
  const { hub, connection } = wire;
  const { store } = hub;
  const mine = (): StoredSession[] => {
    const { id } = wire.contact();
    return [...store.sessions.values()].filter(({ contactId }) => contactId === id);
  };
  const isCurrent = ({ id }: StoredSession): boolean => hub.jars.get(connection.browser) === id;
  const info = (session: StoredSession): SessionInfo => ({
    id: session.handle,
    current: isCurrent(session),
    createdAt: session.createdAt,
    activeAt: session.activeAt,
    ...(session.device === undefined ? {} : { device: session.device }),
  });

  return {
    touch: (call) =>
      wire.call('session.touch', [], call, () => hub.sessionOf(connection.browser)?.session ?? null),
    list: (call) =>
      wire.call('session.list', [], call, () =>
        mine()
          .map(info)
          .sort((a, b) => Number(b.current) - Number(a.current) || b.activeAt.localeCompare(a.activeAt)),
      ),
    end: (id, call) =>
      wire.call('session.end', [id], call, () => {
        const session = mine().find(({ handle }) => handle === id);
        if (!session) throw new PortalError('not-found', 'No such session');
        endSessions(hub, [session], connection);
      }),
    endAll: (call) => wire.call('session.endAll', [], call, () => endSessions(hub, mine(), connection)),
  };
}
