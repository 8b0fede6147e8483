// The demo's backend while developing: the memory adapter behind the gateway's addresses, inside the dev server.
// Each browser has its own session, by a cookie; tickets are shared, and gone when the server stops.
import { getResponse, http, HttpResponse, type DefaultBodyType, type StrictRequest } from 'msw';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Connect, Plugin } from 'vite';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { PortalError, type ErrorCode } from '../../src/api/errors.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import { memoryBackend, type MemoryBackend } from '../../src/api/memory/index.ts';
import type { TicketQuery } from '../../src/api/model.ts';
import { articleIndex } from './pages.ts';

const cookieName = 'portico-dev';

const statuses: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  invalid: 422,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  'rate-limited': 429,
  offline: 503,
  unavailable: 503,
  'not-supported': 501,
};

/** The reverse of what the gateway adapter writes into an address. */
function ticketQuery(parameters: URLSearchParams): TicketQuery {
  const sort = parameters.get('sort') ?? '-activity';
  const text = parameters.get('text');
  const cursor = parameters.get('cursor');
  const where = parameters.get('where');
  return {
    view: parameters.get('view') ?? 'mine',
    state: (parameters.get('state') ?? 'any') as TicketQuery['state'],
    sort: {
      by: sort.replace(/^-/, '') as TicketQuery['sort']['by'],
      descending: sort.startsWith('-'),
    },
    limit: Number(parameters.get('limit') ?? 25),
    stages: parameters.get('stages')?.split(','),
    ...(text ? { text } : {}),
    ...(cursor ? { cursor } : {}),
    ...(where ? { where: JSON.parse(where) as TicketQuery['where'] } : {}),
  };
}

function problem(error: unknown): Response {
  const failure = error instanceof PortalError ? error : new PortalError('unavailable', String(error));
  const { code, fields, retryAfter, message } = failure;
  const status = statuses[code];
  const body = { type: 'about:blank', title: message, status, code, fields, retryAfter };
  return HttpResponse.json(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}

/** What the contract leaves optional but the demo's backend has. */
function has<T>(part: T | undefined): T {
  if (part === undefined) throw new PortalError('not-supported', 'The demo’s backend cannot do this');
  return part;
}

interface DemoCall {
  adapter: PortalAdapter;
  request: StrictRequest<DefaultBodyType>;
  /** The id in the address, where it has one. */
  id: string;
  parameters: URLSearchParams;
  write: { idempotencyKey: string };
  // The bodies come from our own adapter; the memory backend checks what they say.
  body: <T>() => Promise<T>;
}

type Answer = (call: DemoCall) => unknown;

/** Server-sent events for what the adapter tells of. */
function events({ adapter, request }: DemoCall): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: unknown) =>
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      controller.enqueue(encoder.encode('retry: 2000\n\n'));
      const stops = [
        adapter.tickets.watch?.((change) => send('change', change)),
        adapter.session.subscribe?.((session) => send('session', { session })),
      ];
      request.signal.addEventListener('abort', () => {
        for (const stop of stops) stop?.();
        controller.close();
      });
    },
  });
  return new HttpResponse(stream, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  });
}

async function upload({ adapter, request, parameters }: DemoCall): Promise<Response> {
  const type = request.headers.get('Content-Type') ?? '';
  const file = new File([await request.arrayBuffer()], parameters.get('name') ?? 'file', { type });
  return HttpResponse.json(await has(adapter.attachments).upload(file), { status: 201 });
}

