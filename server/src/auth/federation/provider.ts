import type { ProviderSettings } from '../../settings/sign-in.ts';
import type { OneTime } from '../one-time.ts';

/** Who an identity provider says somebody is. Checked and complete: everything here was signed by the provider. */
export interface ExternalIdentity {
  /** The provider's own stable id of the person. */
  subject: string;
  email: string;
  /** Whether the address may be believed: it then leads to the account and contact of that address. */
  emailVerified: boolean;
  name?: string;
  /** Name of the company the person belongs to, where the owner has mapped one. */
  company?: string;
}

/** What is kept while the browser is away at the provider. */
export type FlowMemory = Record<string, string>;

/** One way through somebody else: a protocol with an owner's settings. */
export interface IdentityProvider {
  readonly settings: ProviderSettings;
  /** Where to send the browser. `state` comes back with it (in `state` or `RelayState`) and finds the memory again. */
  begin(flow: {
    state: string;
    callbackUrl: string;
    /** Where the person wanted to go; always an allowed address. */
    returnTo?: string;
    language?: string;
  }): Promise<{ url: string; memory: FlowMemory }>;
  /**
   * Checks what came back, all of it, and answers who it is. `memory` is absent where no flow was begun here: only
   * providers that say so accept that. Rejects with a `DeskError`: `unauthenticated` for whatever does not hold,
   * `unavailable` where the provider could not be asked. The reason goes to the log, never to the page.
   */
  complete(response: {
    params: URLSearchParams;
    url: string;
    callbackUrl: string;
    memory?: FlowMemory;
  }): Promise<ExternalIdentity>;
  /** Whether the provider may send people who did not begin here. */
  readonly unsolicited: boolean;
  /** For SAML: the description of this side, as XML. */
  metadata?(addresses: { callbackUrl: string; metadataUrl: string }): string;
}

/** What providers are made with. */
export interface ProviderTools {
  oneTime: OneTime;
  now: () => Date;
  /** The gateway's own address, without a slash at its end. */
  publicUrl: () => string;
  /** Refuses private addresses, redirects to them included, unless the gateway's configuration allows them. */
  fetch: typeof globalThis.fetch;
  /** The value of an environment variable that the settings name. */
  secretOf: (name: string) => string | undefined;
}
