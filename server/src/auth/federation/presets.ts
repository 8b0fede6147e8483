import { googleIssuer, microsoftOrganizations } from '../../settings/providers.ts';
import type { OidcSettings } from '../../settings/providers.ts';

/** What is different at providers whose ways are known. */

export type Claims = Readonly<Record<string, unknown>>;

/** Where discovery begins. */
export function issuerOf({ preset, issuer }: OidcSettings): string {
  if (issuer !== undefined) return issuer;
  if (preset === 'google') return googleIssuer;
  if (preset === 'microsoft') return microsoftOrganizations;
  throw new TypeError('a provider without an issuer');
}

const isTrue = (value: unknown): boolean =>
  value === true || value === 'true' || value === 1 || value === '1';

/** Whether the provider itself vouches that the address in its claim `email` belongs to the person. */
export function vouchesForEmail({ preset }: OidcSettings, claims: Claims): boolean {
  const verified = isTrue(claims['email_verified']);
  switch (preset) {
    case 'google': {
      // Google is the authority on its own addresses and those of its customers' domains. Of others it knows that
      // they once were somebody's: https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
      const email = typeof claims['email'] === 'string' ? claims['email'] : '';
      return verified && (/@(gmail|googlemail)\.com$/i.test(email) || typeof claims['hd'] === 'string');
    }
    case 'microsoft':
      // Administrators write what they like into `email`; this claim says that the domain is proven to be theirs.
      return isTrue(claims['xms_edov']);
    case 'okta':
    case 'keycloak':
    case undefined:
      return verified;
  }
}

/** The person's stable id at the provider, or undefined where it tells none. */
export function subjectOf({ preset }: OidcSettings, { sub, tid }: Claims): string | undefined {
  if (typeof sub !== 'string') return undefined;
  if (preset !== 'microsoft') return sub;
  // Many issuers behind one address, each with subjects of its own.
  return typeof tid === 'string' ? `${tid}:${sub}` : undefined;
}
