import type { Answer, SamlIdp, SamlRequest } from './saml-idp.ts';
import { assertionXml, newId, responseXml } from './saml-idp.ts';
import type { Vector } from './saml-stage.ts';
import { documentVector, replaced } from './saml-stage.ts';

const victim = { mail: 'owner@portico.example', displayName: 'Somebody Else' };
const signaturePattern = /<ds:Signature .*?<\/ds:Signature>/s;

/** A good answer taken apart, and an assertion about somebody else to put beside it. */
function pieces(idp: SamlIdp, request: SamlRequest) {
  const answer = idp.answer(request);
  const good = idp.write(answer);
  const evil = assertionXml({ ...answer, assertionId: newId(), nameId: 'owner-1', attributes: victim });
  const assertion = /<saml:Assertion .*<\/saml:Assertion>/s.exec(good)?.[0] ?? '';
  const assertionSignature = signaturePattern.exec(assertion)?.[0] ?? '';
  const bareAssertion = assertion.replace(assertionSignature, '');
  // Of the response itself: the first in the document, for it stands before the assertion.
  const responseSignature = signaturePattern.exec(good)?.[0] ?? '';
  const bareResponse = good.replace(responseSignature, '');
  return {
    answer,
    good,
    evil,
    assertion,
    assertionSignature,
    bareAssertion,
    responseSignature,
    bareResponse,
  };
}

type Pieces = ReturnType<typeof pieces>;

/** Puts something into an element, behind its issuer. */
const behindIssuer = (xml: string, what: string): string =>
  replaced(xml, '</saml:Issuer>', `</saml:Issuer>${what}`);
const intoSignature = (signature: string, what: string): string =>
  replaced(signature, '</ds:Signature>', `${what}</ds:Signature>`);
const evilResponse = ({ answer, evil }: Pieces): string =>
  responseXml({ ...answer, responseId: newId() }, evil);

/** Signature wrapping, as numbered by Somorovsky and others (2012). */
const wrappings: [string, RegExp, (parts: Pieces) => string][] = [
  [
    'XSW 1: the signed response inside the signature of another',
    /a Response in a Response/,
    (parts) => behindIssuer(evilResponse(parts), intoSignature(parts.responseSignature, parts.bareResponse)),
  ],
  [
    'XSW 2: the signed response beside its signature, in another',
    /a Response in a Response/,
    (parts) => behindIssuer(evilResponse(parts), parts.bareResponse + parts.responseSignature),
  ],
  [
    'XSW 3: another assertion before the signed one',
    /not exactly one Assertion/,
    ({ good, evil }) => replaced(good, '<saml:Assertion ', `${evil}<saml:Assertion `),
  ],
  [
    'XSW 4: the signed assertion inside another',
    /not exactly one Assertion/,
    ({ good, evil, assertion }) =>
      replaced(good, assertion, replaced(evil, '</saml:Assertion>', `${assertion}</saml:Assertion>`)),
  ],
  [
    'XSW 5: another assertion with the signature, the signed one behind it',
    /not exactly one Assertion/,
    ({ good, evil, assertion, assertionSignature, bareAssertion }) =>
      replaced(good, assertion, behindIssuer(evil, assertionSignature) + bareAssertion),
  ],
  [
    'XSW 6: the signed assertion inside the signature of another',
    /not exactly one Assertion/,
    ({ good, evil, assertion, assertionSignature, bareAssertion }) =>
      replaced(good, assertion, behindIssuer(evil, intoSignature(assertionSignature, bareAssertion))),
  ],
  [
    'XSW 7: another assertion in the extensions',
    /not exactly one Assertion/,
    ({ good, evil }) =>
      replaced(good, '<samlp:Status>', `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`),
  ],
  [
    'XSW 8: the signed assertion as an object of the signature of another',
    /not exactly one Assertion/,
    ({ good, evil, assertion, assertionSignature, bareAssertion }) =>
      replaced(
        good,
        assertion,
        behindIssuer(evil, intoSignature(assertionSignature, `<ds:Object>${bareAssertion}</ds:Object>`)),
      ),
  ],
  [
    'another assertion as an object of the response’s own signature, which no signature covers',
    /not exactly one Assertion/,
    ({ good, evil, responseSignature }) =>
      replaced(good, responseSignature, intoSignature(responseSignature, `<ds:Object>${evil}</ds:Object>`)),
  ],
  [
    'another assertion under the same id',
    /two elements have one id/,
    ({ good, answer, assertion }) =>
      replaced(good, assertion, assertionXml({ ...answer, attributes: victim }) + assertion),
  ],
  [
    'another element under the id of the assertion',
    /two elements have one id/,
    ({ good, answer }) =>
      replaced(
        good,
        '<samlp:Status>',
        `<samlp:Extensions><a Id="${answer.assertionId}"/></samlp:Extensions><samlp:Status>`,
      ),
  ],
  [
    'the assertion in the extensions instead',
    /not in its place/,
    ({ good, assertion }) =>
      replaced(
        replaced(good, assertion, ''),
        '<samlp:Status>',
        `<samlp:Extensions>${assertion}</samlp:Extensions><samlp:Status>`,
      ),
  ],
  [
    'an assertion of another namespace',
    /not in its place/,
    ({ good }) =>
      replaced(
        good,
        '<saml:Assertion xmlns:saml="',
        '<saml:Assertion xmlns:saml="urn:x-other" xmlns:other="',
      ),
  ],
];

