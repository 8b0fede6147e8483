import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { generate } from 'selfsigned';
import { SignedXml } from 'xml-crypto';

/** What a service provider's request says, read from the address it sends a browser to. */
export interface SamlRequest {
  id: string;
  /** Of the side that asks. */
  entityId: string;
  callbackUrl: string;
  destination: string;
  relayState: string;
}

/** What an answer says. Texts go into the XML as they are; undefined leaves the part out. Times are in ms. */
export interface Answer {
  responseId: string;
  version: string;
  destination: string | undefined;
  inResponseTo: string | undefined;
  responseIssuer: string | undefined;
  issuerFormat: string | undefined;
  responseIssued: number | undefined;
  status: string;
  assertionId: string;
  assertionIssuer: string | undefined;
  assertionIssued: number;
  nameId: string;
  nameFormat: string | undefined;
  /** All confirmations, as XML; absent: one that the parts below make. */
  confirmations: string | undefined;
  method: string;
  recipient: string | undefined;
  confirmationInResponseTo: string | undefined;
  confirmationEnd: number | undefined;
  /** All conditions, as XML; absent: those that the parts below make. */
  conditions: string | undefined;
  notBefore: number | undefined;
  notOnOrAfter: number | undefined;
  audience: string;
  sessionEnd: number | undefined;
  /** All that is told of the sign-in, as XML; absent: one statement. */
  signIn: string | undefined;
  /** Attribute values by name. */
  attributes: Record<string, string | string[]>;
}

export interface Signing {
  /** In place of the provider's own. */
  key?: string;
  /** For `KeyInfo`; absent: none. */
  keyInfo?: string;
  algorithm?: string;
  digest?: string;
  canonicalization?: string;
  /** Prefixes that the canonical form keeps. */
  inclusive?: string[];
  hmac?: boolean;
}

export interface SamlIdp {
  readonly issuer: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** The answer to a request, about `mallory@stranger.example` unless told otherwise. */
  answer(request: SamlRequest, changes?: Partial<Answer>): Answer;
  /** XML of an answer, its assertion and itself signed unless told otherwise. */
  write(answer: Answer, how?: { response?: Signing | false; assertion?: Signing | false }): string;
  /** Signs the element of an id in a document. */
  sign(xml: string, id: string, how?: Signing): string;
}

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const addressFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

export const newId = (): string => `_${randomBytes(16).toString('hex')}`;

