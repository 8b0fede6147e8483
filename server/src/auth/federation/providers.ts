import type { ProviderSettings } from '../../settings/providers.ts';
import { secretProblem } from '../../settings/providers.ts';
import type { Log } from '../../log.ts';
import { createJwtProvider } from './jwt.ts';
import { createOidcProvider } from './oidc.ts';
import type { IdentityProvider, ProviderTools } from './provider.ts';
import { createSamlProvider } from './saml.ts';

/** The providers of the owner's settings as they are now. */
export interface Providers {
  /** Undefined for one that is unknown or off, or that cannot work: its secret is missing, its key is none. */
  find(id: string): IdentityProvider | undefined;
}

export function createProviders(
  settings: () => readonly ProviderSettings[],
  tools: ProviderTools,
  log: Log,
): Providers {
  const made = new Map<string, { from: string; provider: IdentityProvider | undefined }>();
  return {
    find(id) {
      const own = settings().find((provider) => provider.id === id);
      if (!own?.enabled || secretProblem(own, tools.secretOf) !== undefined) return undefined;
      // Kept, with what it has read at its provider, for as long as its settings are the same.
      const from = JSON.stringify(own);
      const known = made.get(id);
      if (known?.from === from) return known.provider;
      let provider: IdentityProvider | undefined;
      try {
        provider = create(own, tools);
      } catch (err) {
        log.error({ err, provider: id }, 'an identity provider cannot be used with these settings');
      }
      made.set(id, { from, provider });
      return provider;
    },
  };
}

function create(settings: ProviderSettings, tools: ProviderTools): IdentityProvider {
  switch (settings.kind) {
    case 'oidc':
      return createOidcProvider(settings, tools);
    case 'saml':
      return createSamlProvider(settings, tools);
    case 'jwt':
      return createJwtProvider(settings, tools);
  }
}
