// Runs first in every element test's page: an error that no test caught fails the file.
// Mocha itself reports those raised while a test runs; this sees the ones between and after tests too.
const ignored = [/^ResizeObserver loop/];
const uncaught = [];

function record(kind, reason) {
  const text =
    reason instanceof Error ? `${reason.name}: ${reason.message}\n${reason.stack ?? ''}` : String(reason);
  if (!ignored.some((pattern) => pattern.test(text))) uncaught.push(`${kind}: ${text}`);
}

addEventListener('error', (event) => record('Uncaught error', event.error ?? event.message));
addEventListener('unhandledrejection', (event) => record('Unhandled rejection', event.reason));

after('nothing was left uncaught', async () => {
  // A rejection is reported in a later task than the one that left it, and timers may run before it.
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (uncaught.length > 0) throw new Error(uncaught.join('\n'));
});