/** A scripted identity provider: it says and signs whatever a test wants. */
export async function createSamlIdp(issuer: string): Promise<SamlIdp> {
  const { private: key, cert: certificate } = await generate([{ name: 'commonName', value: 'idp.test' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });

  const sign: SamlIdp['sign'] = (xml, id, how = {}) => {
    const signed = new SignedXml({
      privateKey: how.key ?? key,
      canonicalizationAlgorithm: how.canonicalization ?? exclusive,
      signatureAlgorithm: how.algorithm ?? rsaSha256,
      ...(how.keyInfo === undefined ? {} : { publicCert: how.keyInfo }),
    });
    if (how.hmac) signed.enableHMAC();
    const element = `//*[@ID='${id}']`;
    signed.addReference({
      xpath: element,
      transforms: [enveloped, how.canonicalization ?? exclusive],
      digestAlgorithm: how.digest ?? sha256,
      ...(how.inclusive ? { inclusiveNamespacesPrefixList: how.inclusive } : {}),
    });
    signed.computeSignature(xml, {
      prefix: 'ds',
      location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
    });
    return signed.getSignedXml();
  };

  return {
    issuer,
    certificate,
    key,
    sign,
    answer: (request, changes) => ({ ...defaults(issuer, request), ...changes }),
    write(answer, { response = {}, assertion = {} } = {}) {
      let xml = responseXml(answer, assertionXml(answer));
      if (assertion) xml = sign(xml, answer.assertionId, assertion);
      if (response) xml = sign(xml, answer.responseId, response);
      return xml;
    },
  };
}

/** Reads the request out of the address it travels in. */
export function readSamlRequest(address: string): SamlRequest {
  const url = new URL(address);
  const packed = url.searchParams.get('SAMLRequest') ?? '';
  const document = new DOMParser().parseFromString(
    inflateRawSync(Buffer.from(packed, 'base64')).toString(),
    'text/xml',
  );
  const root = document.documentElement;
  const of = (name: string): string => root.getAttribute(name) ?? '';
  return {
    id: of('ID'),
    entityId:
      root.getElementsByTagNameNS('urn:oasis:names:tc:SAML:2.0:assertion', 'Issuer')[0]?.textContent ?? '',
    callbackUrl: of('AssertionConsumerServiceURL'),
    destination: of('Destination'),
    relayState: url.searchParams.get('RelayState') ?? '',
  };
}

export const toBase64 = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64');

function defaults(issuer: string, request: SamlRequest): Answer {
  const now = Date.now();
  return {
    responseId: newId(),
    version: '2.0',
    destination: request.callbackUrl,
    inResponseTo: request.id,
    responseIssuer: issuer,
    issuerFormat: undefined,
    responseIssued: now,
    status: '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>',
    assertionId: newId(),
    assertionIssuer: issuer,
    assertionIssued: now,
    nameId: 'mallory-1',
    nameFormat: persistent,
    confirmations: undefined,
    method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
    recipient: request.callbackUrl,
    confirmationInResponseTo: request.id,
    confirmationEnd: now + 300_000,
    conditions: undefined,
    notBefore: now - 30_000,
    notOnOrAfter: now + 300_000,
    audience: request.entityId,
    sessionEnd: undefined,
    signIn: undefined,
    attributes: { mail: 'mallory@stranger.example', displayName: 'Mallory Quill' },
  };
}

const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${value}"`;

const time = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();

const issuerXml = (issuer: string | undefined, format?: string): string =>
  issuer === undefined ? '' : `<saml:Issuer${attribute('Format', format)}>${issuer}</saml:Issuer>`;

/** The response around an assertion, unsigned. */
export function responseXml(answer: Answer, assertion: string): string {
  return [
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"',
    attribute('ID', answer.responseId),
    attribute('Version', answer.version),
    attribute('IssueInstant', time(answer.responseIssued)),
    attribute('Destination', answer.destination),
    attribute('InResponseTo', answer.inResponseTo),
    `>${issuerXml(answer.responseIssuer, answer.issuerFormat)}<samlp:Status>${answer.status}</samlp:Status>${assertion}</samlp:Response>`,
  ].join('');
}

/** The assertion, unsigned. */
export function assertionXml(answer: Answer): string {
  const attributes = Object.entries(answer.attributes).map(([name, values]) => {
    const inside = [values].flat().map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`);
    return `<saml:Attribute Name="${name}">${inside.join('')}</saml:Attribute>`;
  });
  return [
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"',
    attribute('ID', answer.assertionId),
    attribute('Version', answer.version),
    attribute('IssueInstant', time(answer.assertionIssued)),
    `>${issuerXml(answer.assertionIssuer)}`,
    `<saml:Subject><saml:NameID${attribute('Format', answer.nameFormat)}>${answer.nameId}</saml:NameID>`,
    answer.confirmations ?? confirmationXml(answer),
    '</saml:Subject>',
    answer.conditions ?? conditionsXml(answer),
    answer.signIn ?? signInXml(answer),
    attributes.length > 0 ? `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>` : '',
    '</saml:Assertion>',
  ].join('');
}

function signInXml(answer: Answer): string {
  return [
    `<saml:AuthnStatement${attribute('AuthnInstant', time(answer.assertionIssued))}`,
    `${attribute('SessionNotOnOrAfter', time(answer.sessionEnd))}><saml:AuthnContext>`,
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>',
    '</saml:AuthnContext></saml:AuthnStatement>',
  ].join('');
}

export function confirmationXml(answer: Answer): string {
  return [
    `<saml:SubjectConfirmation Method="${answer.method}"><saml:SubjectConfirmationData`,
    attribute('NotOnOrAfter', time(answer.confirmationEnd)),
    attribute('Recipient', answer.recipient),
    attribute('InResponseTo', answer.confirmationInResponseTo),
    '/></saml:SubjectConfirmation>',
  ].join('');
}

export function conditionsXml(answer: Answer, more = ''): string {
  return [
    `<saml:Conditions${attribute('NotBefore', time(answer.notBefore))}`,
    `${attribute('NotOnOrAfter', time(answer.notOnOrAfter))}>`,
    `<saml:AudienceRestriction><saml:Audience>${answer.audience}</saml:Audience></saml:AudienceRestriction>`,
    `${more}</saml:Conditions>`,
  ].join('');
}
