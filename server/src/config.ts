import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Everything the gateway is told from outside, validated. Made by `readConfig` or, in tests, by hand. */
export interface GatewayConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  dataDir: string;
  /** `postgres://…`; absent: SQLite in `dataDir`. */
  databaseUrl?: string;
  /** Where browsers reach the gateway; absent: `http://localhost:<port>`. Links in mails are built from it, never from a Host header. */
  publicUrl?: string;
  /** The page with the portal's tags, for links in mails; absent: the one the gateway serves, by the slug of the settings. */
  portalUrl?: string;
  /** Origins of pages that may call the gateway, exactly; absent: its own. */
  allowedOrigins?: string[];
  /** Signs session cookies and keys the throttles; absent: made once and kept in `dataDir`. */
  secret?: string;
  smtpUrl?: string;
  mailFrom: string;
  /** Runs for a trial: a secret of its own, mails in a mailbox page, the demo's people and tickets. */
  demo: boolean;
  /** With `demo`: nobody and nothing there yet. */
  empty?: boolean;
  /** Folder of a static site to serve beside the API. */
  siteDir?: string;
  /** The owner's settings as a JSON file. */
  settingsFile?: string;
  /** Proxies in front whose `X-Forwarded-For` is to be believed; 0: none. */
  trustProxy: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Registrations from one network address within an hour. */
  registrationsPerHour: number;
  /** Whether identity providers may be on private addresses and speak plain http: for the owner's own network. */
  privateProviders: boolean;
}

/** What is wrong with the environment, one line a problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const flag = z
  .enum(['', '0', '1', 'false', 'true'])
  .transform((value) => value === '1' || value === 'true')
  .optional();

const webAddress = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

const isLocal = (url: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/** Whether nobody on the line can be the page: whoever can acts for all its visitors. */
export const isSecurePage = (url: string): boolean =>
  URL.canParse(url) && (url.startsWith('https:') || isLocal(url));

const origin = webAddress
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, {
    message: 'must be an origin, such as https://help.example.com',
  })
  .refine(isSecurePage, { message: 'must be https, except on localhost' });

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PUBLIC_URL: webAddress.optional(),
  PORTAL_URL: webAddress.optional(),
  ALLOWED_ORIGINS: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(origin))
    .optional(),
  PORTICO_SECRET: z.string().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+$/)
    .default('Support portal <no-reply@localhost>'),
  DEMO: flag,
  SITE_DIR: z.string().min(1).optional(),
  PORTICO_SETTINGS: z.string().min(1).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  REGISTRATIONS_PER_HOUR: z.coerce.number().int().min(1).default(60),
  PRIVATE_PROVIDERS: flag,
  NODE_ENV: z.string().optional(),
});

/**
 * Reads and checks the environment. Outside the demo and development a strong `PORTICO_SECRET` must be there.
 * Throws a `ConfigError` that names the variables and never their values.
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  options: { demo?: boolean; empty?: boolean } = {},
): GatewayConfig {
  // An empty variable is what compose files make of an absent one.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  }
  const values = parsed.data;
  const empty = options.empty === true;
  const demo = empty || options.demo === true || values.DEMO === true;
  const relaxed = demo || values.NODE_ENV === 'development' || values.NODE_ENV === 'test';
  const problems: string[] = [];
  if (values.PORTICO_SECRET === undefined && !relaxed) {
    problems.push(
      'PORTICO_SECRET: set one of 32 characters or more, for example from `openssl rand -base64 32`',
    );
  }
  if (values.PORTICO_SECRET !== undefined && !isStrongSecret(values.PORTICO_SECRET)) {
    problems.push(
      'PORTICO_SECRET: too weak; 32 random characters or more, for example from `openssl rand -base64 32`',
    );
  }
  if (values.PUBLIC_URL?.startsWith('http:') && !isLocal(values.PUBLIC_URL)) {
    problems.push('PUBLIC_URL: must be https, except on localhost');
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: present['DATA_DIR'] ?? (empty ? '.data/empty' : values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.PUBLIC_URL,
    portalUrl: values.PORTAL_URL,
    allowedOrigins: values.ALLOWED_ORIGINS,
    secret: values.PORTICO_SECRET,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    demo,
    empty,
    siteDir: values.SITE_DIR,
    settingsFile: values.PORTICO_SETTINGS,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    registrationsPerHour: values.REGISTRATIONS_PER_HOUR,
    privateProviders: values.PRIVATE_PROVIDERS ?? demo,
  };
}

/** Long enough and not a placeholder: repeated or few characters give themselves away. */
export function isStrongSecret(secret: string): boolean {
  return (
    secret.length >= 32 &&
    new Set(secret).size >= 12 &&
    !/change.?me|secret|password|example|default|portico/i.test(secret)
  );
}

/** The configured secret, or one made once and kept in the data folder, readable by its owner alone. */
export async function resolveSecret(config: Pick<GatewayConfig, 'secret' | 'dataDir'>): Promise<string> {
  if (config.secret !== undefined) return config.secret;
  await mkdir(config.dataDir, { recursive: true });
  const path = join(config.dataDir, 'secret');
  const made = randomBytes(32).toString('base64url');
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(made);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Whole or not at all: a gateway that starts at the same time must not read half of it.
    await link(draft, path);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const kept = (await readFile(path, 'utf8')).trim();
    if (kept.length < 32) throw new ConfigError('the file "secret" in the data folder is damaged: delete it');
    return kept;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Addresses that depend on the port, which is known once the gateway listens. */
export interface Addresses {
  publicUrl: string;
  portalUrl: string;
  /** Of pages that may call, the gateway's own among them. */
  origins: ReadonlySet<string>;
  /** Of the pages that the gateway serves itself. */
  ownOrigins: ReadonlySet<string>;
  secure: boolean;
}

export function resolveAddresses(config: GatewayConfig, port: number): Addresses {
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  const own = [new URL(publicUrl).origin];
  if (config.publicUrl === undefined) own.push(`http://127.0.0.1:${port}`);
  return {
    publicUrl,
    portalUrl: config.portalUrl ?? `${publicUrl}/portal/`,
    // Pages the gateway serves itself always work; the list adds other sites.
    origins: new Set([...own, ...(config.allowedOrigins ?? [])]),
    ownOrigins: new Set(own),
    secure: publicUrl.startsWith('https:'),
  };
}

/** The same addresses as the owner's settings complete them: origins beside those of the environment, the portal's path. */
export function withSettings(
  addresses: Addresses,
  config: Pick<GatewayConfig, 'portalUrl'>,
  { origins, slug }: { origins: readonly string[]; slug: string },
): Addresses {
  return {
    ...addresses,
    origins: origins.length === 0 ? addresses.origins : new Set([...addresses.origins, ...origins]),
    portalUrl: config.portalUrl ?? `${addresses.publicUrl}/${slug}/`,
  };
}
