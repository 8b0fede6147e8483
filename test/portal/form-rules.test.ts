import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FieldDefinition, FieldKind, FormDefinition } from '../../src/api/model.ts';
import {
  checkField,
  checkForm,
  defaultValues,
  valuesFromLink,
  valuesToSend,
  valuesToShow,
  visibleFields,
} from '../../src/portal/form-rules.ts';

const field = (key: string, kind: FieldKind, change: Partial<FieldDefinition> = {}): FieldDefinition => ({
  key,
  label: key,
  kind,
  required: false,
  ...change,
});
const form = (...fields: FieldDefinition[]): FormDefinition => ({ id: 'f', title: 'Form', fields });
const options = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];
const when = (property: string, value: string) => [{ property, operator: 'is' as const, value }];
const keys = (fields: FieldDefinition[]) => fields.map(({ key }) => key);

test('a field shows only while its condition holds, and hides what hangs on it', () => {
  const chain = form(
    field('a', 'select', { options }),
    field('b', 'text', { showWhen: when('a', 'b') }),
    field('c', 'text', { showWhen: when('b', 'yes') }),
  );
  assert.deepEqual(keys(visibleFields(chain, { a: 'b', b: 'yes' })), ['a', 'b', 'c']);
  assert.deepEqual(
    keys(visibleFields(chain, { a: 'a', b: 'yes' })),
    ['a'],
    'a hidden value counts for nothing',
  );
  assert.deepEqual(valuesToSend(chain, { a: 'a', b: 'yes', c: 'x' }), { a: 'a' });
});

test('conditions in a circle end, hidden', () => {
  const circle = form(
    field('a', 'text', { showWhen: when('b', 'x') }),
    field('b', 'text', { showWhen: when('a', 'x') }),
  );
  assert.deepEqual(visibleFields(circle, { a: 'x', b: 'x' }), []);
});

test('a condition on absence shows its field from the start', () => {
  const absent = form(
    field('a', 'text'),
    field('b', 'text', { showWhen: [{ property: 'a', operator: 'empty' }] }),
  );
  assert.deepEqual(keys(visibleFields(absent, {})), ['a', 'b']);
  assert.deepEqual(keys(visibleFields(absent, { a: 'x' })), ['a']);
});

test('what is needed must be there, of whatever kind', () => {
  for (const kind of [
    'text',
    'multiline',
    'select',
    'multiselect',
    'checkbox',
    'radio',
    'date',
    'number',
    'file',
  ] as const)
    for (const blank of [undefined, null, '', '  ', false, [] as string[]]) {
      const needed = field('x', kind, { required: true, options });
      assert.equal(checkField(needed, blank, 0)?.code, 'required', `${kind} ${JSON.stringify(blank)}`);
      assert.equal(checkField({ ...needed, required: false }, blank, 0), undefined);
    }
  assert.equal(checkField(field('x', 'file', { required: true }), undefined, 1), undefined);
});

const cases: [FieldKind, good: (string | string[] | boolean)[], bad: (string | string[])[]][] = [
  ['email', ['a@b', 'x.y+z@example.org '], ['a', 'a@', '@b', 'a b@c', 'a@b@c d']],
  ['tel', ['+48 600 100 200', '(22) 123-45-67'.slice(1), '112'], ['no', '1', '12a4']],
  ['url', ['https://example.org', 'HTTP://x.y/z'], ['example.org', 'javascript:alert(1)', 'https://']],
  ['date', ['2026-02-28', '2024-02-29'], ['2026-02-30', '28.02.2026', '2026-2-1']],
  ['number', ['1', '-2.5', '1,5', ' 7 '], ['x', '1e400', '1.2.3', '0x10', 'Infinity']],
  ['select', ['a'], ['c', 'A']],
  ['radio', ['b'], ['constructor']],
  ['multiselect', [['a'], ['a', 'b']], [['c'], ['a', 'c'], 'a']],
  ['checkbox', [true], []],
  ['text', ['x', '  spaced  '], ['x'.repeat(11)]],
];
for (const [kind, good, bad] of cases)
  test(`${kind}: what is right passes, what is not does not`, () => {
    const given = field('x', kind, { options, ...(kind === 'text' && { maxLength: 10 }) });
    for (const value of good) assert.equal(checkField(given, value, 0), undefined, JSON.stringify(value));
    for (const value of bad) assert.ok(checkField(given, value, 0), JSON.stringify(value));
  });

