import type {
  ArticleApi,
  ArticleSuggestion,
  AttachmentApi,
  Call,
  MailCall,
  PortalAdapter,
  SessionApi,
  SignInResult,
  Start,
  TicketApi,
} from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Attachment, Session, SessionInfo, TicketQuery, TicketReasons } from '../model.ts';
import { gatewayCapabilities } from './capabilities.ts';
import { liveStream } from './live.ts';
import { prover, type ChallengeSolver } from './proof.ts';
import { asFile, realClock, sender, type Clock, type Held } from './request.ts';
import { uploadWithProgress } from './upload.ts';

export { gatewayCapabilities } from './capabilities.ts';
export type { ChallengeSolver } from './proof.ts';
export type { Clock } from './request.ts';

export interface GatewayOptions {
  /** Where the gateway is, without `/api`: `https://help.example.com`, or `/` on its own site. */
  url: string;
  /** The agents' side: every ticket, for agents and owners only. */
  staff?: boolean;
  /** Over what a gateway with its built-in desk can do. */
  capabilities?: Partial<Capabilities>;
  /**
   * How to solve the challenges that the gateway asks of strangers, by their kind in `settings.signIn.challenge`. Proof
   * of work is built in.
   */
  challenges?: Record<string, ChallengeSolver>;
  fetch?: typeof globalThis.fetch;
  EventSource?: typeof globalThis.EventSource;
  clock?: Clock;
}

const { freeze } = Object;

// A part that an address would swallow, and climb up by, becomes one that nobody has.
const pathOf = (...parts: string[]): string =>
  parts.map((part) => `/${/^\.{0,2}$/.test(part) ? '-' : encodeURIComponent(part)}`).join('');

function search(parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length > 0 ? `?${new URLSearchParams(given as [string, string][])}` : '';
}

function queryOf(query?: TicketQuery): string {
  if (!query) return '';
  const { sort, stages, where } = query;
  return search({
    ...query,
    sort: (sort.descending ? '-' : '') + sort.by,
    stages: stages?.join(),
    where: where?.length ? JSON.stringify(where) : undefined,
  });
}

/** Whether an address is on another origin than the page; there is no page outside of browsers. */
function isElsewhere(url: string): boolean {
  const { location, document } = globalThis;
  return Boolean(location && document) && new URL(url, document.baseURI).origin !== location.origin;
}

/**
 * Speaks to a Portico gateway by fetch and server-sent events. Makes no call until one is asked for. Reads and keyed
 * writes are tried up to five times, other calls once; `Retry-After` is honoured.
 */
