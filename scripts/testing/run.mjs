// Starts one child process and waits for it; nothing it started outlives it or this process.
import { spawn } from 'node:child_process';
import { childEnvironment, node, root } from '../tools.mjs';

const running = new Set();
const grouped = process.platform !== 'win32';

function kill(child, signal) {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (grouped) process.kill(-child.pid, signal);
  else child.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of running) kill(child, 'SIGTERM');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/**
 * Runs a script on the locked Node.
 * @param {string[]} args the script and its arguments
 * @param {object} [options]
 * @param {Record<string, string>} [options.env] added to the environment
 * @param {boolean} [options.quiet] keep the output and answer it, instead of showing it as it comes
 * @param {number} [options.limit] milliseconds after which the run is killed and counts as failed
 * @returns {Promise<{code: number, output: string, timedOut: boolean}>}
 */
export function run(args, { env = {}, quiet = false, limit = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: root,
      env: childEnvironment(env),
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      detached: grouped,
    });
    running.add(child);
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill(child, 'SIGKILL');
    }, limit);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: timedOut ? 1 : (code ?? 1), output: Buffer.concat(chunks).toString(), timedOut });
    });
  });
}
