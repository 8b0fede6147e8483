import { deflateRawSync } from 'node:zlib';
import { toBase64 } from './saml-idp.ts';
import type { Vector } from './saml-stage.ts';
import { documentVector, formVector, replaced } from './saml-stage.ts';

const xmlns =
  'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
const success =
  '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const base64 = (bytes: Buffer): string => bytes.toString('base64');
/** UTF-7 as browsers of old understood it. */
const utf7 = (text: string): string => text.replaceAll('<', '+ADw-').replaceAll('>', '+AD4-');

const laughs = Array.from(
  { length: 10 },
  (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`,
).join('');

/** Something before a good answer, or around its root. */
const before = (name: string, why: RegExp, prefix: string): Vector =>
  documentVector(
    name,
    why,
    (idp, request, { trap }) => prefix.replaceAll('TRAP', trap) + idp.write(idp.answer(request)),
  );

/** Another message of the protocol, signed by the right provider. */
const message = (kind: string, inside = success): Vector =>
  documentVector(`a ${kind}`, /is no Response/, (idp, request) =>
    idp.sign(
      `<samlp:${kind} ${xmlns} ID="_m" Version="2.0" InResponseTo="${request.id}" Destination="${request.callbackUrl}" IssueInstant="${new Date().toISOString()}"><saml:Issuer>${idp.issuer}</saml:Issuer>${inside}</samlp:${kind}>`,
      '_m',
    ),
  );

export const formVectors: Vector[] = [
  message('LogoutResponse'),
  message('LogoutRequest', '<saml:NameID>owner-1</saml:NameID>'),
  message('ArtifactResponse'),
  message('AuthnRequest', ''),
  documentVector('a response without an assertion', /not exactly one Assertion/, (idp, request) => {
    const xml = idp.write(idp.answer(request), { response: false });
    return idp.sign(
      replaced(xml, /<saml:Assertion .*<\/saml:Assertion>/s, ''),
      /ID="([^"]*)"/.exec(xml)![1]!,
    );
  }),
  documentVector('a response of SAML 1.1', /is no Response/, (idp, request) =>
    idp.write(idp.answer(request)).replaceAll('SAML:2.0:protocol', 'SAML:1.1:protocol'),
  ),
  before('a document type', /document type/, '<!DOCTYPE samlp:Response>'),
  before('a billion laughs', /document type/, `<!DOCTYPE r [<!ENTITY lol0 "lol">${laughs}]>`),
  before('an external entity', /document type/, '<!DOCTYPE r [<!ENTITY x SYSTEM "TRAP/entity">]>'),
  before(
    'an external parameter entity',
    /document type/,
    '<!DOCTYPE r [<!ENTITY % x SYSTEM "TRAP/dtd"> %x;]>',
  ),
  before('an external document type', /document type/, '<!DOCTYPE r SYSTEM "TRAP/dtd">'),
  before('a document type in small letters', /document type/, '<!doctype r SYSTEM "TRAP/dtd">'),
  before(
    'a document type behind a declaration',
    /document type/,
    '<?xml version="1.0"?>\n<!DOCTYPE r SYSTEM "TRAP/dtd">',
  ),
  before('a style sheet', /an instruction/, '<?xml-stylesheet href="TRAP/style.xsl"?>'),
  before('words before the document', /begin with an element/, 'a word '),
  before('a comment before the document', /comment/, '<!-- a word -->'),
  before('another root before it', /no well-formed XML/, '<a/>'),
  before('XML 1.1', /an instruction/, '<?xml version="1.1"?>'),
  before('the wrong encoding declared', /an instruction/, '<?xml version="1.0" encoding="UTF-7"?>'),
  before('two declarations', /an instruction/, '<?xml version="1.0"?><?xml version="1.0"?>'),
  documentVector(
    'words behind the document',
    /no well-formed XML/,
    (idp, request) => `${idp.write(idp.answer(request))} a word`,
  ),
  documentVector(
    'another root behind it',
    /no well-formed XML/,
    (idp, request) => `${idp.write(idp.answer(request))}<a/>`,
  ),
  documentVector('half a document', /no well-formed XML/, (idp, request) =>
    idp.write(idp.answer(request)).slice(0, 2000),
  ),
  documentVector('an entity nobody has declared', /no well-formed XML/, (idp, request) =>
    idp.write(idp.answer(request)).replace('mallory-1<', 'mallory-1&x;<'),
  ),
  documentVector('an instruction in the name', /an instruction/, (idp, request) =>
    idp.write(idp.answer(request)).replace('mallory-1<', 'mallory<?x?>-1<'),
  ),
  documentVector('an attribute twice', /no well-formed XML/, (idp, request) =>
    idp.write(idp.answer(request)).replace('<samlp:Response ', '<samlp:Response Version="2.0" '),
  ),
  documentVector('a character that is none', /XML does not know/, (idp, request) =>
    idp.write(idp.answer(request)).replace('mallory-1<', 'mallory-1\u0000<'),
  ),
  documentVector('sixty thousand elements', /too many elements/, () => `<a>${'<b/>'.repeat(60_000)}</a>`),
  documentVector(
    'a thousand elements in each other',
    /too deep/,
    () => '<a>'.repeat(1000) + '</a>'.repeat(1000),
  ),
  documentVector('twenty thousand attributes', /too many attributes/, () => {
    const attributes = Array.from({ length: 20_000 }, (_, index) => ` a${index}=""`);
    return `<a${attributes.join('')}/>`;
  }),
  documentVector('ten thousand namespaces', /too many namespaces/, () => {
    const open = Array.from(
      { length: 1000 },
      (_, index) => `<a${Array.from({ length: 10 }, (__, name) => ` xmlns:n${index}x${name}="u"`).join('')}>`,
    );
    return open.join('') + '</a>'.repeat(1000);
  }),
  documentVector('as many elements, attributes and namespaces as may be', /is no Response/, () => {
    const names = Array.from({ length: 20 }, (_, index) => ` xmlns:n${index}="u"`).join('');
    return `<a${names}>${'<b xmlns:c="u" d="e"/>'.repeat(1990)}</a>`;
  }),
  documentVector('a signed response stuffed with as many', /do not hold/, (idp, request) => {
    const names = Array.from({ length: 20 }, (_, index) => ` xmlns:n${index}="u${index}"`).join('');
    const element = '<n1:b n2:c="d" n3:e="f" n4:g="h" xmlns:n5="i" n5:j="k"/>';
    return replaced(
      idp.write(idp.answer(request)),
      '<samlp:Status>',
      `<samlp:Extensions><a${names}>${element.repeat(1900)}</a></samlp:Extensions><samlp:Status>`,
    );
  }),
  documentVector('attributes without quotes', /no well-formed XML/, (idp, request) =>
    replaced(idp.write(idp.answer(request)), /Version="2.0"/, 'Version=2.0'),
  ),
  documentVector('tags that overlap', /no well-formed XML/, (idp, request) =>
    replaced(
      idp.write(idp.answer(request)),
      '<samlp:Status>',
      '<samlp:Extensions><a><b></a></b></samlp:Extensions><samlp:Status>',
    ),
  ),
  documentVector('broken tags', /no well-formed XML/, () => `<a>${'</a b>'.repeat(5000)}`),
  formVector('nothing', /exactly one SAMLResponse/, () => ({ SAMLResponse: [] })),
  formVector('an empty answer', /not base64/, () => ({ SAMLResponse: '' })),
  formVector('the answer twice', /exactly one SAMLResponse/, (xml) => ({
    SAMLResponse: [toBase64(xml), toBase64(xml)],
  })),
  formVector('garbage', /not base64/, () => ({ SAMLResponse: '%%%not+base64%%%' })),
  formVector('garbage around a good answer', /not base64/, (xml) => ({ SAMLResponse: `!${toBase64(xml)}` })),
  formVector('base64 of addresses', /not base64|not UTF-8|no well-formed/, (xml) => ({
    SAMLResponse: `${Buffer.from(`${xml}>>>???`).toString('base64url')}_-`,
  })),
  formVector('bare XML', /not base64/, (xml) => ({ SAMLResponse: xml })),
  formVector('random bytes', /not UTF-8/, () => ({ SAMLResponse: base64(Buffer.alloc(4096, 0xfe)) })),
  formVector('a good answer of 300 KB', /too large/, (xml) => ({
    SAMLResponse: toBase64(xml + ' '.repeat(300_000)),
  })),
  formVector('10 MB', /too large/, () => ({ SAMLResponse: 'A'.repeat(10_000_000) })),
  formVector('10 MB of spaces around a good answer', /too large/, (xml) => ({
    SAMLResponse: toBase64(xml) + ' '.repeat(10_000_000),
  })),
  formVector('a deflated answer', /not UTF-8/, (xml) => ({ SAMLResponse: base64(deflateRawSync(xml)) })),
  formVector('a deflate bomb', /not UTF-8/, () => ({
    SAMLResponse: base64(deflateRawSync(Buffer.alloc(50_000_000, 0x20))),
  })),
  formVector('UTF-16', /not UTF-8/, (xml) => ({
    SAMLResponse: base64(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(xml)])),
  })),
  formVector('UTF-16 without a mark', /XML does not know/, (xml) => ({ SAMLResponse: base64(utf16(xml)) })),
  formVector('UTF-7', /begin with an element/, (xml) => ({ SAMLResponse: toBase64(utf7(xml)) })),
  formVector('UTF-8 cut in the middle of a character', /not UTF-8/, (xml) => ({
    SAMLResponse: base64(Buffer.concat([Buffer.from(xml), Buffer.from([0xc3])])),
  })),
  formVector('the answer in an address', /came in an address/, (xml) => ({
    SAMLResponse: toBase64(xml),
    inAddress: true,
  })),
];
