import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const node = path.join(root, 'node_modules/.bin/node');
const site = path.join(root, 'dist/site');

export interface GatewayOptions {
  dataDir: string;
  databaseUrl?: string;
  /** The same port again after a restart; a free one unless given. */
  port?: number;
  demo?: boolean;
  /** With nobody and nothing there yet, as `npm start -- --empty`. */
  empty?: boolean;
  /** Starts what people start; else all is the same but for the cost of hashes of passwords. */
  realPasswords?: boolean;
  env?: Record<string, string>;
}

export interface GatewayProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Everything it wrote, to look for what must not be there. */
  output(): string;
  /** Ends it as a service manager would, and waits. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would, and waits. */
  kill(): Promise<void>;
}

/** The gateway as people run it: a process of its own on a real port. Resolves once it answers. */
export async function startGatewayProcess(options: GatewayOptions): Promise<GatewayProcess> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  let output = '';
  const child = spawn(
    node,
    [
      path.join(root, options.realPasswords ? 'server/src/main.ts' : 'server/test/helpers/main.ts'),
      ...(options.empty ? ['--empty'] : options.demo === false ? [] : ['--demo']),
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        PUBLIC_URL: url,
        DATA_DIR: options.dataDir,
        DATABASE_URL: options.databaseUrl ?? '',
        // Tests of the gateway alone need no built site.
        SITE_DIR: existsSync(site) && !options.empty ? site : '',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit');
  // A test that fails before it ends its gateway neither waits for it for ever nor leaves it behind.
  const abandon = (): void => void child.kill('SIGKILL');
  process.once('exit', abandon);
  void ended.then(() => process.off('exit', abandon));
  for (const held of [child, child.stdout as Socket, child.stderr as Socket]) held.unref();

  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The gateway ended with ${child.exitCode}:\n${output}`);
    if (Date.now() > deadline) throw new Error(`The gateway did not answer within a minute:\n${output}`);
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    url,
    port,
    child,
    output: () => output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}