export function gatewayAdapter(options: GatewayOptions): PortalAdapter {
  const { staff, clock = realClock } = options;
  const Source = options.EventSource ?? globalThis.EventSource;
  const base = `${options.url.replace(/\/+$/, '')}/api`;
  const desk = staff ? '/staff' : '';
  const capabilities = freeze<Capabilities>({
    ...gatewayCapabilities,
    live: Source ? 'push' : 'poll',
    ...options.capabilities,
  });
  const held: Held = {};
  const live = liveStream(`${base}${desk}/events`, Source, clock, held);
  const contact = () => live.known()?.contact.id;
  const send = sender(base, options.fetch ?? ((...request) => fetch(...request)), clock, contact, held);

  const challenged = prover(send, options.challenges);
  const noted = <T extends { session?: Session | null }>(answer: T): T => {
    if (answer.session !== undefined) live.know(answer.session);
    return answer;
  };
  const auth = async (step: string, body: object, call?: Call): Promise<SignInResult> =>
    noted(await send<SignInResult & { session?: Session }>('POST', `/auth/${step}`, 'state', call, body));
  const session = async (method: string, call?: Call, body?: object): Promise<Session | null> =>
    noted(await send<{ session: Session | null }>(method, '/session', 'session', call, body)).session;
  /** A mail that leads back here. */
  const mail = async (step: string, body: object, { returnTo, language, signal }: MailCall = {}) =>
    auth(step, { ...body, returnTo, language, ...(await challenged.prove({ signal })) }, { signal });
  const over = () => live.know(null, true);
  const at = (...parts: string[]): string => desk + pathOf('tickets', ...parts);

  return freeze<PortalAdapter>({
    name: 'gateway',
    capabilities,
    staffPage: `${options.url.replace(/\/+$/, '')}/staff/`,
    async start(call) {
      const path = `${desk}/start${queryOf(call?.tickets)}`;
      const { mark, ...start } = await send<Start & { mark?: string }>('GET', path, 'settings', call);
      live.heed(mark, start.settings.enabled);
      noted(start);
      challenged.heed(start.settings);
      held.tried = true;
      return start;
    },
    session: freeze<SessionApi>({
      current: (call) => session('GET', call),
      signIn: (credentials, call) => auth('sign-in', credentials, call),
      signOut: (call) => send('POST', '/auth/sign-out', '', call, {}).then(over),
      register: (registration, call) => mail('register', registration, call),
      verify: (token, call) => auth('verify', { token }, call),
      requestReset: async (email, call) => void (await mail('request-reset', { email }, call)),
      reset: (token, password, call) => auth('reset', { token, password, consent: call?.consent }, call),
      requestLink: async (email, call) => void (await mail('link', { email }, call)),
      touch: (call) => session('POST', call, {}),
      list: async (call) => (await send<{ items: SessionInfo[] }>('GET', '/sessions', 'items', call)).items,
      end: (id, call) => send('DELETE', `/sessions${pathOf(id)}`, '', call),
      endAll: (call) => send('DELETE', '/sessions', '', call).then(over),
      subscribe: live.subscribe,
    }),
    tickets: freeze<TicketApi>({
      list: (query, call) => send('GET', at() + queryOf(query), 'items', call),
      get: (id, call) => send('GET', at(id), 'can', call),
      messages: (id, page, call) => send('GET', at(id, 'messages') + search(page), 'items', call),
      // To agents there is nothing to explain: they see every ticket.
      ...(!staff && {
        reasons: (id: string, call?: Call) => send<TicketReasons>('GET', at(id, 'reasons'), 'owner', call),
      }),
      create: (draft, write) => send('POST', at(), 'can', write, draft),
      reply: (id, draft, write) => send('POST', at(id, 'messages'), 'author', write, draft),
      close: (id, write) => send('POST', at(id, 'close'), 'can', write, {}),
      reopen: (id, write) => send('POST', at(id, 'reopen'), 'can', write, {}),
      markRead: (id, messageId, call) => send('PUT', at(id, 'read'), '', call, { messageId }),
      watch: live.watch,
    }),
    attachments: freeze<AttachmentApi>({
      async upload(file, call = {}) {
        const path = `/uploads${search({ name: file.name })}`;
        if (!options.fetch && globalThis.XMLHttpRequest)
          return uploadWithProgress(base + path, file, call, clock, contact(), held);
        call.onProgress?.(0, file.size);
        const attachment = await send<Attachment>('PUT', path, 'id', call, file);
        call.onProgress?.(file.size, file.size);
        return attachment;
      },
      discard: (id, call) => send('DELETE', pathOf('uploads', id), '', call),
      url: ({ id }) => base + pathOf('attachments', id),
      // A link from another origin carries no session: its cookie is for that page, which a link does not name.
      ...(isElsewhere(base) && {
        fetch: ({ id }: Attachment, call?: Call) =>
          send<Blob>('GET', pathOf('attachments', id), asFile, call),
      }),
    }),
    articles: freeze<ArticleApi>({
      suggest: async (text, call) =>
        (await send<{ items: ArticleSuggestion[] }>('GET', `/articles${search({ text })}`, 'items', call))
          .items,
    }),
  });
}
