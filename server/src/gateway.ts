import { once } from 'node:events';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { loadArticles } from './articles/articles.ts';
import type { Auth } from './auth/auth.ts';
import type { Challenger } from './auth/challenge.ts';
import { createSessionCookie } from './auth/cookie.ts';
import { createSafeFetch } from './auth/federation/safe-fetch.ts';
import type { PasswordCost } from './auth/password-hash.ts';
import { createPortalAuth } from './auth/portal-auth.ts';
import type { Addresses, GatewayConfig } from './config.ts';
import { ConfigError, resolveAddresses, resolveSecret, withSettings } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { demoSettings } from './demo/settings.ts';
import { createBuiltInDesk } from './desks/builtin/desk.ts';
import { applyPipelines } from './desks/builtin/pipelines.ts';
import { sweep as sweepDesk } from './desks/builtin/maintenance.ts';
import type { HelpDesk } from './desks/desk.ts';
import { createApp } from './http/app.ts';
import { createEventStreams } from './http/events.ts';
import { createTell } from './http/told.ts';
import { createVisitors } from './http/visitors.ts';
import { createChanges } from './live/changes.ts';
import type { Log } from './log.ts';
import { createLog } from './log.ts';
import { createMailer } from './mail/mailer.ts';
import { usableProviders } from './settings/providers.ts';
import type { GatewaySettings } from './settings/settings.ts';
import { readSettings } from './settings/file.ts';
import { createSettingsStore } from './settings/store.ts';
import { newPortal } from './settings/new-portal.ts';
import { createDiskFiles } from './storage/files.ts';
import type { Storage } from './storage/storage.ts';
import { openStorage } from './storage/storage.ts';

export interface GatewayOptions {
  log?: Log;
  /** What the owner decided; absent: the defaults, or the demo's. */
  settings?: GatewaySettings;
  /** Another desk than the built-in one. */
  desk?: HelpDesk;
  /** A captcha of another make than the built-in proof of work; used where the settings name its kind. */
  challenger?: Challenger;
  /** Values of the environment variables that settings name; absent: the environment's. */
  secretOf?: (name: string) => string | undefined;
  /** What a password's hash costs; for tests of other things alone, which make thousands. */
  passwordCost?: PasswordCost;
  now?: () => Date;
  /** Event streams one person may hold; default 20. */
  streamsPerUser?: number;
}

/** A gateway with everything open and migrated. Many may run in one process. */
export interface Gateway {
  readonly storage: Storage;
  readonly auth: Auth;
  readonly desk: HelpDesk;
  /** Answers a request without a network; for tests and other servers. */
  fetch(request: Request): Promise<Response>;
  /** Fills an empty database with the demo. */
  seed(options: { password: string; tickets?: number; base?: Date }): Promise<void>;
  /** Listens where the configuration says. */
  start(): Promise<{ url: string; port: number }>;
  /** Ends streams with a hint to come back, lets running requests finish, closes everything. */
  stop(): Promise<void>;
}

/** How long running requests may take to finish once the gateway is told to stop. */
const graceMs = 10_000;
const sweepMs = 10 * 60 * 1000;
const mailMs = 30_000;

