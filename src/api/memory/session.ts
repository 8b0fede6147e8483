import type { Registration, SessionApi, SignInResult } from '../adapter.ts';
import { PortalError, type FieldError } from '../errors.ts';
import type { Session } from '../model.ts';
import type { Wire } from './adapter.ts';
import type { SeedContact } from './seed.ts';

const sessionLife = 7 * 24 * 3600 * 1000;

/** Begins a session in the connection's browser, under a new id. */
export function beginSession({ hub, connection }: Wire, contact: SeedContact): Session {
  const { store } = hub;
  endSession(hub, connection.browser);
  const id = store.nextId('s');
  const expiresAt = new Date(store.now().getTime() + sessionLife).toISOString();
  store.sessions.set(id, { id, contactId: contact.id, expiresAt });
  hub.jars.set(connection.browser, id);
  hub.sessionChanged(connection.browser, connection);
  const who = hub.sessionOf(connection.browser);
  if (!who) throw new PortalError('unavailable', 'The session ended as it began');
  return who.session;
}

function endSession(hub: Wire['hub'], browser: string): boolean {
  const known = hub.store.sessions.delete(hub.jars.get(browser) ?? '');
  hub.jars.delete(browser);
  return known;
}

/** Sign-in by password, registration by a mailed token. */
export function memorySession(wire: Wire): SessionApi {
  const { hub, connection, capabilities } = wire;
  const { store } = hub;
  const find = (email: string): SeedContact | undefined =>
    store.contacts.find((contact) => contact.email.toLowerCase() === email.trim().toLowerCase());

  const api: SessionApi = {
    current: (call) =>
      wire.call(
        'session.current',
        [],
        call?.signal,
        () => hub.sessionOf(connection.browser)?.session ?? null,
      ),
    signIn: (credentials, call) =>
      wire.call('session.signIn', [credentials], call?.signal, (): SignInResult => {
        if (credentials.method !== 'password') {
          throw new PortalError(
            'not-supported',
            `The memory adapter has no sign-in by ${credentials.method}`,
          );
        }
        const contact = find(credentials.email);
        if (!contact || contact.password !== credentials.password) {
          throw new PortalError('unauthenticated', 'The address or the password is wrong');
        }
        return { state: 'signed-in', session: beginSession(wire, contact) };
      }),
    signOut: (call) =>
      wire.call('session.signOut', [], call?.signal, () => {
        if (endSession(hub, connection.browser)) hub.sessionChanged(connection.browser, connection);
      }),
  };
  if (capabilities.registration) {
    api.register = (registration, call) =>
      wire.call('session.register', [registration], call?.signal, (): SignInResult => {
        checkRegistration(registration, store.settings.signIn.consent?.version);
        const { email, name, password } = registration;
        if (find(email)) {
          hub.mails.push({ to: email, kind: 'already-registered' });
        } else {
          const token = store.nextId('v');
          hub.registrations.set(token, { id: store.nextId('c'), name, email, password, companyIds: [] });
          hub.mails.push({ to: email, kind: 'verify', token });
        }
        return { state: 'check-email' };
      });
    api.verify = (token, call) =>
      wire.call('session.verify', [token], call?.signal, (): SignInResult => {
        const contact = hub.registrations.get(token);
        hub.registrations.delete(token);
        if (!contact || find(contact.email)) {
          throw new PortalError('invalid', 'The link was used already, or is not one of ours', {
            fields: [{ field: 'token', code: 'invalid' }],
          });
        }
        store.contacts.push(contact);
        return { state: 'signed-in', session: beginSession(wire, contact) };
      });
  }
  return api;
}

function checkRegistration({ name, email, password, consent }: Registration, consentVersion?: string): void {
  const fields: FieldError[] = [];
  if (name.trim() === '') fields.push({ field: 'name', code: 'required' });
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) fields.push({ field: 'email', code: 'invalid' });
  if (password.length < 8) fields.push({ field: 'password', code: 'too-short', limit: 8 });
  if (password.length > 128) fields.push({ field: 'password', code: 'too-long', limit: 128 });
  if (consentVersion !== undefined && consent !== consentVersion) {
    fields.push({ field: 'consent', code: 'required' });
  }
  if (fields.length > 0) throw new PortalError('invalid', 'The registration is not valid', { fields });
}
