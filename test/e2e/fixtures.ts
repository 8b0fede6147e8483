import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { databases } from '../../server/test/helpers/databases.ts';
import { startGatewayProcess, type GatewayProcess } from '../../server/test/helpers/process.ts';

/** Of the demo accounts; only demo mode has them. */
export const password = 'lantern-harbor-42';
/** What internal notes of the seed carry; must never reach a customer. */
export const canary = 'LMN-INT';

/** A gateway with the demo's data, as a process of its own that can end and come back at its address. */
export interface Gateway {
  readonly url: string;
  /** Everything it has logged, over all its lives. */
  output(): string;
  /** Ends it: as a service manager would, or as a power cut would. */
  end(how: 'stop' | 'kill'): Promise<void>;
  /** Starts it again, on the same port and data. Resolves once it answers. */
  begin(): Promise<void>;
}

interface WorkerFixtures {
  /** A gateway of its own for the files that name the same world: they change what holds for everybody. */
  world: string;
  gateway: Gateway;
}

export interface VisitorOptions {
  /** A demo account's address: comes signed in. Absent: nobody yet. */
  as?: string;
  /** Another gateway than the worker's, with the password of its accounts. */
  at?: { url: string; password: string };
  context?: BrowserContextOptions;
  /** Faults that the test causes on purpose; all others fail it. */
  expected?: RegExp[];
}

interface TestFixtures {
  /** A person with a browser of their own, in which every fault of the page fails the test. */
  visitor: (options?: VisitorOptions) => Promise<Visitor>;
}

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Bodies of all the gateway's answers, and all events of its streams, that this browser has received. */
  received(): Promise<string>;
  /** How many stream events came so far. */
  events(): number;
}

interface Watched extends Visitor {
  /** Policy violations, requests to elsewhere, errors of page and console, unhandled rejections. */
  faults: string[];
  /** Answers that were refusals, and requests that had none. */
  unanswered: string[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  world: ['', { option: true, scope: 'worker' }],

  gateway: [
    // The world is named so that each one starts a worker, and so a gateway.
    async ({ world: _ }, use, workerInfo) => {
      const wanted = workerInfo.project.metadata['storage'] as string;
      const database = databases.find(({ name }) => name === wanted);
      if (!database?.available) {
        if (process.env['CI']) throw new Error(`${wanted} is needed: ${database?.reason ?? 'unknown'}`);
        base.skip(true, `skipped: ${database?.reason ?? wanted}`);
      }
      const created = await database!.create();
      const start = (port?: number): Promise<GatewayProcess> =>
        startGatewayProcess({
          dataDir: created.dataDir,
          env: { REGISTRATIONS_PER_HOUR: '1000' },
          ...(port && { port }),
          ...(created.url && { databaseUrl: created.url }),
        });
      let running = await start();
      const earlier: string[] = [];
      await use({
        url: running.url,
        output: () => [...earlier, running.output()].join(''),
        async end(how) {
          await (how === 'stop' ? running.stop() : running.kill());
          earlier.push(running.output());
        },
        async begin() {
          running = await start(running.port);
        },
      });
      await running.stop();
      await created.cleanup();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ gateway }, use) => use(gateway.url),

  visitor: async ({ browser, gateway }, use, testInfo) => {
    const visitors: { visitor: Watched; expected: RegExp[] }[] = [];
    await use(async ({ as, at = { url: gateway.url, password }, context: options, expected = [] } = {}) => {
      const context = await browser.newContext({ baseURL: at.url, locale: 'en-GB', ...options });
      if (as) await signInByCall(context, at, as);
      const visitor = await watch(context, at.url);
      visitors.push({ visitor, expected });
      return visitor;
    });
    // A log is often all that is left of a run elsewhere.
    if (testInfo.status !== testInfo.expectedStatus)
      for (const { visitor } of visitors) await describe(visitor);
    for (const { visitor } of visitors) await visitor.context.close();
    for (const { visitor, expected } of visitors) {
      const faults = visitor.faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
      expect(faults, 'no violation, foreign request, error or rejection on the page').toEqual([]);
    }
  },
});

export { expect };

async function watch(context: BrowserContext, gatewayUrl: string): Promise<Watched> {
  const faults: string[] = [];
  const bodies: Promise<string>[] = [];
  const events: string[] = [];
  const unanswered: string[] = [];
  const { origin } = new URL(gatewayUrl);
  context.on('requestfailed', (request) =>
    unanswered.push(`${request.failure()?.errorText}: ${request.method()} ${request.url()}`),
  );
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(url.protocol) && url.origin !== origin)
      faults.push(`request to elsewhere: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) unanswered.push(`${response.status()}: ${response.url()}`);
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return;
    bodies.push(response.text().catch(() => '')); // a page that is left takes its answers along
  });
  context.on('weberror', (error) =>
    faults.push(`page error: ${error.error().stack ?? error.error().message}`),
  );
  context.on('dialog', (dialog) => {
    // A script that ran would ask like this; the browser's own question before leaving is no such thing.
    if (dialog.type() !== 'beforeunload') faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('console', (message) => {
    const text = message.text();
    // The browser itself logs every 4xx and 5xx and every lost connection; tests that provoke them expect those.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource'))
      faults.push(`console: ${text}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  const page = await context.newPage();
  // Streams are no responses with a body: the browser's own protocol shows what came through them.
  const protocol = await context.newCDPSession(page);
  protocol.on('Network.eventSourceMessageReceived', ({ data }) => events.push(data));
  await protocol.send('Network.enable');
  return {
    page,
    context,
    faults,
    unanswered,
    received: async () => [...(await Promise.all(bodies)), ...events].join('\n'),
    events: () => events.length,
  };
}

/** Prints what a visitor sees, and what went wrong on the way there. */
async function describe({ page, faults, unanswered }: Watched): Promise<void> {
  const seen = await page
    .locator('body')
    .ariaSnapshot({ timeout: 2000 })
    .catch((error: unknown) => String(error));
  console.log([`At ${page.url()}:`, ...faults, ...unanswered, seen].join('\n'));
}

/** Signs in beside the page: for tests of something else. */
async function signInByCall(
  context: BrowserContext,
  at: { url: string; password: string },
  email: string,
): Promise<void> {
  const answer = await context.request.post('/api/auth/sign-in', {
    headers: { origin: new URL(at.url).origin, 'x-portico': '1' },
    data: { method: 'password', email, password: at.password },
  });
  expect(answer.ok(), `${email} can sign in`).toBe(true);
}

/** Signs in through the page's own form. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
