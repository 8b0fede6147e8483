import type { Credentials, MailCall, Registration, SessionApi, SignInResult } from '../adapter.ts';
import { PortalError, type FieldError } from '../errors.ts';
import type { Wire } from './adapter.ts';
import type { MemoryMail } from './hub.ts';
import { allowedReturn, issue, look, newCode, prolong, take, takeByCode } from './one-time.ts';
import type { SeedContact } from './seed.ts';
import { beginSession, endBrowser, endSessions } from './sessions.ts';

/** Signing in by every method of the settings, registration, and new passwords by a mailed token. */
export function memorySession(wire: Wire): SessionApi {
  const { hub, connection, capabilities } = wire;
  const { store } = hub;
  const find = (email: string): SeedContact | undefined =>
    store.contacts.find((contact) => contact.email.toLowerCase() === email.trim().toLowerCase());
  const enter = (contact: SeedContact, returnTo?: string): SignInResult => ({
    state: 'signed-in',
    session: beginSession(wire, contact),
    ...(returnTo === undefined ? {} : { returnTo }),
  });
  /** What somebody who comes in for the first time agrees to; refused, nothing has happened. */
  const agree = ({ id }: SeedContact, given: string | undefined): void => {
    const version = store.settings.signIn.consent?.version;
    if (version === undefined || store.consents.has(id)) return;
    if (given !== version)
      throw new PortalError('invalid', 'The consent in force is not given', {
        fields: [{ field: 'consent', code: 'required' }],
      });
    store.consents.set(id, { version, at: store.now().toISOString() });
  };
  /** The account of whoever a token is for, there from now on. */
  const settle = (contact: SeedContact): SeedContact => {
    if (!store.contacts.includes(contact)) store.contacts.push(contact);
    return contact;
  };
  const mail = (to: string, kind: MemoryMail['kind'], more: Partial<MemoryMail> = {}): void =>
    void hub.mails.push({ to: to.trim(), kind, ...more });

  const signIn = (credentials: Credentials): SignInResult => {
    const { method } = credentials;
    const asked = method === 'exchange' ? 'redirect' : method;
    if (!capabilities.signIn.includes(asked))
      throw new PortalError('not-supported', `This backend has no sign-in by ${asked}`);
    switch (credentials.method) {
      case 'password': {
        const contact = find(credentials.email);
        if (!contact?.password || contact.password !== credentials.password)
          throw new PortalError('unauthenticated', 'The address or the password is wrong');
        return enter(contact);
      }
      case 'redirect':
        return { state: 'redirect', url: throughProvider(wire, credentials) };
      case 'exchange': {
        const ticket = look(hub, 'exchange', credentials.code);
        const contact = ticket && (find(ticket.email) ?? ticket.newcomer);
        if (!contact) throw badCode();
        try {
          agree(contact, credentials.consent);
        } catch (refusal) {
          prolong(hub, ticket);
          throw refusal;
        }
        take(hub, 'exchange', credentials.code);
        return enter(settle(contact), ticket.returnTo);
      }
      default: {
        const ticket =
          credentials.method === 'link'
            ? take(hub, 'link', credentials.token)
            : takeByCode(hub, credentials.email, credentials.code);
        const contact = ticket && find(ticket.email);
        if (!contact) throw badCode();
        return enter(contact, ticket.returnTo);
      }
    }
  };

  const api: SessionApi = {
    current: (call) =>
      wire.call('session.current', [], call, () => hub.sessionOf(connection.browser)?.session ?? null),
    signIn: (credentials, call) =>
      wire.call('session.signIn', [credentials], call, () => signIn(credentials)),
    signOut: (call) =>
      wire.call('session.signOut', [], call, () => {
        if (endBrowser(hub, connection.browser)) hub.sessionChanged(connection.browser, connection);
      }),
  };
  if (capabilities.registration) {
    api.register = (registration, call) =>
      wire.call('session.register', [registration], call, (): SignInResult => {
        checkRegistration(registration, store.settings.signIn.consent?.version);
        const { email, name, password } = registration;
        const language = languageOf(call);
        if (find(email)) mail(email, 'already-registered', language);
        else {
          const newcomer = { id: store.nextId('c'), name, email, password, companyIds: [] };
          agree(newcomer, registration.consent);
          const token = issue(hub, 'verify', email, { newcomer, returnTo: allowedReturn(call) });
          mail(email, 'verify', { token, ...language });
        }
        return { state: 'check-email' };
      });
    api.verify = (token, call) =>
      wire.call('session.verify', [token], call, (): SignInResult => {
        const { newcomer, returnTo } = take(hub, 'verify', token) ?? {};
        if (!newcomer || find(newcomer.email)) throw badToken();
        return enter(settle(newcomer), returnTo);
      });
  }
  if (capabilities.signIn.includes('link') || capabilities.signIn.includes('code')) {
    api.requestLink = (email, call) =>
      wire.call('session.requestLink', [email], call, () => {
        if (!find(email)) return;
        const code = newCode();
        const token = issue(hub, 'link', email, { code, returnTo: allowedReturn(call) });
        mail(email, 'link', { token, code, ...languageOf(call) });
      });
  }
  if (capabilities.signIn.includes('password') && store.settings.signIn.reset) {
    api.requestReset = (email, call) =>
      wire.call('session.requestReset', [email], call, () => {
        const language = languageOf(call);
        if (!find(email)) return mail(email, 'reset-unknown', language);
        const token = issue(hub, 'reset', email, { returnTo: allowedReturn(call) });
        return mail(email, 'reset', { token, ...language });
      });
    api.reset = (token, password, call) =>
      wire.call('session.reset', [token, password.length], call, (): SignInResult => {
        const known = look(hub, 'reset', token);
        const contact = known && (find(known.email) ?? known.newcomer);
        if (!contact) throw badToken();
        const fault = passwordFault(password);
        // A weak password leaves the link good for a better one.
        if (fault) throw new PortalError('invalid', 'The password is not good enough', { fields: [fault] });
        // An invitation's alone: whoever has forgotten a password was here before.
        if (known.newcomer) agree(contact, call?.consent);
        take(hub, 'reset', token);
        settle(contact).password = password;
        const sessions = [...store.sessions.values()].filter(({ contactId }) => contactId === contact.id);
        endSessions(hub, sessions, connection);
        mail(contact.email, 'password-changed');
        return enter(contact, known.returnTo);
      });
  }
  return api;
}

