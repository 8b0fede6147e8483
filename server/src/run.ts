import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { ConfigError, readConfig, type GatewayConfig } from './config.ts';
import { DeskError } from './desks/errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { createLog } from './log.ts';

/** The same for all accounts of the demo, and of no use anywhere else. */
const demoPassword = 'lantern-harbor-42';

const demoAccounts = [
  ['alice@acme.example', 'customer, Acme'],
  ['bob@acme.example', 'customer, Acme'],
  ['carol@globex.example', 'customer, Globex'],
  ['agent@portico.example', 'agent'],
  ['owner@portico.example', 'owner'],
] as const;

function welcome(publicUrl: string): string {
  const width = Math.max(...demoAccounts.map(([email]) => email.length));
  return [
    '',
    `  Portico is ready: ${publicUrl}`,
    '',
    `    knowledge base  ${publicUrl}/`,
    `    portal          ${publicUrl}/portal/`,
    `    agents          ${publicUrl}/staff/`,
    `    sent mail       ${publicUrl}/demo/mailbox`,
    '',
    `  Demo accounts, all with the password ${demoPassword}`,
    '',
    ...demoAccounts.map(([email, what]) => `    ${email.padEnd(width)}  ${what}`),
    '',
    '',
  ].join('\n');
}

const firstOwner = 'owner@portico.example';

/** How to begin with nothing: the owner's link is the first step. */
function beginning(publicUrl: string, link: string): string {
  return [
    '',
    `  Portico is ready to be set up: ${publicUrl}`,
    '',
    `    1. sign in      ${link}`,
    `                    as ${firstOwner}; good once, for 24 hours; the next start prints another`,
    `    2. set it up    ${publicUrl}/staff/settings/`,
    '',
    `    sent mail       ${publicUrl}/demo/mailbox`,
    '',
    '',
  ].join('\n');
}

/** Prints nothing else to standard output, so that a script can take the link from there; and no log has it. */
async function printStaffLink(
  config: GatewayConfig,
  person: NonNullable<CommandLine['staffLink']>,
): Promise<void> {
  const gateway = await createGateway(config, { log: createLog('silent') });
  try {
    const link = await gateway.auth.staffLink(person);
    process.stderr.write(
      `With this link ${person.email} sets a password and is signed in, with the role ${person.role}.\n` +
        'It is good once, for 24 hours; whoever has it can use it.\n',
    );
    process.stdout.write(`${link}\n`);
  } finally {
    await gateway.stop();
  }
}

async function start(options: Pick<GatewayOptions, 'passwordCost'>): Promise<void> {
  const asked = readCommandLine(process.argv.slice(2));
  if (asked.help) {
    process.stdout.write(usage);
    return;
  }
  const config = readConfig(process.env, { demo: asked.demo, empty: asked.empty });
  if (asked.staffLink) return printStaffLink(config, asked.staffLink);
  const log = createLog(config.logLevel);
  if (!config.demo && config.smtpUrl === undefined) {
    log.warn({}, 'no mail is sent: SMTP_URL is not set, so nobody can register or set a new password');
  }
  const gateway = await createGateway(config, { log, ...options });

  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      gateway.stop().then(
        () => process.exit(0),
        (err: unknown) => {
          log.fatal({ err }, 'could not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
  // Nothing may be left half done unseen: the log says what it was, and whoever supervises starts anew.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught');
    process.exit(1);
  });

  if (config.demo && !config.empty) await gateway.seed({ password: demoPassword });
  const { port } = await gateway.start();
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  if (config.empty) {
    const link = await gateway.auth.staffLink({ email: firstOwner, name: 'Owner', role: 'owner' });
    process.stdout.write(beginning(publicUrl, link));
  } else if (config.demo) process.stdout.write(welcome(publicUrl));
}

/** What the command line asks for, in this process. The options are for tests, which have an entry of their own. */
export function run(options: Pick<GatewayOptions, 'passwordCost'> = {}): void {
  start(options).catch((error: unknown) => {
    // Written to be read: what the configuration lacks, or who else holds the data folder.
    if (error instanceof ConfigError || error instanceof DeskError)
      process.stderr.write(`${error.message}\n`);
    else createLog('fatal').fatal({ err: error }, 'could not start');
    process.exit(1);
  });
}
