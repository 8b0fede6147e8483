// `npm start`: builds what is stale, then runs the gateway with the demo on it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './ensure.mjs';
import { childEnvironment, node, root } from './tools.mjs';

const help = `Usage: npm start [-- options]

Builds what is missing or stale, and serves the demo: a knowledge base with the portal in it, on a
gateway of its own. Options go to the gateway.

  --help         this text
  --no-build     serve what was built before
  --empty        nothing but the gateway, off: a portal to set up from nothing, in .data/empty
  --staff-link you@example.com [--role owner|agent]
                 only prints a link with which this person sets a password and is signed in

Environment:
  PORT           8080
  HOST           127.0.0.1
  DATA_DIR       .data: the database and the files; a second start keeps them
  DATABASE_URL   postgres://… for PostgreSQL; without it SQLite in DATA_DIR`;

/** Runs a script on the locked Node, hands it the signals that come in, and answers its exit code. */
function runForeground(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: childEnvironment(env) });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(signal === null ? (code ?? 1) : 128 + (signal === 'SIGINT' ? 2 : 15));
    });
  });
}

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  const installed = ensureInstalled();
  if (installed !== 0) return installed;
  const serves = !args.includes('--staff-link');
  const empty = args.includes('--empty');
  if (serves && !args.includes('--no-build')) {
    const built = await runForeground(['scripts/build.mjs', ...(empty ? [] : ['site']), 'pages'], {});
    if (built !== 0) return built;
  } else if (serves && !existsSync(join(root, empty ? 'server/public' : 'dist/site'))) {
    console.error('Nothing was built yet: run npm start without --no-build.');
    return 1;
  }
  const rest = args.filter((arg) => arg !== '--no-build');
  if (empty) return runForeground(['server/src/main.ts', ...rest], {});
  return runForeground(['server/src/main.ts', '--demo', ...rest], {
    SITE_DIR: process.env.SITE_DIR ?? join(root, 'dist/site'),
  });
}

process.exitCode = await main(process.argv.slice(2));