/** Where a provider sends the browser back to: the page, with what came of it in the fragment. */
function throughProvider(
  { hub }: Wire,
  { provider, returnTo }: Extract<Credentials, { method: 'redirect' }>,
): string {
  const { store, providers } = hub;
  if (!store.settings.signIn.providers?.some(({ id }) => id === provider))
    throw new PortalError('not-found', 'No such provider');
  const back = allowedReturn({ returnTo });
  if (back === undefined)
    throw new PortalError('invalid', 'No address to come back to', {
      fields: [{ field: 'returnTo', code: 'invalid' }],
    });
  const answer = providers[provider] ?? 'failed';
  let outcome = typeof answer === 'string' ? `portico-error=${answer}` : '';
  if (typeof answer === 'object') {
    const { email, name = email } = answer;
    const newcomer = { id: store.nextId('c'), name, email, password: '', companyIds: [] };
    outcome = hub.admits(email)
      ? `portico-code=${issue(hub, 'exchange', email, { returnTo: back, newcomer })}`
      : 'portico-error=denied';
  }
  const url = new URL(back);
  const fragment = url.hash.slice(1);
  url.hash = outcome + (fragment && `&portico-hash=${encodeURIComponent(fragment)}`);
  return url.href;
}

const languageOf = (call?: MailCall): Pick<MemoryMail, 'language'> =>
  call?.language === undefined ? {} : { language: call.language };

const badCode = (): PortalError =>
  new PortalError('unauthenticated', 'The link or code is wrong, used or too old');

const badToken = (): PortalError =>
  new PortalError('invalid', 'The link was used already, or is not one of ours', {
    fields: [{ field: 'token', code: 'invalid' }],
  });

function passwordFault(password: string): FieldError | undefined {
  if (password.length < 8) return { field: 'password', code: 'too-short', limit: 8 };
  if (password.length > 128) return { field: 'password', code: 'too-long', limit: 128 };
  return undefined;
}

function checkRegistration({ name, email, password, consent }: Registration, consentVersion?: string): void {
  const fields: FieldError[] = [];
  if (name.trim() === '') fields.push({ field: 'name', code: 'required' });
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) fields.push({ field: 'email', code: 'invalid' });
  const fault = passwordFault(password);
  if (fault) fields.push(fault);
  if (consentVersion !== undefined && consent !== consentVersion) {
    fields.push({ field: 'consent', code: 'required' });
  }
  if (fields.length > 0) throw new PortalError('invalid', 'The registration is not valid', { fields });
}
