import { randomBytes } from 'node:crypto';
import type { CacheProvider } from '@node-saml/node-saml';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { ConfigError } from '../../config.ts';
import { readCertificate } from '../../settings/certificates.ts';
import type { SamlSettings } from '../../settings/providers.ts';
import type { OneTime } from '../one-time.ts';
import type { IdentityProvider, ProviderTools } from './provider.ts';
import type { Expected } from './saml-checks.ts';
import { checkAssertion, checkResponse, flowSeconds, maxLifeSeconds, skewSeconds } from './saml-checks.ts';
import { identityOf } from './saml-claims.ts';
import { samlMetadata } from './saml-metadata.ts';
import { openAssertion, openResponse } from './saml-structure.ts';
import { attributeOf, decodeXml, refuse } from './saml-xml.ts';

/**
 * SAML 2.0, Web Browser SSO: the request goes by redirect, the answer comes by POST. The library verifies signatures;
 * the shape of what it is given, and all that the signed words say, is checked here.
 * Throws a `ConfigError` for certificates that cannot be used.
 */
export function createSamlProvider(settings: SamlSettings, tools: ProviderTools): IdentityProvider {
  const certificates = settings.certificates.map(pemOf);
  const requests = `saml-request:${settings.id}`;
  const assertions = `saml-assertion:${settings.id}`;

  const library = (callbackUrl: string, requestId: string, cacheProvider: CacheProvider): SAML =>
    new SAML({
      callbackUrl,
      issuer: entityIdOf(callbackUrl),
      audience: entityIdOf(callbackUrl),
      idpIssuer: settings.issuer,
      idpCert: certificates,
      entryPoint: settings.entryPoint,
      wantAuthnResponseSigned: true,
      wantAssertionsSigned: true,
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: flowSeconds * 1000,
      // Our own checks are by the gateway's clock, and exact; these are a second fence behind them.
      acceptedClockSkewMs: 2 * skewSeconds * 1000,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      // The provider's owner decides on both: asking for a kind that it does not offer ends in its error page.
      identifierFormat: null,
      disableRequestedAuthnContext: true,
      generateUniqueId: () => requestId,
      cacheProvider,
    });

  return {
    settings,
    unsolicited: false,

    async begin({ state, callbackUrl }) {
      const requestId = `_${randomBytes(20).toString('hex')}`;
      const saml = library(callbackUrl, requestId, requestStore(tools.oneTime, requests));
      const url = await saml.getAuthorizeUrlAsync(state, undefined, {});
      return { url, memory: { requestId, requestedAt: tools.now().toISOString() } };
    },

    async complete({ params, url, callbackUrl, memory }) {
      const { requestId, requestedAt } = memory ?? {};
      if (requestId === undefined || requestedAt === undefined) return refuse('nobody has asked for this');
      const [packed, ...others] = params.getAll('SAMLResponse');
      if (packed === undefined || others.length > 0) return refuse('not exactly one SAMLResponse');
      // By the redirect binding it would be signed otherwise, and stand in histories and logs.
      if (new URL(url).searchParams.has('SAMLResponse')) refuse('the answer came in an address');

      const expected: Expected = {
        issuer: settings.issuer,
        audience: entityIdOf(callbackUrl),
        callbackUrl,
        requestId,
        requestedAt: new Date(requestedAt),
        now: tools.now(),
      };
      const xml = decodeXml(packed);
      const { response, assertion } = openResponse(xml);
      // Before anything is verified, for the reason that the log gives; what was verified is checked again.
      checkResponse(response, expected);
      checkAssertion(assertion, expected);
      const saml = library(callbackUrl, requestId, requestStore(tools.oneTime, requests));
      const verified = openAssertion(await verify(saml, xml));
      const id = attributeOf(verified, 'ID');
      if (id === undefined || id !== attributeOf(assertion, 'ID'))
        return refuse('another assertion is signed');
      checkAssertion(verified, expected);
      const identity = identityOf(verified, settings.claims);
      // Last, so that nobody but the provider can put ids there.
      if (!(await tools.oneTime.first(assertions, id, maxLifeSeconds + 2 * skewSeconds)))
        refuse('the assertion has been used before');
      return identity;
    },

    metadata: ({ callbackUrl }) => samlMetadata({ entityId: entityIdOf(callbackUrl), callbackUrl }),
  };
}

/** This side's name is the address of its description, beside the one that answers come to. */
function entityIdOf(callbackUrl: string): string {
  return new URL('metadata', callbackUrl).href;
}

/** The assertion, as it was signed. The library parses the text anew, so it is given the very same. */
async function verify(saml: SAML, xml: string): Promise<string> {
  const SAMLResponse = Buffer.from(xml, 'utf8').toString('base64');
  let assertion: string | undefined;
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
    assertion = profile?.getAssertionXml?.();
  } catch (error) {
    refuse('the signatures, or what they cover, do not hold', error);
  }
  return assertion ?? refuse('nothing was signed');
}

/**
 * The library's memory of its requests, kept where all gateways see it. It reads a request more than once while it
 * checks an answer; the first reading takes it away, so that no second answer finds it. One for each answer.
 */
function requestStore(oneTime: OneTime, purpose: string): CacheProvider {
  const taken = new Map<string, string>();
  return {
    async saveAsync(token, value) {
      await oneTime.issue(purpose, { token, data: { value }, seconds: flowSeconds });
      return { value, createdAt: Date.parse(value) };
    },
    async getAsync(token) {
      const kept = taken.get(token) ?? (await oneTime.take<{ value: string }>(purpose, token))?.value;
      if (kept !== undefined) taken.set(token, kept);
      return kept ?? null;
    },
    removeAsync(token) {
      const kept = token === null ? undefined : taken.get(token);
      if (token !== null) taken.delete(token);
      return Promise.resolve(kept ?? null);
    },
  };
}

function pemOf(text: string): string {
  const read = readCertificate(text);
  if ('problem' in read) throw new ConfigError(`a certificate of the SAML provider ${read.problem}`);
  return read.pem;
}
