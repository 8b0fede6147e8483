import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { missingForForms } from '../../src/settings/completeness.ts';
import { formDefinitions } from '../../src/settings/forms.ts';
import { migrateDocument, schemaVersion } from '../../src/settings/migrations.ts';
import { defaultSettings, gatewaySettingsSchema, type GatewaySettings } from '../../src/settings/settings.ts';

/** What a gateway of the second shape kept as its defaults, form and all. */
const secondShape = {
  portal: {
    name: 'Support',
    enabled: true,
    languages: ['en', 'pl'],
    origins: [],
    showLink: true,
    columns: ['reference', 'subject', 'created', 'activity', 'status'],
    statusDisplay: 'stages',
    signIn: { methods: ['password', 'link'], registration: true, providers: [], challenge: 'none' },
    sessionSeconds: 604_800,
  },
  contactLists: [],
  access: { lists: [] },
  mail: { texts: {} },
  tickets: {
    permission: 'company',
    threads: 'all',
    reopen: 'never',
    visibleProperties: [
      { key: 'product_area', label: 'Product area' },
      { key: 'severity', label: 'Severity' },
    ],
  },
  forms: [
    {
      id: 'support',
      title: 'File a support ticket',
      fields: [
        { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 200 },
        {
          key: 'severity',
          label: 'How badly does it hold you up?',
          kind: 'radio',
          required: false,
          options: [
            { value: 'blocked', label: 'We are blocked' },
            { value: 'question', label: 'Just a question' },
          ],
        },
        {
          key: 'since',
          label: 'Since when?',
          kind: 'date',
          required: false,
          showWhen: [{ property: 'severity', operator: 'in', value: ['blocked'] }],
        },
        { key: 'message', label: 'What happened?', kind: 'multiline', required: true, maxLength: 50_000 },
        { key: 'files', label: 'Files', kind: 'file', required: false },
      ],
    },
  ],
  attachments: { maxBytes: 25_000_000, maxCount: 10 },
  reference: { prefix: 'PR' },
};

const migrated = (document: unknown, from: number): GatewaySettings =>
  gatewaySettingsSchema.parse(migrateDocument(document, from));
const withForms = (...forms: unknown[]) => migrated({ ...secondShape, forms }, 2);
const subject = { key: 'subject', label: 'Subject', kind: 'text', required: true };
const message = { key: 'message', label: 'Message', kind: 'multiline', required: true };

