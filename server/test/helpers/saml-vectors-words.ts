import type { Answer, SamlRequest } from './saml-idp.ts';
import { addressFormat, conditionsXml, confirmationXml, newId, toBase64 } from './saml-idp.ts';
import type { Vector } from './saml-stage.ts';
import { documentVector, formVector, replaced } from './saml-stage.ts';

type Changes = Partial<Answer> | ((answer: Answer, request: SamlRequest) => Partial<Answer>);

const minute = 60_000;
const status = (value: string): string =>
  `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${value}"/>`;
const withMail = (mail: string | string[]): Partial<Answer> => ({ attributes: { mail } });

/** Answers that the right provider has signed, and that are not for here and now. */
const words: [string, RegExp, Changes][] = [
  ['another audience', /another audience/, { audience: 'https://other.example/metadata' }],
  [
    'an audience that begins like ours',
    /another audience/,
    ({ audience }) => ({ audience: `${audience}.evil` }),
  ],
  ['an audience in capitals', /another audience/, ({ audience }) => ({ audience: audience.toUpperCase() })],
  ['no audience', /names no audience/, { conditions: '<saml:Conditions/>' }],
  ['no conditions', /exactly one Conditions/, { conditions: '' }],
  [
    'conditions twice',
    /exactly one Conditions/,
    (answer) => ({ conditions: conditionsXml(answer) + conditionsXml(answer) }),
  ],
  [
    'a second restriction to another audience',
    /another audience/,
    (answer) => ({
      conditions: conditionsXml(
        answer,
        '<saml:AudienceRestriction><saml:Audience>https://other.example</saml:Audience></saml:AudienceRestriction>',
      ),
    }),
  ],
  [
    'a condition nobody knows',
    /condition that is not known/,
    (answer) => ({ conditions: conditionsXml(answer, '<saml:Condition/>') }),
  ],
  ['another recipient', /no confirmation/, { recipient: 'https://other.example/callback' }],
  [
    'a recipient that begins like ours',
    /no confirmation/,
    ({ recipient }) => ({ recipient: `${recipient}/..` }),
  ],
  ['no recipient', /no confirmation/, { recipient: undefined }],
  ['another destination', /for another address/, { destination: 'https://other.example/callback' }],
  ['no destination', /for another address/, { destination: undefined }],
  [
    'another issuer of the response',
    /response has another issuer/,
    { responseIssuer: 'https://other.example' },
  ],
  [
    'another issuer of the assertion',
    /assertion has another issuer/,
    { assertionIssuer: 'https://other.example' },
  ],
  [
    'an issuer with a slash more',
    /response has another issuer/,
    ({ responseIssuer }) => ({ responseIssuer: `${responseIssuer}/` }),
  ],
  ['an issuer that is a person', /issuer is no entity/, { issuerFormat: addressFormat }],
  [
    'two issuers',
    /exactly one Issuer/,
    ({ responseIssuer }) => ({
      responseIssuer: `${responseIssuer}</saml:Issuer><saml:Issuer>${responseIssuer}`,
    }),
  ],
  ['an answer to nothing', /another request/, { inResponseTo: undefined }],
  ['an answer to a request that is unknown', /another request/, () => ({ inResponseTo: newId() })],
  ['a confirmation of nothing', /no confirmation/, { confirmationInResponseTo: undefined }],
  ['a confirmation of another request', /no confirmation/, () => ({ confirmationInResponseTo: newId() })],
  [
    'an assertion that is over',
    /valid no more/,
    ({ assertionIssued }) => ({ notOnOrAfter: assertionIssued - 2 * minute }),
  ],
  [
    'an assertion that is not valid yet',
    /not valid yet/,
    ({ assertionIssued }) => ({ notBefore: assertionIssued + 2 * minute }),
  ],
  [
    'a confirmation that is over',
    /no confirmation/,
    ({ assertionIssued }) => ({ confirmationEnd: assertionIssued - 2 * minute }),
  ],
  ['a confirmation without an end', /no confirmation/, { confirmationEnd: undefined }],
  [
    'a confirmation good until 2099',
    /no confirmation/,
    { confirmationEnd: Date.UTC(2099, 0), notOnOrAfter: Date.UTC(2099, 0) },
  ],
  [
    'an assertion made tomorrow',
    /Assertion is of the future/,
    ({ assertionIssued }) => ({ assertionIssued: assertionIssued + 1440 * minute }),
  ],
  [
    'a response made tomorrow',
    /Response is of the future/,
    ({ assertionIssued }) => ({ responseIssued: assertionIssued + 1440 * minute }),
  ],
  [
    'an assertion made before it was asked for',
    /Assertion is older than the request/,
    ({ assertionIssued }) => ({ assertionIssued: assertionIssued - 5 * minute }),
  ],
  [
    'a session at the provider that is over',
    /session at the provider is over/,
    ({ assertionIssued }) => ({ sessionEnd: assertionIssued - 2 * minute }),
  ],
  ['a response that does not say when it was made', /does not say when/, { responseIssued: undefined }],
  ['no word of a sign-in', /tells of no sign-in/, { signIn: '' }],
  ['an id with a space', /no usable ID/, { responseId: '_a b' }],
  ['no id', /no usable ID/, { assertionId: '' }],
  ['no confirmation', /no confirmation/, { confirmations: '' }],
  [
    'a confirmation by a key only',
    /no confirmation/,
    { method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' },
  ],
  [
    'a confirmation by whoever vouches',
    /no confirmation/,
    { method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' },
  ],
  [
    'two confirmations that hold only together',
    /no confirmation/,
    (answer) => ({
      confirmations:
        confirmationXml({ ...answer, recipient: 'https://other.example' }) +
        confirmationXml({ ...answer, confirmationInResponseTo: newId() }),
    }),
  ],
  [
    'a time without a zone',
    /a time that is none/,
    (answer) => ({
      conditions: conditionsXml(answer).replace(/Z"/g, '"'),
    }),
  ],
  [
    'a month that is none',
    /a time that is none/,
    (answer) => ({
      conditions: conditionsXml(answer).replace(/NotBefore="\d{4}-\d\d/, 'NotBefore="2026-13'),
    }),
  ],
  ['a sign-in that failed', /signed nobody in/, { status: status('Responder') }],
  [
    'a success inside a failure',
    /signed nobody in/,
    { status: status('Requester').replace('/>', `>${status('Success')}</samlp:StatusCode>`) },
  ],
  ['two states', /exactly one StatusCode/, { status: status('Success') + status('Responder') }],
  ['no state', /exactly one StatusCode/, { status: '' }],
  ['version 1.1', /another version/, { version: '1.1' }],
  ['a subject without a name', /empty or too long/, { nameId: '' }],
  ['a name of 300 characters', /empty or too long/, { nameId: 'a'.repeat(300) }],
  ['a name with a character of old terminals', /empty or too long/, { nameId: 'owner-1&#159;mallory' }],
  ['a name with a character that ends texts', /XML does not know/, { nameId: 'owner-1&#1;mallory' }],
  [
    'a name for once',
    /neither persistent/,
    { nameFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
  ],
  ['a name of no kind', /neither persistent/, { nameFormat: undefined }],
  ['two names', /exactly one NameID/, { nameId: 'mallory-1</saml:NameID><saml:NameID>owner-1' }],
  ['a name in pieces', /elements inside NameID/, { nameId: 'owner-1<saml:Audience/>mallory' }],
  ['no address', /no address/, { attributes: {} }],
  ['an address that is none', /address is none/, withMail('owner')],
  ['two addresses in one', /address is none/, withMail('owner@portico.example, mallory@stranger.example')],
  [
    'an address with a line end',
    /address is none/,
    withMail('owner@portico.example&#13;&#10;Bcc: all@stranger.example'),
  ],
  ['an address in pieces', /no address/, withMail('owner@portico.example<b/>.stranger.example')],
];

const documents: Vector[] = words.map(([name, why, changes]) =>
  documentVector(name, why, (idp, request) => {
    const answer = idp.answer(request);
    const changed = typeof changes === 'function' ? changes(answer, request) : changes;
    return idp.write({ ...answer, ...changed });
  }),
);

/** What canonical forms leave out, so that signatures hold with it inside: readers that stop there see half a text. */
const truncations: Vector[] = [
  ['a comment in the name', '>owner-1.mallory<', '>owner-1<!-- -->.mallory<'],
  ['a comment in the address', 'owner@portico.example.stranger', 'owner@portico.example<!---->.stranger'],
  ['a section in the address', 'owner@portico.example', '<![CDATA[owner@portico.example]]>'],
].map(([name = '', from = '', to = '']) =>
  documentVector(name, /comment, a section/, (idp, request) =>
    replaced(
      idp.write({
        ...idp.answer(request),
        nameId: 'owner-1.mallory',
        attributes: { mail: 'owner@portico.example.stranger.example' },
      }),
      from,
      to,
    ),
  ),
);

const repetitions: Vector[] = [
  {
    name: 'the same answer again',
    why: /nobody has asked/,
    async attack({ begin, idp, send }) {
      const { relayState: RelayState, ...request } = await begin();
      const SAMLResponse = toBase64(idp.write(idp.answer({ ...request, relayState: RelayState })));
      await expectAccepted(send({ SAMLResponse, RelayState }));
      return send({ SAMLResponse, RelayState });
    },
  },
  {
    name: 'a used answer in another flow',
    why: /another request/,
    async attack({ begin, idp, send }) {
      const first = await begin();
      const SAMLResponse = toBase64(idp.write(idp.answer(first)));
      await expectAccepted(send({ SAMLResponse, RelayState: first.relayState }));
      const second = await begin();
      return send({ SAMLResponse, RelayState: second.relayState });
    },
  },
  {
    name: 'a used assertion in a new response',
    why: /no confirmation/,
    async attack({ begin, idp, send }) {
      const first = await begin();
      const answer = idp.answer(first);
      await expectAccepted(send({ SAMLResponse: toBase64(idp.write(answer)), RelayState: first.relayState }));
      const second = await begin();
      const around = { ...answer, responseId: newId(), inResponseTo: second.id };
      return send({ SAMLResponse: toBase64(idp.write(around)), RelayState: second.relayState });
    },
  },
  {
    name: 'a used assertion’s id in a new assertion',
    why: /used before/,
    async attack({ begin, idp, send }) {
      const assertionId = newId();
      const outcomes = [];
      for (let round = 0; round < 2; round += 1) {
        const request = await begin();
        const xml = idp.write(idp.answer(request, { assertionId }));
        outcomes.push(await send({ SAMLResponse: toBase64(xml), RelayState: request.relayState }));
      }
      await expectAccepted(outcomes[0]!);
      return outcomes[1]!;
    },
  },
  {
    name: 'an answer to somebody else’s flow',
    why: /another request/,
    async attack({ begin, idp, send }) {
      const own = await begin();
      const other = await begin();
      return send({ SAMLResponse: toBase64(idp.write(idp.answer(own))), RelayState: other.relayState });
    },
  },
  formVector('an answer nobody asked for', /nobody has asked/, () => ({ RelayState: 'unknown' })),
  formVector('an answer without a flow', /nobody has asked/, () => ({ RelayState: '' })),
];

async function expectAccepted(
  outcome: Promise<{ accepted: boolean }> | { accepted: boolean },
): Promise<void> {
  if (!(await outcome).accepted) throw new Error('the good answer before the vector was refused');
}

export const wordVectors: Vector[] = [...documents, ...truncations, ...repetitions];
