import type { GatewayConfig } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';

export interface Started {
  gateway: Gateway;
  url: string;
  /** Everything logged so far, as much as there is to log. */
  log(): string;
  stop(): Promise<void>;
}

/** A gateway with nobody in it. */
export async function startQuietly(options: {
  database: TestDatabase;
  settings: GatewaySettings;
  secrets: Record<string, string>;
}): Promise<Started> {
  const { database, settings, secrets } = options;
  const lines: string[] = [];
  const config: GatewayConfig = {
    host: '127.0.0.1',
    port: 0,
    dataDir: database.dataDir,
    databaseUrl: database.url,
    secret: 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU',
    mailFrom: 'Support <support@portal.test>',
    demo: false,
    trustProxy: 0,
    logLevel: 'trace',
    registrationsPerHour: 1000,
    privateProviders: false,
  };
  const gateway = await createGateway(config, {
    log: createLog(config.logLevel, (line) => lines.push(line)),
    settings,
    secretOf: (name) => secrets[name],
  });
  const { url } = await gateway.start();
  return { gateway, url, log: () => lines.join(''), stop: () => gateway.stop() };
}