async function download({ adapter, id }: DemoCall): Promise<Response> {
  const attachment = { id, name: '', mediaType: 'application/octet-stream' };
  const found = await fetch(has(adapter.attachments).url(attachment));
  return new HttpResponse(found.body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

const noContent = async (done: Promise<unknown>): Promise<Response> => {
  await done;
  return new HttpResponse(null, { status: 204 });
};

const created = async (made: Promise<object>): Promise<Response> =>
  HttpResponse.json(await made, { status: 201 });

/** docs/http-api.md, one line an address. */
const answers: [method: 'get' | 'post' | 'put' | 'delete', path: string, answer: Answer][] = [
  [
    'get',
    '/start',
    ({ adapter, parameters }) =>
      adapter.start(parameters.has('view') ? { tickets: ticketQuery(parameters) } : {}),
  ],
  ['get', '/portal', async ({ adapter }) => (await adapter.start()).settings],
  ['get', '/capabilities', ({ adapter }) => adapter.capabilities],
  ['get', '/session', async ({ adapter }) => ({ session: await adapter.session.current() })],
  ['post', '/auth/sign-in', async ({ adapter, body }) => adapter.session.signIn(await body())],
  ['post', '/auth/sign-out', ({ adapter }) => noContent(adapter.session.signOut())],
  ['post', '/auth/register', async ({ adapter, body }) => has(adapter.session.register?.(await body()))],
  [
    'post',
    '/auth/verify',
    async ({ adapter, body }) => has(adapter.session.verify?.((await body<{ token: string }>()).token)),
  ],
  ['get', '/tickets', ({ adapter, parameters }) => adapter.tickets.list(ticketQuery(parameters))],
  [
    'post',
    '/tickets',
    async ({ adapter, body, write }) => created(has(adapter.tickets.create?.(await body(), write))),
  ],
  ['get', '/tickets/:id', ({ adapter, id }) => adapter.tickets.get(id)],
  [
    'get',
    '/tickets/:id/messages',
    ({ adapter, id, parameters }) =>
      adapter.tickets.messages(id, {
        limit: Number(parameters.get('limit') ?? 20),
        cursor: parameters.get('cursor') ?? undefined,
        order: parameters.get('order') === 'oldest' ? 'oldest' : 'newest',
      }),
  ],
  [
    'post',
    '/tickets/:id/messages',
    async ({ adapter, id, body, write }) => created(has(adapter.tickets.reply?.(id, await body(), write))),
  ],
  ['post', '/tickets/:id/close', ({ adapter, id, write }) => has(adapter.tickets.close?.(id, write))],
  ['post', '/tickets/:id/reopen', ({ adapter, id, write }) => has(adapter.tickets.reopen?.(id, write))],
  [
    'put',
    '/tickets/:id/read',
    async ({ adapter, id, body }) =>
      noContent(has(adapter.tickets.markRead?.(id, (await body<{ messageId: string }>()).messageId))),
  ],
  ['put', '/uploads', upload],
  ['delete', '/uploads/:id', ({ adapter, id }) => noContent(has(adapter.attachments).discard(id))],
  ['get', '/attachments/:id', download],
  [
    'get',
    '/articles',
    async ({ adapter, parameters }) => ({
      items: (await adapter.articles?.suggest(parameters.get('text') ?? '')) ?? [],
    }),
  ],
  ['get', '/events', events],
];

function handlersFor(adapter: PortalAdapter) {
  return answers.map(([method, path, answer]) =>
    http[method](`*/api${path}`, async ({ request, params }) => {
      const call: DemoCall = {
        adapter,
        request,
        id: String(params.id ?? ''),
        parameters: new URL(request.url).searchParams,
        write: { idempotencyKey: request.headers.get('Idempotency-Key') ?? '' },
        body: async <T>() => (await request.json()) as T,
      };
      try {
        const result = await answer(call);
        return result instanceof Response ? result : HttpResponse.json(result as DefaultBodyType);
      } catch (error) {
        return problem(error);
      }
    }),
  );
}

/** Answers gateway calls from one backend in memory, with a session for each browser. */
export class DemoApi {
  readonly #backend: MemoryBackend;
  readonly #handlers = new Map<string, ReturnType<typeof handlersFor>>();

  constructor(backend: MemoryBackend) {
    this.#backend = backend;
  }

  async fetch(request: Request): Promise<Response> {
    const known = new RegExp(`${cookieName}=([\\w-]+)`).exec(request.headers.get('Cookie') ?? '')?.[1];
    const browser = known ?? randomUUID();
    let handlers = this.#handlers.get(browser);
    if (!handlers) {
      handlers = handlersFor(this.#backend.adapter({ browser, latency: 120 }));
      this.#handlers.set(browser, handlers);
    }
    const response =
      (await getResponse(handlers, request)) ?? problem(new PortalError('not-found', 'No such address'));
    if (!known) {
      response.headers.append('Set-Cookie', `${cookieName}=${browser}; HttpOnly; SameSite=Lax; Path=/`);
    }
    return response;
  }
}

/** A Node request as the web has it; it is aborted when the browser goes away. */
function toRequest(incoming: Connect.IncomingMessage, gone: AbortSignal): Request {
  const { method = 'GET', headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(incoming.originalUrl ?? '/', `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    signal: gone,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  });
}

/** Serves `/api` in the dev server; there is none in a build. */
export function demoApi(): Plugin {
  return {
    name: 'portico-demo-api',
    apply: 'serve',
    configureServer(server) {
      const seed = { ...demoSeed({ now: new Date() }), articles: articleIndex() };
      const api = new DemoApi(memoryBackend({ seed }));
      server.middlewares.use('/api', (incoming, outgoing, next) => {
        const gone = new AbortController();
        outgoing.once('close', () => gone.abort());
        api
          .fetch(toRequest(incoming, gone.signal))
          .then((response) => {
            outgoing.writeHead(response.status, [...response.headers].flat());
            if (!response.body) return outgoing.end();
            return Readable.fromWeb(response.body as import('node:stream/web').ReadableStream)
              .on('error', () => outgoing.destroy())
              .pipe(outgoing);
          })
          .catch(next);
      });
    },
  };
}
