import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldValue, FormDefinition } from '../../../src/api/index.ts';
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

const refusal = (values: Record<string, FieldValue>, attachments = ['a'], formId = 'bug'): string[] => {
  try {
    ticketFromDraft({ formId, values, attachments }, [form]);
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