export async function createGateway(config: GatewayConfig, options: GatewayOptions = {}): Promise<Gateway> {
  const log = options.log ?? createLog(config.logLevel);
  const base = config.demo && !config.empty ? demoSettings : newPortal;
  const initial =
    options.settings ??
    (config.settingsFile === undefined ? base : await readSettings(config.settingsFile, base));
  const secretOf = options.secretOf ?? ((name: string) => process.env[name]);
  const usable = usableProviders<GatewaySettings>(secretOf, (provider, reason) =>
    log.error({ provider, reason }, 'an identity provider is left out'),
  );
  const secret = await resolveSecret(config);
  let addresses = resolveAddresses(config, config.port);

  const storage = await openStorage({
    dataDir: config.dataDir,
    log,
    ...(config.databaseUrl === undefined ? {} : { url: config.databaseUrl }),
  });
  try {
    await storage.migrate();
    const store = await createSettingsStore({
      storage,
      base: initial,
      readOnly: options.settings === undefined && config.settingsFile !== undefined,
      log,
      ...(options.desk
        ? {}
        : {
            apply: async (tx, document, before) => {
              const staying = await applyPipelines(tx, storage.dialect, document, before);
              if (staying.length > 0)
                log.warn({ stages: staying }, 'stages that the settings lack hold tickets');
            },
          }),
      ...(options.now === undefined ? {} : { now: options.now }),
    });
    const settings = (): GatewaySettings => usable(store.current());
    const files = createDiskFiles(join(config.dataDir, 'files'));
    const changes = createChanges(storage);
    const clock = options.now ? { now: options.now } : {};
    const desk =
      options.desk ??
      createBuiltInDesk({
        storage,
        files,
        changes,
        settings,
        isStaffAddress: (email) => auth.isStaffAddress(email),
        ...clock,
      });
    const mailer = createMailer({
      from: config.mailFrom,
      storage,
      secret,
      log,
      ...clock,
      ...(config.smtpUrl === undefined ? {} : { smtpUrl: config.smtpUrl }),
    });
    const outside = createSafeFetch({ allowPrivate: config.privateProviders });
    const allowed = (): Addresses => withSettings(addresses, config, store.current().portal);
    const cookie = createSessionCookie({ secret, addresses: allowed });
    const auth = createPortalAuth({
      storage,
      desk,
      changes,
      mailer,
      cookie,
      settings,
      secret,
      addresses: allowed,
      providers: { fetch: outside.fetch, secretOf },
      registrationsPerHour: config.registrationsPerHour,
      log,
      ...(options.challenger === undefined ? {} : { challenger: options.challenger }),
      ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
      ...clock,
    });
    const { challenge } = settings().portal.signIn;
    if (!auth.challenges.includes(challenge))
      throw new ConfigError(`settings: portal.signIn.challenge: this gateway knows no "${challenge}"`);
    await auth.migrate();
    for (const found of await desk.check()) {
      if (found.severity === 'error') throw new Error(`the desk cannot be used: ${found.message}`);
      log.warn({ desk: desk.name }, found.message);
    }
    await changes.ready();

    const visitors = createVisitors({ auth, desk, settings });
    const tell = createTell({ addresses: allowed, desk, settings });
    const events = createEventStreams({
      desk,
      changes,
      visitors,
      tell,
      log,
      ...clock,
      ...(options.streamsPerUser === undefined ? {} : { perUser: options.streamsPerUser }),
    });
    store.onChange(() => events.refresh());
    const articles = await loadArticles(config.siteDir, log);
    const app = createApp(
      {
        config,
        addresses: allowed,
        settings,
        store,
        storage,
        desk,
        auth,
        cookie,
        articles,
        events,
        tell,
        log,
      },
      visitors,
    );

    const sweeping = setInterval(() => {
      Promise.all([auth.sweep(), sweepDesk({ storage, files, changes })]).catch((err: unknown) =>
        log.warn({ err }, 'what has expired could not be swept'),
      );
    }, sweepMs);
    sweeping.unref();
    const mailing = setInterval(() => {
      mailer.work().catch((err: unknown) => log.warn({ err }, 'mails that wait could not be read'));
    }, mailMs);
    mailing.unref();

    let server: Server | undefined;
    let stopping: Promise<void> | undefined;

    async function stop(): Promise<void> {
      clearInterval(sweeping);
      clearInterval(mailing);
      // First the streams: they would keep their connections busy for ever.
      events.close();
      if (server) await closeServer(server);
      await changes.close();
      store.close();
      await mailer.close();
      await outside.close();
      await storage.close();
      log.info({}, 'stopped');
    }

    return {
      storage,
      auth,
      desk,
      fetch: async (request) => app.fetch(request, {}),

      seed: ({ password, ...rest }) =>
        seedDemo({
          storage,
          files,
          desk,
          createAccount: (person) => auth.createAccount(person),
          password,
          log,
          ...rest,
        }),

      async start() {
        const listener = getRequestListener((request, bindings) =>
          app.fetch(request, { incoming: bindings.incoming }),
        );
        const listening = createServer((incoming, outgoing) => void listener(incoming, outgoing));
        // A sender has a minute for its headers; uploads may take their time.
        listening.headersTimeout = 60_000;
        listening.requestTimeout = 30 * 60_000;
        listening.listen(config.port, config.host);
        await once(listening, 'listening');
        server = listening;
        const { port } = listening.address() as AddressInfo;
        addresses = resolveAddresses(config, port);
        log.info({ host: config.host, port, database: storage.dialect }, 'listening');
        return {
          url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
          port,
        };
      },

      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Takes no new connections, waits for running requests, and cuts what is left after the grace time. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A kept-alive connection becomes idle after its answer, when nobody looks any more.
  const tidying = setInterval(() => server.closeIdleConnections(), 100);
  const cutting = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(tidying);
  clearTimeout(cutting);
}