test('a limit is told with its fault', () => {
  assert.deepEqual(checkField(field('x', 'text', { maxLength: 3 }), 'four', 0), {
    field: 'x',
    code: 'too-long',
    limit: 3,
  });
});

test('all faults come in the order of the fields, none of hidden ones', () => {
  const all = form(
    field('a', 'text', { required: true }),
    field('b', 'email'),
    field('c', 'text', { required: true, showWhen: when('a', 'x') }),
  );
  assert.deepEqual(
    checkForm(all, { b: 'no' }, 0).map((error) => [error.field, error.code]),
    [
      ['a', 'required'],
      ['b', 'invalid'],
    ],
  );
});

test('values are sent typed, trimmed and without blanks, and shown again as they were', () => {
  const all = form(
    field('subject', 'text'),
    field('message', 'multiline'),
    field('n', 'number'),
    field('yes', 'checkbox'),
    field('many', 'multiselect', { options }),
    field('files', 'file'),
    field('empty', 'text'),
  );
  const sent = valuesToSend(all, {
    subject: ' Hello ',
    message: '    code\n',
    n: '1,5',
    yes: true,
    many: ['a'],
    files: 'x',
    empty: ' ',
    foreign: 'x',
  });
  assert.deepEqual(sent, { subject: 'Hello', message: '    code\n', n: 1.5, yes: true, many: ['a'] });
  assert.deepEqual(valuesToShow({ ...sent, other: 'x' }), { ...sent, n: '1.5', other: 'x' });
});

test('a link fills in only what the page allows, and only what could be chosen', () => {
  const all = form(
    field('subject', 'text', { maxLength: 5 }),
    field('product', 'select', { options }),
    field('secret', 'text'),
    field('files', 'file'),
    field('many', 'multiselect', { options }),
    field('yes', 'checkbox'),
  );
  const params = new URLSearchParams('subject=Hello+world&product=z&secret=x&files=y&many=a&many=b&yes=1');
  assert.deepEqual(valuesFromLink(all, ['subject', 'product', 'files', 'many', 'yes'], params), {
    subject: 'Hello',
    many: ['a', 'b'],
    yes: true,
  });
  assert.deepEqual(valuesFromLink(all, [], params), {});
});

test('a form begins with what its fields hold by default, where people could have given it', () => {
  const all = form(
    { ...field('subject', 'text', { maxLength: 5 }), default: 'Hello' },
    { ...field('long', 'text', { maxLength: 5 }), default: 'Hello!' },
    { ...field('required', 'multiline', { required: true }), default: '' },
    { ...field('product', 'select', { options }), default: 'a' },
    { ...field('gone', 'radio', { options }), default: 'z' },
    { ...field('many', 'multiselect', { options }), default: ['a', 'b'] },
    { ...field('one', 'multiselect', { options }), default: 'a' },
    { ...field('yes', 'checkbox'), default: true },
    { ...field('no', 'checkbox'), default: 'true' },
    { ...field('seats', 'number'), default: 12 },
    { ...field('words', 'number'), default: 'twelve' },
    { ...field('list', 'text'), default: ['x'] },
    { ...field('none', 'text'), default: null },
    { ...field('files', 'file'), default: 'x' },
    field('plain', 'text'),
  );
  assert.deepEqual(defaultValues(all), {
    subject: 'Hello',
    required: '',
    product: 'a',
    many: ['a', 'b'],
    yes: true,
    seats: '12',
  });
});

test('no value makes a rule throw, and what passes is sent', () => {
  const kinds = fc.constantFrom<FieldKind>(
    'text',
    'multiline',
    'select',
    'multiselect',
    'checkbox',
    'radio',
    'date',
    'number',
    'email',
    'tel',
    'url',
    'file',
  );
  const value = fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string()), fc.double(), fc.constant(null));
  fc.assert(
    fc.property(kinds, value, (kind, given) => {
      const one = form(
        field('__proto__x', kind, { options }),
        field('y', 'text', { showWhen: when('__proto__x', 'a') }),
      );
      const faults = checkForm(one, { __proto__x: given }, 0);
      const sent = valuesToSend(one, { __proto__x: given });
      if (!faults.length && kind === 'number' && '__proto__x' in sent)
        assert.equal(typeof sent['__proto__x'], 'number');
    }),
  );
});
