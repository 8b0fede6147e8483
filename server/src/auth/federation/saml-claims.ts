import { z } from 'zod';
import type { SamlSettings } from '../../settings/providers.ts';
import type { ExternalIdentity } from './provider.ts';
import { attributesOf, subjectOf } from './saml-checks.ts';
import { refuse } from './saml-xml.ts';

// What accounts are made with; nothing that could end an address in a mail's header.
const address = z.email().max(254);

/** The names under which providers send an address: as directories, as Microsoft, and as words. */
const emailNames = [
  'mail',
  'email',
  'emailAddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];

// Microsoft's `claims/name` is left out: it is the name somebody signs in by.
const nameNames = [
  'displayName',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'name',
  'cn',
  'urn:oid:2.5.4.3',
];

const givenNames = [
  'givenName',
  'firstName',
  'urn:oid:2.5.4.42',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
];

const familyNames = [
  'sn',
  'surname',
  'lastName',
  'urn:oid:2.5.4.4',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
];

/** Who a verified assertion is about. The owner's own provider vouches for the address. */
export function identityOf(assertion: Element, claims: SamlSettings['claims']): ExternalIdentity {
  const subject = subjectOf(assertion);
  const first = reader(attributesOf(assertion));
  const email =
    claims.email === undefined
      ? (first(emailNames) ?? (subject.isAddress ? subject.id : undefined))
      : first([claims.email]);
  if (email === undefined) return refuse('the assertion has no address');
  if (!address.safeParse(email).success) refuse('the address is none');
  const full = [first(givenNames), first(familyNames)].filter((part) => part !== undefined).join(' ');
  const name = claims.name === undefined ? (first(nameNames) ?? full) : first([claims.name]);
  const company = claims.company === undefined ? undefined : first([claims.company]);
  return {
    subject: subject.id,
    email: email.toLowerCase(),
    emailVerified: true,
    ...(name ? { name: name.slice(0, 200) } : {}),
    ...(company ? { company: company.slice(0, 200) } : {}),
  };
}

/** Reads the first value of the first attribute that is there; providers do not agree on capitals. */
function reader(attributes: Map<string, string[]>): (names: string[]) => string | undefined {
  const byName = new Map([...attributes].map(([name, values]) => [name.toLowerCase(), values]));
  return (names) => {
    for (const name of names) {
      const [value] = byName.get(name.toLowerCase()) ?? [];
      const text = value?.replace(/[\p{Cc}\s]+/gu, ' ').trim();
      if (text) return text;
    }
    return undefined;
  };
}
