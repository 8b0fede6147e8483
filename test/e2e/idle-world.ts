import path from 'node:path';
import type { Page } from '@playwright/test';
import { demoSettings } from '../../server/src/demo/settings.ts';
import { startGateway, testPassword } from '../../server/test/helpers/gateway.ts';

/** A gateway whose sessions end after a minute without activity, and whose time passes when told. */
export interface IdleWorld {
  readonly url: string;
  readonly password: string;
  /** Time passes, for the gateway and for pages whose clock is held. */
  pass(seconds: number, ...pages: Page[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startIdleWorld(): Promise<IdleWorld> {
  let ahead = 0;
  const gateway = await startGateway({
    demo: true,
    tickets: 40,
    config: { siteDir: path.resolve(import.meta.dirname, '../../dist/site') },
    settings: { ...demoSettings, portal: { ...demoSettings.portal, idleSeconds: 60 } },
    now: () => new Date(Date.now() + ahead),
  });
  return {
    url: gateway.url,
    password: testPassword,
    async pass(seconds, ...pages) {
      ahead += seconds * 1000;
      await Promise.all(pages.map((page) => page.clock.fastForward(seconds * 1000)));
    },
    stop: () => gateway.stop(),
  };
}
