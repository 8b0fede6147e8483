import { assertionNamespace, checkVersion, issuerOf, protocolNamespace } from './saml-structure.ts';
import { attributeOf, childElements, childrenOf, isNamed, onlyChild, refuse, textOf } from './saml-xml.ts';

/** What an answer must agree with. */
export interface Expected {
  /** The identity provider's entity id. */
  issuer: string;
  /** This side's entity id. */
  audience: string;
  callbackUrl: string;
  /** The request it answers, and when that was made. */
  requestId: string;
  requestedAt: Date;
  now: Date;
}

/** How far clocks may differ. */
export const skewSeconds = 60;
/** From the request to the answer: people look for their second factor. */
export const flowSeconds = 600;
/** How long a provider may let an assertion be good; its id is remembered for that long. */
export const maxLifeSeconds = 24 * 3600;

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

const subjectFormats = new Set([
  'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
]);

/** Checks what the response says around its assertion. */
export function checkResponse(response: Element, expected: Expected): void {
  checkVersion(response);
  if (issuerOf(response) !== expected.issuer) refuse('the response has another issuer');
  if (attributeOf(response, 'Destination') !== expected.callbackUrl)
    refuse('the response was for another address');
  if (attributeOf(response, 'InResponseTo') !== expected.requestId)
    refuse('the response answers another request');
  checkIssueInstant(response, expected);
  const status = onlyChild(onlyChild(response, protocolNamespace, 'Status'), protocolNamespace, 'StatusCode');
  if (attributeOf(status, 'Value') !== success) refuse('the provider signed nobody in');
}

/** Checks that an assertion holds here and now. It must have been verified. */
export function checkAssertion(assertion: Element, expected: Expected): void {
  checkVersion(assertion);
  if (issuerOf(assertion) !== expected.issuer) refuse('the assertion has another issuer');
  checkIssueInstant(assertion, expected);
  checkConditions(onlyChild(assertion, assertionNamespace, 'Conditions'), expected);
  const subject = onlyChild(assertion, assertionNamespace, 'Subject');
  const confirmations = childrenOf(subject, assertionNamespace, 'SubjectConfirmation');
  if (!confirmations.some((confirmation) => confirms(confirmation, expected)))
    refuse('no confirmation of the subject holds');
  const statements = childrenOf(assertion, assertionNamespace, 'AuthnStatement');
  if (statements.length === 0) refuse('the assertion tells of no sign-in');
  for (const statement of statements) {
    const end = timeOf(statement, 'SessionNotOnOrAfter');
    if (end !== undefined && isOver(end, expected.now)) refuse('the session at the provider is over');
  }
}

/** The provider's own id of the person, with its format. */
export function subjectOf(assertion: Element): { id: string; isAddress: boolean } {
  const name = onlyChild(onlyChild(assertion, assertionNamespace, 'Subject'), assertionNamespace, 'NameID');
  const format = attributeOf(name, 'Format') ?? '';
  // A transient name is another one each time, and what an unspecified one means nobody knows.
  if (!subjectFormats.has(format)) refuse('the name of the subject is neither persistent nor an address');
  const id = textOf(name);
  if (!/^[^\p{Cc}]{1,256}$/u.test(id)) refuse('the name of the subject is empty or too long');
  return { id, isAddress: format.endsWith(':emailAddress') };
}

/** The texts of each attribute, by its name; values that are no text are left out. */
export function attributesOf(assertion: Element): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const statement of childrenOf(assertion, assertionNamespace, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, assertionNamespace, 'Attribute')) {
      const name = attributeOf(attribute, 'Name');
      if (name === undefined) continue;
      const values = childrenOf(attribute, assertionNamespace, 'AttributeValue')
        .filter((value) => childElements(value).length === 0)
        .map(textOf)
        .filter((text) => text !== '');
      found.set(name, [...(found.get(name) ?? []), ...values]);
    }
  }
  return found;
}

function checkConditions(conditions: Element, expected: Expected): void {
  checkPeriod(conditions, expected, 'the assertion');
  const audiences = childrenOf(conditions, assertionNamespace, 'AudienceRestriction');
  if (audiences.length === 0) refuse('the assertion names no audience');
  for (const restriction of audiences) {
    const names = childrenOf(restriction, assertionNamespace, 'Audience').map(textOf);
    if (!names.includes(expected.audience)) refuse('the assertion is for another audience');
  }
  const known = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];
  const unknown = childElements(conditions).some(
    (child) => !known.some((name) => isNamed(child, assertionNamespace, name)),
  );
  // What is not understood must not be taken for fulfilled (SAML core 2.5.1.1).
  if (unknown) refuse('the assertion has a condition that is not known');
}

/** Whether whoever brings the answer may be taken for its subject: all of it must hold in one confirmation. */
function confirms(confirmation: Element, expected: Expected): boolean {
  if (attributeOf(confirmation, 'Method') !== bearer) return false;
  const [data, ...others] = childrenOf(confirmation, assertionNamespace, 'SubjectConfirmationData');
  if (!data || others.length > 0) return false;
  const notBefore = timeOf(data, 'NotBefore');
  const notOnOrAfter = timeOf(data, 'NotOnOrAfter');
  return (
    attributeOf(data, 'Recipient') === expected.callbackUrl &&
    attributeOf(data, 'InResponseTo') === expected.requestId &&
    notOnOrAfter !== undefined &&
    !isOver(notOnOrAfter, expected.now) &&
    notOnOrAfter - expected.now.getTime() <= maxLifeSeconds * 1000 &&
    (notBefore === undefined || !isAhead(notBefore, expected.now))
  );
}

function checkPeriod(element: Element, expected: Expected, what: string): void {
  const notBefore = timeOf(element, 'NotBefore');
  const notOnOrAfter = timeOf(element, 'NotOnOrAfter');
  if (notBefore !== undefined && isAhead(notBefore, expected.now)) refuse(`${what} is not valid yet`);
  if (notOnOrAfter !== undefined && isOver(notOnOrAfter, expected.now)) refuse(`${what} is valid no more`);
}

/** An answer cannot be older than what it answers. */
function checkIssueInstant(element: Element, { requestedAt, now }: Expected): void {
  const issued = timeOf(element, 'IssueInstant');
  if (issued === undefined) return refuse(`the ${element.localName} does not say when it was made`);
  if (isAhead(issued, now)) refuse(`the ${element.localName} is of the future`);
  if (issued < requestedAt.getTime() - skewSeconds * 1000)
    refuse(`the ${element.localName} is older than the request`);
}

/** Milliseconds since 1970; SAML's times are in UTC, and say so. */
function timeOf(element: Element, name: string): number | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? refuse('a time that is none') : time;
}

function isOver(time: number, now: Date): boolean {
  return now.getTime() >= time + skewSeconds * 1000;
}

function isAhead(time: number, now: Date): boolean {
  return now.getTime() < time - skewSeconds * 1000;
}
