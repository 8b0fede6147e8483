import type { AttachmentLimits, BodyFormat, SignInMethod, SortKey } from './model.ts';

/** What a backend can do. Frozen when the adapter is made; elements hide what is missing. */
export interface Capabilities {
  signIn: readonly SignInMethod[];
  registration: boolean;
  /** Whether `session.subscribe` tells of sign-outs that happened elsewhere. */
  sessionEvents: boolean;
  views: readonly ('mine' | 'company')[];
  search: 'none' | 'subject' | 'full';
  sortBy: readonly SortKey[];
  /** Property keys `where` understands, beside `state` and `stages`. */
  filterBy: readonly string[];
  totals: 'exact' | 'capped' | 'none';
  create: boolean;
  reply: {
    /** How a reply reaches the desk: as the contact, by mail, or written by the desk's account with a note of who said it. */
    fidelity: 'native' | 'email' | 'annotated';
    toClosed: 'refused' | 'reopens' | 'follow-up';
    formats: readonly BodyFormat[];
  };
  close: boolean;
  reopen: boolean;
  rate: boolean;
  unread: boolean;
  participants: boolean;
  redact: boolean;
  export: boolean;
  articles: boolean;
  attachments: false | AttachmentLimits;
  live: 'push' | 'poll' | 'none';
  /** Milliseconds a search may lag behind writes. */
  searchLagMs: number;
}

/** A backend that can do nothing but list and show; spread it and add what yours can do. */
export const minimalCapabilities: Capabilities = {
  signIn: ['password'],
  registration: false,
  sessionEvents: false,
  views: ['mine'],
  search: 'none',
  sortBy: ['activity'],
  filterBy: [],
  totals: 'none',
  create: false,
  reply: { fidelity: 'annotated', toClosed: 'refused', formats: ['text'] },
  close: false,
  reopen: false,
  rate: false,
  unread: false,
  participants: false,
  redact: false,
  export: false,
  articles: false,
  attachments: false,
  live: 'none',
  searchLagMs: 0,
};
