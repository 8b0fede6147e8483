import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pathName } from '../../pages/settings/words/paths.ts';
import { gatewaySettingsSchema, defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { settingsProblems } from '../../src/settings/problems.ts';

const document: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    signIn: {
      ...defaultSettings.portal.signIn,
      providers: [{ id: 'okta', kind: 'saml', label: 'Okta' } as never],
    },
  },
  contactLists: [
    {
      id: 'pilot',
      name: 'Pilot',
      members: ['a@b.example', 'nobody'],
      rule: { property: 'email', operator: 'is' },
    },
  ],
  access: { lists: ['pilot'] },
  inboxes: [{ id: 'support', name: 'Support', pipeline: 'gone' }],
  tickets: {
    ...defaultSettings.tickets,
    filter: {
      all: [
        { property: 'state', operator: 'is', value: 'open' },
        { any: [{ property: 'x', operator: 'is' }] },
      ],
    },
  },
  forms: [
    { id: 'bug', title: 'Bug report', connected: true, fields: defaultSettings.forms[0]!.fields },
    { id: 'other', title: ' ', connected: false, fields: [{ property: 'gone', required: false }] },
  ],
};

const told: [path: string, en: string, pl: string][] = [
  ['portal.signIn.consent.text', 'Text of the consent', 'Tekst zgody'],
  ['forms', 'Forms', 'Formularze'],
  ['forms.0', 'Form “Bug report”', 'Formularz „Bug report”'],
  ['forms.0.inbox', 'Form “Bug report” › Inbox', 'Formularz „Bug report” › Skrzynka'],
  ['forms.0.fields', 'Form “Bug report” › Fields', 'Formularz „Bug report” › Pola'],
  ['forms.0.fields.0', 'Form “Bug report” › Field “Subject”', 'Formularz „Bug report” › Pole „Temat”'],
  [
    'forms.0.fields.1.label',
    'Form “Bug report” › Field “Product area” › Label',
    'Formularz „Bug report” › Pole „Product area” › Etykieta',
  ],
  [
    'forms.0.fields.3.showWhen.0.value',
    'Form “Bug report” › Field “Since when?” › Condition on “Severity” › Value',
    'Formularz „Bug report” › Pole „Since when?” › Warunek na „Severity” › Wartość',
  ],
  ['forms.1.title', 'Form no. 2 › Title', 'Formularz nr 2 › Tytuł'],
  [
    'forms.1.fields.0.property',
    'Form no. 2 › Field “gone” › Property',
    'Formularz nr 2 › Pole „gone” › Właściwość',
  ],
  [
    'properties.1.options.0.label',
    'Property “Severity” › Choice “We are blocked” › Name',
    'Właściwość „Severity” › Opcja „We are blocked” › Nazwa',
  ],
  [
    'pipelines.0.stages.2.customerLabel',
    'Pipeline “Support” › Stage “Waiting for the customer” › Name for customers',
    'Proces „Support” › Etap „Waiting for the customer” › Nazwa dla klientów',
  ],
  ['inboxes.0.pipeline', 'Inbox “Support” › Pipeline', 'Skrzynka „Support” › Proces'],
  [
    'contactLists.0.members.1',
    'Contact list “Pilot” › Address “nobody”',
    'Lista kontaktów „Pilot” › Adres „nobody”',
  ],
  [
    'contactLists.0.rule.value',
    'Contact list “Pilot” › Rule › Condition 1 › Value',
    'Lista kontaktów „Pilot” › Reguła › Warunek 1 › Wartość',
  ],
  ['tickets.filter.all', 'Which tickets show', 'Które zgłoszenia widać'],
  [
    'tickets.filter.all.0.value.3',
    'Which tickets show › Condition 1 › Value',
    'Które zgłoszenia widać › Warunek 1 › Wartość',
  ],
  ['tickets.filter.all.1', 'Which tickets show › Group 2', 'Które zgłoszenia widać › Grupa 2'],
  [
    'tickets.filter.all.1.any.0.property',
    'Which tickets show › Condition 2.1 › Property',
    'Które zgłoszenia widać › Warunek 2.1 › Właściwość',
  ],
  ['access.lists.0', 'Contact list “Pilot”', 'Lista kontaktów „Pilot”'],
  ['portal.languages.1', 'Language “pl”', 'Język „pl”'],
  [
    'portal.signIn.providers.0.entryPoint',
    'Identity provider “Okta” › entryPoint',
    'Dostawca tożsamości „Okta” › entryPoint',
  ],
  [
    'mail.texts.pl.invitation.subject',
    'Mail texts › Polish › Invitation › Subject',
    'Teksty e-maili › polski › Zaproszenie › Temat',
  ],
];

for (const [path, en, pl] of told)
  test(`${path} is told as ${en}`, () => {
    assert.equal(pathName(path, 'en', document), en);
    assert.equal(pathName(path, 'pl-PL', document), pl);
  });

test('without the document, things in lists go by where they stand', () => {
  assert.equal(pathName('forms.0.fields.2', 'en'), 'Form no. 1 › Field no. 3');
  assert.equal(pathName('tickets.filter.all.1.value', 'en'), 'Which tickets show › Condition 2 › Value');
});

/** Wherever in the document something is replaced by what nobody expects there. */
const broken = fc
  .constantFrom(...pathsIn(document))
  .chain((path) => fc.constantFrom<unknown>(7, '', null, [], {}, true).map((value) => ({ path, value })));

test('no refusal of the gateway names a place by bare numbers, whatever is wrong with the document', () => {
  fc.assert(
    fc.property(broken, broken, (one, other) => {
      const wrong = [one, other].reduce<unknown>(
        (at, { path, value }) => replaced(at, path.split('.'), value),
        document,
      );
      const parsed = gatewaySettingsSchema.safeParse(wrong);
      if (parsed.success) return;
      for (const { path: at } of settingsProblems(parsed.error)) {
        const name = pathName(at, 'en', wrong as GatewaySettings);
        assert.doesNotMatch(name, /(^| › )\d+( › |$)/, at);
        assert.doesNotMatch(name, /undefined|NaN|\[object/, at);
      }
    }),
    { numRuns: 2000 },
  );
});

function pathsIn(value: unknown, path: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return [
    ...(path.length > 0 ? [path.join('.')] : []),
    ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key])),
  ];
}

function replaced(at: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  // The way there may be broken already.
  if (typeof at !== 'object' || at === null) return at;
  const next = replaced((at as Record<string, unknown>)[key], rest, value);
  return Array.isArray(at)
    ? at.map((item: unknown, index) => (index === Number(key) ? next : item))
    : { ...at, [key]: next };
}
