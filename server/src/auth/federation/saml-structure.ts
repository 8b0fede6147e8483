import {
  attributeOf,
  childElements,
  elementsOf,
  isNamed,
  onlyChild,
  parseXml,
  refuse,
  textOf,
} from './saml-xml.ts';

/**
 * The shape an answer must have before anybody looks at its signatures: one assertion in one response, each signed as a
 * whole by a signature of its own that names it. In this shape there is no second place for whatever a reader could
 * take for the signed element.
 */

export const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

const signatureMethods = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]);
const digestMethods = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);

/** The response and its assertion, not yet verified: both must be, before anything in them is believed. */
export function openResponse(xml: string): { response: Element; assertion: Element } {
  const document = parseXml(xml);
  const elements = elementsOf(document);
  // By local name alone: the library that verifies looks for them so.
  const named = (name: string): Element[] => elements.filter(({ localName }) => localName === name);

  const response = document.documentElement;
  if (!isNamed(response, protocolNamespace, 'Response')) refuse('the answer is no Response');
  if (named('Response').length > 1) refuse('a Response in a Response');
  if (named('EncryptedAssertion').length > 0) refuse('the assertion is encrypted');
  const [assertion, ...others] = named('Assertion');
  if (!assertion || others.length > 0) return refuse('not exactly one Assertion');
  if (!isNamed(assertion, assertionNamespace, 'Assertion') || assertion.parentNode !== response)
    refuse('the Assertion is not in its place');

  const signatures = named('Signature').filter(({ namespaceURI }) => namespaceURI === signatureNamespace);
  for (const owner of [response, assertion]) {
    const name = owner.localName;
    const [signature, ...more] = signatures.filter(({ parentNode }) => parentNode === owner);
    if (!signature) return refuse(`the ${name} is not signed`);
    if (more.length > 0) refuse(`the ${name} has several signatures`);
    checkSignatureShape(signature, owner);
  }
  if (signatures.length > 2) refuse('there are further signatures');
  return { response, assertion };
}

/** An assertion as it was verified. */
export function openAssertion(xml: string): Element {
  const document = parseXml(xml);
  const assertion = document.documentElement;
  if (!isNamed(assertion, assertionNamespace, 'Assertion')) refuse('what was verified is no Assertion');
  return assertion;
}

function checkSignatureShape(signature: Element, owner: Element): void {
  const [info, value] = expectChildren(signature, ['SignedInfo', 'SignatureValue'], ['KeyInfo']);
  if (textOf(value) === '') refuse('the signature is empty');
  const [canonicalization, method, reference] = expectChildren(info, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  ]);
  if (!isAlgorithm(canonicalization, exclusive))
    refuse('the signature uses another canonicalization than the exclusive one');
  if (!signatureMethods.has(attributeOf(method, 'Algorithm') ?? ''))
    refuse('the signature uses an algorithm that is not allowed');
  // A shortened HMAC would be asked for here.
  if (childElements(method).length > 0) refuse('the signature method has parameters');

  const id = attributeOf(owner, 'ID');
  if (id === undefined || !/^[\w.-]{1,200}$/.test(id)) refuse('a signed element has no usable ID');
  if (attributeOf(reference, 'URI') !== `#${id}`) refuse('the signature is not of the element it stands in');
  const [transforms, digest] = expectChildren(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  checkTransforms(transforms);
  if (!digestMethods.has(attributeOf(digest, 'Algorithm') ?? ''))
    refuse('the signature uses a digest that is not allowed');
}

/** Without the signature itself, in canonical form: any other transform could leave out what we read. */
function checkTransforms(transforms: Element): void {
  const [enveloped, canonical] = expectChildren(transforms, ['Transform', 'Transform']);
  if (
    !isAlgorithm(enveloped, `${signatureNamespace}enveloped-signature`) ||
    !isAlgorithm(canonical, exclusive)
  )
    refuse('the signature uses a transform that is not allowed');
}

/** Whether an element names that algorithm, with nothing more to it than prefixes to keep. */
function isAlgorithm(element: Element, algorithm: string): boolean {
  return (
    attributeOf(element, 'Algorithm') === algorithm &&
    childElements(element).every((child) => isNamed(child, algorithm, 'InclusiveNamespaces'))
  );
}

/** The children of a part of a signature: these, in this order, then perhaps the optional ones. */
function expectChildren<const Names extends readonly string[]>(
  parent: Element,
  names: Names,
  optional: string[] = [],
): { [Index in keyof Names]: Element } {
  const children = childElements(parent);
  const expected = [...names, ...optional].slice(0, Math.max(children.length, names.length));
  if (
    children.length !== expected.length ||
    children.some((child, index) => !isNamed(child, signatureNamespace, expected[index] ?? ''))
  )
    refuse(`unexpected content in ${parent.localName}`);
  return children as unknown as { [Index in keyof Names]: Element };
}

/** Whether an element states the version everything here is written for. */
export function checkVersion(element: Element): void {
  if (attributeOf(element, 'Version') !== '2.0') refuse('another version than 2.0');
}

/** The one `Issuer`, in the format of an entity. */
export function issuerOf(element: Element): string {
  const issuer = onlyChild(element, assertionNamespace, 'Issuer');
  const format = attributeOf(issuer, 'Format');
  if (format !== undefined && format !== 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity')
    refuse('the issuer is no entity');
  return textOf(issuer);
}
