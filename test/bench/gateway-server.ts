import { startGateway, testPassword } from '../../server/test/helpers/gateway.ts';

/**
 * A gateway with many tickets in a process of its own, so that the one that measures does not share its event loop.
 * Arguments: tickets, data folder, database address or nothing. Tells its address once it listens.
 */
const [tickets, dataDir, url] = process.argv.slice(2);
const gateway = await startGateway({
  database: { dataDir: dataDir ?? '', ...(url ? { url } : {}), cleanup: () => Promise.resolve() },
  demo: true,
  tickets: Number(tickets),
  realPasswords: true,
  config: { logLevel: 'silent' },
});
process.send?.({ url: gateway.url, password: testPassword });
process.once('SIGTERM', () => void gateway.stop().then(() => process.exit(0)));
