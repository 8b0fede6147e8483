import type { Capabilities } from '../../../src/api/index.ts';
import { projectSignIn } from '../projection/projection.ts';
import type { Services } from './environment.ts';

/** What this gateway can do: what the desk can, as far as the owner allows it. */
export function capabilitiesOf({
  desk,
  settings,
  articles,
}: Pick<Services, 'desk' | 'settings' | 'articles'>): Capabilities {
  const able = desk.capabilities();
  const { portal, tickets, forms, attachments } = settings();
  const reopen = able.reopen && tickets.reopen === 'always';
  const signIn = projectSignIn(portal.signIn);
  return {
    signIn: signIn.methods,
    registration: signIn.registration,
    sessionEvents: true,
    views: tickets.permission === 'own' ? ['mine'] : ['mine', 'company'],
    search: able.search,
    sortBy: [...able.sortBy],
    filterBy: [...able.filterBy],
    totals: able.totals,
    create: forms.length > 0,
    reply: {
      fidelity: able.fidelity,
      toClosed: able.toClosed,
      formats: ['markdown', 'text'],
    },
    close: able.close,
    reopen,
    rate: false,
    unread: able.unread,
    participants: false,
    redact: false,
    export: false,
    articles: articles.available,
    attachments: {
      maxBytes: attachments.maxBytes,
      maxCount: attachments.maxCount,
      ...(attachments.accept ? { accept: [...attachments.accept] } : {}),
    },
    live: able.live,
    searchLagMs: able.searchLagMs,
  };
}