describe('settings of an earlier shape', () => {
  test('mean of the first one what they meant there: whether contacts see their companies’ tickets', () => {
    for (const [companyView, permission] of [
      [true, 'company'],
      [false, 'own'],
    ] as const) {
      const { permission: _, threads: _threads, ...tickets } = secondShape.tickets;
      const first = { ...secondShape, tickets: { ...tickets, companyView } };
      assert.equal(migrated(first, 1).tickets.permission, permission);
    }
  });

  test('keep their form: the same fields in the same order, of properties that tickets have now', () => {
    const settings = migrated(secondShape, 2);
    const [form] = formDefinitions(settings);
    assert.deepEqual(form, secondShape.forms[0]);
    assert.deepEqual(settings.properties, [
      {
        key: 'severity',
        label: 'How badly does it hold you up?',
        kind: 'radio',
        options: secondShape.forms[0]?.fields[1]?.options,
      },
      { key: 'since', label: 'Since when?', kind: 'date' },
    ]);
    assert.deepEqual(missingForForms(settings), []);
  });

  test('keep the stages that every desk had, under the names customers knew', () => {
    const settings = migrated(secondShape, 2);
    assert.deepEqual(
      settings.pipelines.map(({ id, stages }) => [id, stages.map((stage) => [stage.id, stage.label])]),
      [
        [
          'support',
          [
            ['new', 'With us'],
            ['in-progress', 'In progress'],
            ['awaiting-reply', 'Awaiting your reply'],
            ['solved', 'Solved'],
          ],
        ],
      ],
    );
    assert.deepEqual(settings.inboxes, [{ id: 'support', name: 'Support', pipeline: 'support' }]);
    assert.equal(settings.tickets.defaultInbox, 'support');
    assert.equal(settings.forms[0]?.inbox, 'support');
  });

  test('lose conditions on fields that are not there, and on a field’s own value', () => {
    const showWhen = ['gone', 'since', 'severity'].map((property) => ({ property, operator: 'not-empty' }));
    const { forms } = withForms({
      id: 'f',
      title: 'F',
      fields: [
        subject,
        { key: 'severity', label: 'Severity', kind: 'text', required: false },
        { key: 'since', label: 'Since', kind: 'date', required: false, showWhen },
        { ...message, showWhen: [{ property: 'gone', operator: 'empty' }] },
      ],
    });
    assert.deepEqual(forms[0]?.fields[2]?.showWhen, [{ property: 'severity', operator: 'not-empty' }]);
    assert.equal(forms[0]?.fields[3]?.showWhen, undefined);
  });

  test('get ids that addresses can hold, each its own', () => {
    const fields = [subject, message];
    const ids = ['Contact us!', 'contact-us', 'Ω', '-', 'x'.repeat(64), 'x'.repeat(63)];
    const { forms } = withForms(...ids.map((id) => ({ id, title: ' ', fields })));
    assert.deepEqual(
      forms.map(({ id }) => id),
      ['contact-us', 'contact-us-2', 'form', 'form-2', 'x'.repeat(28), `${'x'.repeat(28)}-2`],
    );
  });

  test('have one field for files, whatever it was called, and conditions find it', () => {
    const { forms, properties } = withForms({
      id: 'f',
      title: 'F',
      fields: [
        subject,
        { key: 'files', label: 'Which files?', kind: 'text', required: false },
        { key: 'screenshot', label: 'Screenshot', kind: 'file', required: true },
        { key: 'log', label: 'Log', kind: 'file', required: false },
        { ...message, showWhen: [{ property: 'screenshot', operator: 'not-empty' }] },
      ],
    });
    assert.deepEqual(
      forms[0]?.fields.map(({ property, label, required }) => [property, label, required]),
      [
        ['subject', undefined, true],
        ['files_text', undefined, false],
        ['files', 'Screenshot', true],
        ['message', undefined, true],
      ],
    );
    assert.deepEqual(properties, [{ key: 'files_text', label: 'Which files?', kind: 'text' }]);
    assert.deepEqual(forms[0]?.fields[3]?.showWhen, [{ property: 'files', operator: 'not-empty' }]);
  });

  test('take a property that two forms ask for as one, with the choices of both', () => {
    const field = (label: string, ...values: string[]) => ({
      key: 'area',
      label,
      kind: 'select',
      required: false,
      options: values.map((value) => ({ value, label: value.toUpperCase() })),
    });
    const settings = withForms(
      { id: 'a', title: 'A', fields: [subject, message, field('Area', 'one', 'two', '', 'one')] },
      { id: 'b', title: 'B', fields: [subject, message, field('Where?', 'two', 'three')] },
    );
    assert.deepEqual(settings.properties, [
      {
        key: 'area',
        label: 'Area',
        kind: 'select',
        options: ['one', 'two', 'three'].map((value) => ({ value, label: value.toUpperCase() })),
      },
    ]);
    assert.equal(settings.forms[1]?.fields[2]?.label, 'Where?');
  });

  test('are valid today, whatever form an owner had written', () => {
    const short = fc.string({ minLength: 1, maxLength: 12 });
    const field = fc.record(
      {
        key: fc.constantFrom('area', 'files', 'since', 'Area', 'x_1'),
        label: short,
        kind: fc.constantFrom('text', 'select', 'radio', 'multiselect', 'date', 'file', 'checkbox'),
        required: fc.boolean(),
        help: short,
        options: fc.array(
          fc.record({ value: fc.string({ maxLength: 3 }), label: fc.string({ maxLength: 3 }) }),
        ),
        maxLength: fc.integer({ min: 1, max: 1_000_000 }),
        showWhen: fc.array(
          fc.record({ property: fc.constantFrom('area', 'files', 'gone'), operator: fc.constant('empty') }),
        ),
      },
      { requiredKeys: ['key', 'label', 'kind', 'required'] },
    );
    const form = fc.record({
      id: fc.string({ minLength: 1, maxLength: 64 }),
      title: short,
      fields: fc
        .uniqueArray(field, { selector: ({ key }) => key, maxLength: 5 })
        .map((fields) => [{ ...message, required: false }, ...fields, subject]),
    });
    fc.assert(
      fc.property(fc.array(form, { maxLength: 4 }), (forms) => {
        const settings = withForms(...forms);
        assert.equal(settings.forms.length, forms.length);
        assert.deepEqual(missingForForms(settings), []);
      }),
      { numRuns: 1000 },
    );
  });

  test('of today are left as they are, and of tomorrow refused', () => {
    assert.deepEqual(migrateDocument(defaultSettings, schemaVersion), defaultSettings);
    assert.throws(() => migrateDocument({}, schemaVersion + 1), /newer gateway/);
  });
});
