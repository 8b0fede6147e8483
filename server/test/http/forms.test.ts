import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition, FieldDefinition, FieldValue, FormDefinition } from '../../../src/api/index.ts';
import { DeskError } from '../../src/desks/errors.ts';
import { ticketFromDraft } from '../../src/http/forms.ts';

const form: FormDefinition = {
  id: 'bug',
  title: 'Report a fault',
  fields: [
    { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 40 },
    {
      key: 'area',
      label: 'Area',
      kind: 'select',
      required: true,
      options: [{ value: 'ui', label: 'Pages' }],
    },
    {
      key: 'since',
      label: 'Since',
      kind: 'date',
      required: true,
      showWhen: [{ property: 'area', operator: 'is', value: 'ui' }],
    },
    { key: 'message', label: 'Message', kind: 'multiline', required: true, maxLength: 100 },
    { key: 'shots', label: 'Pictures', kind: 'file', required: true },
  ],
};

const good: Record<string, FieldValue> = {
  subject: ' Tiles\nspin ',
  area: 'ui',
  since: '2026-11-20',
  message: 'They do.',
};

const refusal = (
  values: Record<string, FieldValue>,
  attachments = ['a'],
  formId = 'bug',
  asked = form,
): string[] => {
  try {
    ticketFromDraft({ formId, values, attachments }, [asked]);
  } catch (error) {
    assert.ok(error instanceof DeskError && error.code === 'invalid');
    return (error.fields ?? []).map(({ field, code }) => `${field} ${code}`).sort();
  }
  return [];
};

test('a filled form becomes a ticket', () => {
  assert.deepEqual(ticketFromDraft({ formId: 'bug', values: good, attachments: ['a'] }, [form]), {
    formId: 'bug',
    subject: 'Tiles spin',
    body: { format: 'markdown', content: 'They do.' },
    channel: 'form',
    properties: { area: 'ui', since: '2026-11-20' },
    attachments: ['a'],
  });
});

test('all that is wrong with a form is told at once', () => {
  assert.deepEqual(refusal({}, []), [
    'area required',
    'message required',
    'shots required',
    'subject required',
  ]);
  assert.deepEqual(refusal({ ...good, subject: 'x'.repeat(41), area: 'none', extra: 'x' }), [
    'area not-an-option',
    'extra unknown',
    'subject too-long',
  ]);
  assert.deepEqual(refusal({ ...good, message: 7, since: '2026-02-30' }), [
    'message invalid',
    'since invalid',
  ]);
  assert.deepEqual(refusal(good, ['a'], 'other'), ['formId not-an-option']);
});

test('files are demanded where their field shows, and only there', () => {
  const pictures = (...showWhen: Condition[]): FormDefinition => ({
    ...form,
    fields: form.fields.map((field) => (field.kind === 'file' ? { ...field, showWhen } : field)),
  });
  const refused = (showWhen: Condition[], attachments: string[]) =>
    refusal(good, attachments, 'bug', pictures(...showWhen));

  const hidden: Condition[][] = [
    [{ property: 'area', operator: 'is', value: 'api' }],
    [
      { property: 'area', operator: 'is', value: 'ui' },
      { property: 'nowhere', operator: 'not-empty' },
    ],
    [{ property: 'subject', operator: 'contains', value: 'invoice' }],
    [{ property: 'message', operator: 'empty' }],
  ];
  for (const showWhen of hidden) assert.deepEqual(refused(showWhen, []), [], JSON.stringify(showWhen));

  const shown: Condition[][] = [
    [],
    [{ property: 'area', operator: 'is', value: 'ui' }],
    [{ property: 'subject', operator: 'contains', value: 'tiles' }],
    [{ property: 'message', operator: 'not-empty' }],
  ];
  for (const showWhen of shown) {
    assert.deepEqual(refused(showWhen, []), ['shots required'], JSON.stringify(showWhen));
    assert.deepEqual(refused(showWhen, ['a']), [], JSON.stringify(showWhen));
  }
  assert.deepEqual(refusal({ ...good, shots: 'a.png' }, []), ['shots required', 'shots unknown']);
});

test('a field for files that is hidden excuses no other', () => {
  const [subject, , , message, shots] = form.fields;
  assert.ok(subject && message && shots);
  const log: FieldDefinition = {
    ...shots,
    key: 'log',
    showWhen: [{ property: 'subject', operator: 'empty' }],
  };
  const two: FormDefinition = { ...form, fields: [subject, log, message, shots] };
  assert.deepEqual(refusal({ subject: 'Tiles', message: 'They do.' }, [], 'bug', two), ['shots required']);
});
