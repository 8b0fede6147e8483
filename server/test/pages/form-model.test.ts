import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lackOf, propertyKinds } from '../../src/settings/form-parts.ts';
import { formSchema, propertySchema } from '../../src/settings/forms.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import {
  askable,
  completed,
  conditionOperators,
  conditionValue,
  dependents,
  moved,
  newCondition,
  newField,
  others,
  withOperator,
} from '../../pages/settings/form-model.ts';
import { newId, newKey, slugOf } from '../../pages/settings/item-ids.ts';
import { newProperty, ofKind } from '../../pages/settings/property-kinds.ts';

const names = { subject: 'Subject', message: 'Message', files: 'Files' };
const every = propertyKinds.map((kind) =>
  ofKind({ key: kind, label: kind, kind: 'text' }, kind, 'First choice'),
);
const parts = askable(every, names);

test('a form that is completed lacks nothing but its inbox, and keeps what it asked for', () => {
  assert.deepEqual(lackOf({ fields: completed([]) }), ['inbox']);
  const fields = completed([{ property: 'message', required: false, label: 'Why?' }, newField('text')]);
  assert.deepEqual(lackOf({ fields, inbox: 'support' }), []);
  assert.deepEqual(
    fields.map(({ property, label }) => label ?? property),
    ['subject', 'Why?', 'text'],
  );
});

test('the gateway takes a form with every field and every condition that the builder offers', () => {
  for (const part of parts) {
    for (const operator of conditionOperators(part.kind)) {
      const condition = withOperator(newCondition(part), operator, part);
      const fields = [...parts.filter((one) => one !== part).map(({ property }) => newField(property))];
      fields[0] = { ...fields[0]!, showWhen: [condition] };
      const form = { id: 'f', title: 'F', connected: false, fields: [...fields, newField(part.property)] };
      assert.equal(formSchema.safeParse(form).success, true, `${part.kind} ${operator}`);
    }
  }
  for (const property of every) assert.equal(propertySchema.safeParse(property).success, true, property.kind);
});

test('a condition keeps its value where the new comparison can have it', () => {
  const select = parts.find(({ kind }) => kind === 'select')!;
  const text = parts.find(({ kind }) => kind === 'text')!;
  assert.deepEqual(newCondition(select), { property: 'select', operator: 'in', value: ['first'] });
  assert.deepEqual(withOperator({ property: 'x', operator: 'is', value: 'a' }, 'contains', text), {
    property: 'x',
    operator: 'contains',
    value: 'a',
  });
  assert.equal('value' in withOperator({ property: 'x', operator: 'is', value: 'a' }, 'empty', text), false);
  assert.equal(conditionValue('12', 'number'), 12);
  assert.equal(conditionValue('12', 'text'), '12');
  assert.equal(conditionValue('', 'number'), '');
});

test('a field that another waits for is known, and files are nothing to wait for', () => {
  const { fields } = defaultSettings.forms[0]!;
  assert.deepEqual(
    dependents(fields, 'severity').map(({ property }) => property),
    ['since'],
  );
  const offered = others(fields, askable(defaultSettings.properties, names), 'since').map(
    ({ property }) => property,
  );
  assert.deepEqual(offered, ['subject', 'message', 'product_area', 'severity']);
});

test('fields move to where they are put', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 0, 2), ['b', 'c', 'a']);
  assert.deepEqual(moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
  assert.deepEqual(moved(['a'], 3, 0), ['a']);
});

test('ids and keys are made of names in any script, and nobody has them yet', () => {
  assert.equal(slugOf('Łąka & Größe №2'), 'laka-grosse-no2');
  assert.equal(newId('Repairs', ['repairs', 'repairs-2']), 'repairs-3');
  assert.equal(newId('修理', [], 'inbox'), 'inbox');
  assert.equal(newId('x'.repeat(40), ['x'.repeat(32)]), `${'x'.repeat(30)}-2`);
  assert.equal(newKey('2nd part', []), 'nd_part');
  assert.equal(newProperty('Company', []).key, 'company_2');
  assert.equal(newProperty('Subject', []).key, 'subject_2');
});
