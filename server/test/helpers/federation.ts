import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { gatewaySettingsSchema, defaultSettings } from '../../src/settings/settings.ts';
import type { Client } from './gateway.ts';

/** A port that nothing listens on now: identity providers must know a gateway's address before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Settings with identity providers, as a document would give them. */
export function settingsWith(
  providers: readonly object[],
  more: Partial<Pick<GatewaySettings, 'contactLists' | 'access' | 'tickets'>> & { enabled?: boolean } = {},
): GatewaySettings {
  const { enabled = true, ...rest } = more;
  return gatewaySettingsSchema.parse({
    ...defaultSettings,
    ...rest,
    portal: {
      ...defaultSettings.portal,
      enabled,
      signIn: { ...defaultSettings.portal.signIn, providers },
    },
  });
}

/** How somebody came back to a page. */
export interface Return {
  /** The address without its fragment. */
  page: string;
  code?: string;
  error?: string;
  hash?: string;
}

export function returned(response: Response): Return {
  const url = new URL(response.headers.get('location') ?? '');
  const fragment = new URLSearchParams(url.hash.slice(1));
  url.hash = '';
  const part = (name: string) => fragment.get(`portico-${name}`) ?? undefined;
  const [code, error, hash] = [part('code'), part('error'), part('hash')];
  return {
    page: url.href,
    ...(code === undefined ? {} : { code }),
    ...(error === undefined ? {} : { error }),
    ...(hash === undefined ? {} : { hash }),
  };
}

/** Asks a gateway, by its address, where to sign in; as a page of the origin would. */
export function startFlow(
  browser: Client,
  gateway: string,
  request: { provider: string; returnTo: string; language?: string },
  origin: string,
): Promise<Response> {
  return browser.fetch(`${gateway}/api/auth/sign-in`, {
    method: 'POST',
    headers: { origin },
    json: { method: 'redirect', ...request },
  });
}

export function exchange(
  browser: Client,
  gateway: string,
  code: string,
  origin: string,
  consent?: string,
): Promise<Response> {
  return browser.fetch(`${gateway}/api/auth/sign-in`, {
    method: 'POST',
    headers: { origin },
    json: { method: 'exchange', code, ...(consent !== undefined && { consent }) },
  });
}
