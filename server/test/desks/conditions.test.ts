import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Condition, FieldDefinition, FieldKind, FieldValue } from '../../../src/api/index.ts';
import { valuesToSend, visibleFields } from '../../../src/portal/form-rules.ts';
import { shownFields } from '../../src/desks/conditions.ts';

const keys = ['subject', 'message', 'a', 'b', 'c', 'd'];
const kinds: FieldKind[] = ['text', 'multiline', 'select', 'multiselect', 'checkbox', 'date', 'number'];
const words = ['', ' ', 'x', 'X', '9', '10', '2026-11-22', 'true', 'false'];

/** On a field that stands before: where conditions turn in a circle there is nothing to agree on. */
const conditionOn = (before: readonly string[]): fc.Arbitrary<Condition> =>
  fc.record({
    property: fc.constantFrom(...before),
    operator: fc.constantFrom('is', 'is-not', 'in', 'contains', 'before', 'after', 'empty', 'not-empty'),
    value: fc.oneof(
      fc.constantFrom<FieldValue[]>(...words, 9, 10, true, false, null),
      fc.array(fc.constantFrom(...words), { maxLength: 2 }),
    ),
  });

const form = fc
  .tuple(
    fc.array(fc.constantFrom(...kinds), { minLength: 4, maxLength: 4 }),
    fc.tuple(...[2, 3, 4, 5].map((index) => fc.array(conditionOn(keys.slice(0, index)), { maxLength: 2 }))),
  )
  .map(([picked, conditions]) => ({
    id: 'f',
    title: 'Form',
    fields: keys.map((key, index): FieldDefinition => {
      const own = index < 2;
      return {
        key,
        label: key,
        required: own,
        kind: own ? 'text' : (picked[index - 2] ?? 'text'),
        ...(!own && { showWhen: conditions[index - 2] ?? [] }),
      };
    }),
  }));

/** What stands in the controls: numbers as text, boxes ticked or not, choices as lists. */
const typed = ({ kind }: FieldDefinition): fc.Arbitrary<FieldValue> => {
  if (kind === 'checkbox') return fc.constantFrom(true, false, null);
  if (kind === 'multiselect') return fc.array(fc.constantFrom('x', '9'), { maxLength: 2 });
  if (kind === 'number') return fc.constantFrom('', '9', '10', '-3', 'nine');
  return fc.constantFrom(...words);
};

test('page and gateway agree on the fields that show, whatever was typed', () => {
  const cases = form.chain((made) =>
    fc.tuple(
      fc.constant(made),
      fc.record(Object.fromEntries(made.fields.map((field) => [field.key, typed(field)]))),
    ),
  );
  fc.assert(
    fc.property(cases, ([made, values]) => {
      const onPage = visibleFields(made, values).map(({ key }) => key);
      const sent = valuesToSend(made, values);
      assert.deepEqual(
        shownFields(made, sent).map(({ key }) => key),
        onPage,
      );
    }),
    { numRuns: 5_000 },
  );
});