/** Signatures that say something else than they should; what they sign is left alone. */
const shapes: [string, RegExp, (xml: string, parts: Pieces) => string][] = [
  [
    'an empty signature value',
    /the signature is empty/,
    (xml) => replaced(xml, /<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'),
  ],
  [
    'a signature value of one bit changed',
    /do not hold/,
    (xml) =>
      xml.replace(
        /(<ds:SignatureValue>)(.)/,
        (_, tag: string, letter: string) => tag + (letter === 'A' ? 'B' : 'A'),
      ),
  ],
  [
    'another digest',
    /do not hold/,
    (xml) => replaced(xml, /<ds:DigestValue>[^<]*/, `<ds:DigestValue>${'A'.repeat(43)}=`),
  ],
  [
    'an XSLT transform',
    /transform that is not allowed/,
    (xml) =>
      replaced(
        xml,
        /<ds:Transform Algorithm="[^"]*enveloped-signature"\/>/,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><xsl:value-of select="document(\'TRAP\')"/></xsl:template></xsl:stylesheet></ds:Transform>',
      ),
  ],
  [
    'an XPath transform that leaves the address out',
    /transform that is not allowed/,
    (xml) =>
      replaced(
        xml,
        /<ds:Transform Algorithm="[^"]*enveloped-signature"\/>/,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::saml:AttributeStatement)</ds:XPath></ds:Transform>',
      ),
  ],
  [
    'a third transform',
    /unexpected content in Transforms/,
    (xml) =>
      replaced(
        xml,
        '</ds:Transforms>',
        '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/></ds:Transforms>',
      ),
  ],
  [
    'a reference to nothing',
    /not of the element it stands in/,
    (xml) => replaced(xml, /<ds:Reference URI="[^"]*"/, '<ds:Reference URI="#nothing"'),
  ],
  [
    'a reference to the whole document',
    /not of the element it stands in/,
    (xml) => replaced(xml, /<ds:Reference URI="[^"]*"/, '<ds:Reference URI=""'),
  ],
  [
    'a reference to an address outside',
    /not of the element it stands in/,
    (xml) => replaced(xml, /<ds:Reference URI="[^"]*"/, '<ds:Reference URI="TRAP"'),
  ],
  [
    'a reference by XPointer',
    /not of the element it stands in/,
    (xml, { answer }) =>
      replaced(xml, /<ds:Reference URI="[^"]*"/, `<ds:Reference URI="#xpointer(id('${answer.responseId}'))"`),
  ],
  [
    'two references',
    /unexpected content in SignedInfo/,
    (xml) => {
      const reference = /<ds:Reference .*?<\/ds:Reference>/s.exec(xml)?.[0] ?? '';
      return replaced(xml, reference, reference + reference);
    },
  ],
  [
    'two SignedInfo',
    /unexpected content in Signature/,
    (xml) => {
      const info = /<ds:SignedInfo>.*?<\/ds:SignedInfo>/s.exec(xml)?.[0] ?? '';
      return replaced(xml, info, info + info);
    },
  ],
  [
    'HMAC that is cut to one byte',
    /algorithm that is not allowed/,
    (xml) =>
      replaced(
        xml,
        /<ds:SignatureMethod [^>]*\/>/,
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
  ],
  [
    'parameters of an algorithm that has none',
    /method has parameters/,
    (xml) =>
      replaced(
        xml,
        /(?<=<ds:SignatureMethod [^>]*)\/>/,
        '><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
  ],
  [
    'the assertion’s signature twice',
    /several signatures/,
    (xml, { assertionSignature }) =>
      replaced(xml, assertionSignature, assertionSignature + assertionSignature),
  ],
  [
    'a third signature deeper down',
    /further signatures/,
    (xml, { assertionSignature }) =>
      replaced(
        xml,
        '<samlp:Status>',
        `<samlp:Extensions>${assertionSignature}</samlp:Extensions><samlp:Status>`,
      ),
  ],
  [
    'the assertion’s signature at the response too, and none of its own',
    /not of the element it stands in/,
    (xml, { responseSignature, assertionSignature }) => replaced(xml, responseSignature, assertionSignature),
  ],
  ['a subject changed after signing', /do not hold/, (xml) => replaced(xml, '>mallory-1<', '>owner-1<')],
  [
    'an address changed after signing',
    /do not hold/,
    (xml) => replaced(xml, 'mallory@stranger.example', 'owner@portico.example'),
  ],
  [
    'an attribute added after signing',
    /do not hold/,
    (xml) =>
      replaced(
        xml,
        '</saml:AttributeStatement>',
        '<saml:Attribute Name="email"><saml:AttributeValue>owner@portico.example</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
      ),
  ],
];

const unsigned = (name: string, why: RegExp, how: Parameters<SamlIdp['write']>[1]): Vector =>
  documentVector(name, why, (idp, request) => idp.write(idp.answer(request), how));

const sha1 = 'http://www.w3.org/2000/09/xmldsig#';

export const signatureVectors: Vector[] = [
  unsigned('nothing signed', /Response is not signed/, { response: false, assertion: false }),
  unsigned('only the response signed', /Assertion is not signed/, { assertion: false }),
  unsigned('only the assertion signed', /Response is not signed/, { response: false }),
  documentVector('signed by a stranger’s key', /do not hold/, (_, request, { stranger }) =>
    stranger.write(stranger.answer(request)),
  ),
  documentVector(
    'a stranger’s key, with its certificate inside',
    /do not hold/,
    (_, request, { stranger }) => {
      const how = { keyInfo: stranger.certificate };
      return stranger.write(stranger.answer(request), { response: how, assertion: how });
    },
  ),
  documentVector(
    'a stranger’s key, with the right certificate inside',
    /do not hold/,
    (idp, request, { stranger }) => {
      const how = { keyInfo: idp.certificate };
      return stranger.write(stranger.answer(request), { response: how, assertion: how });
    },
  ),
  documentVector(
    'a good assertion in a response that a stranger signed',
    /do not hold/,
    (idp, request, { stranger }) => idp.write(idp.answer(request), { response: { key: stranger.key } }),
  ),
  documentVector(
    'a stranger’s assertion in a response that is signed',
    /do not hold/,
    (idp, request, { stranger }) => idp.write(idp.answer(request), { assertion: { key: stranger.key } }),
  ),
  unsigned('SHA-1 in the response’s signature', /algorithm that is not allowed/, {
    response: { algorithm: `${sha1}rsa-sha1` },
  }),
  unsigned('SHA-1 in the assertion’s signature', /algorithm that is not allowed/, {
    assertion: { algorithm: `${sha1}rsa-sha1` },
  }),
  unsigned('a SHA-1 digest of the response', /digest that is not allowed/, {
    response: { digest: `${sha1}sha1` },
  }),
  unsigned('a SHA-1 digest of the assertion', /digest that is not allowed/, {
    assertion: { digest: `${sha1}sha1` },
  }),
  documentVector(
    'HMAC with the public certificate as its key',
    /algorithm that is not allowed/,
    (idp, request) => {
      const how = { hmac: true, key: idp.certificate, algorithm: `${sha1}hmac-sha1` };
      return idp.write(idp.answer(request), { response: how, assertion: how });
    },
  ),
  unsigned('a canonical form that keeps comments', /another canonicalization/, {
    response: { canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' },
  }),
  unsigned('the older canonical form', /another canonicalization/, {
    assertion: { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
  }),
  documentVector('an encrypted assertion', /is encrypted/, (idp, request) =>
    idp.sign(
      responseXml(
        { ...idp.answer(request), responseId: '_r' } satisfies Answer,
        '<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedAssertion>',
      ),
      '_r',
    ),
  ),
  ...wrappings.map(([name, why, write]) =>
    documentVector(name, why, (idp, request) => write(pieces(idp, request))),
  ),
  ...shapes.map(([name, why, write]) =>
    documentVector(name, why, (idp, request, { trap }) => {
      const parts = pieces(idp, request);
      return write(parts.good, parts).replaceAll('TRAP', trap);
    }),
  ),
];
