import type { MailCall } from '../adapter.ts';
import type { Hub } from './hub.ts';
import type { SeedContact } from './seed.ts';

/** What may be used once: mailed links and codes, and the codes with which pages come back from providers. */
export interface OneTime {
  purpose: 'verify' | 'link' | 'reset' | 'exchange';
  email: string;
  /** Milliseconds since 1970. */
  until: number;
  returnTo?: string;
  /** With `link`: what may be typed in place of the token, and how often it was typed wrong. */
  code?: string;
  failures: number;
  /** With `verify`, `reset` and `exchange`: who has no account yet, and gets it by this. */
  newcomer?: SeedContact;
  /** With `exchange`: whether its person was asked for consent, and has the time to read. */
  asked?: boolean;
}

const minute = 60_000;
const lives: Record<OneTime['purpose'], number> = {
  verify: 24 * 60 * minute,
  link: 15 * minute,
  reset: 24 * 60 * minute,
  exchange: minute,
};

const fold = (email: string): string => email.trim().toLowerCase();

/** Hands out a token; an earlier one of the same purpose and address is void. */
export function issue(
  { tokens, store }: Hub,
  purpose: OneTime['purpose'],
  email: string,
  more: Pick<OneTime, 'code' | 'newcomer' | 'returnTo'> = {},
): string {
  for (const [token, other] of tokens)
    if (other.purpose === purpose && other.email === fold(email)) tokens.delete(token);
  const token = store.nextId(purpose);
  const until = store.now().getTime() + lives[purpose];
  tokens.set(token, { ...more, purpose, email: fold(email), until, failures: 0 });
  return token;
}

/** What a token stands for, if it still does. */
export function look(
  { tokens, store }: Hub,
  purpose: OneTime['purpose'],
  token: string,
): OneTime | undefined {
  const found = tokens.get(token);
  return found?.purpose === purpose && found.until > store.now().getTime() ? found : undefined;
}

/** Whoever is asked for consent first may read: a quarter of an hour from the first time. */
export function prolong({ store }: Hub, ticket: OneTime): void {
  if (ticket.asked) return;
  ticket.asked = true;
  ticket.until = Math.max(ticket.until, store.now().getTime() + 15 * minute);
}

/** Uses a token up. */
export function take(hub: Hub, purpose: OneTime['purpose'], token: string): OneTime | undefined {
  const found = look(hub, purpose, token);
  if (found) hub.tokens.delete(token);
  return found;
}

/** Uses up a link's token by its code; the fifth wrong code voids it. */
export function takeByCode(hub: Hub, email: string, code: string): OneTime | undefined {
  for (const [token, { email: to, purpose }] of hub.tokens) {
    const found = purpose === 'link' && to === fold(email) ? look(hub, 'link', token) : undefined;
    if (!found) continue;
    // People copy codes with the spaces that mails set for them.
    if (code.replace(/\D/g, '') === found.code) return take(hub, 'link', token);
    if (++found.failures >= 5) hub.tokens.delete(token);
  }
  return undefined;
}

/** Eight digits. */
export function newCode(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % 1e8).padStart(8, '0');
}

/** Where a mail or a provider may lead back to: the page's own site, where there is a page. */
export function allowedReturn({ returnTo }: Pick<MailCall, 'returnTo'> = {}): string | undefined {
  if (returnTo === undefined || !URL.canParse(returnTo)) return undefined;
  const { protocol, origin, href } = new URL(returnTo);
  const own = globalThis.location?.origin;
  return /^https?:$/.test(protocol) && (own === undefined || own === origin) ? href : undefined;
}
