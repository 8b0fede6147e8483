import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueInWords } from '../../pages/settings/words/values.ts';

test('values are told in words, not in the punctuation of a file', () => {
  assert.equal(valueInWords(undefined, 'en'), 'not set');
  assert.equal(valueInWords(false, 'en'), 'no');
  assert.equal(valueInWords(true, 'pl-PL'), 'tak');
  assert.equal(valueInWords('', 'en'), 'nothing');
  assert.equal(valueInWords([], 'en'), 'nothing');
  assert.equal(valueInWords(3600, 'en'), '3600');
  assert.equal(valueInWords(['en', 'pl'], 'en'), 'en, pl');
  assert.equal(valueInWords({ version: '2', text: 'Agreed.' }, 'en'), 'version 2; text Agreed.');
});

test('what owners have named is told by its name', () => {
  const forms = [
    { id: 'support', title: 'Support', fields: [] },
    { id: 'sales', title: 'Sales', fields: [] },
  ];
  assert.equal(valueInWords(forms, 'en'), 'Support, Sales');
  assert.equal(valueInWords({ id: 'x', name: 'Phone calls' }, 'en'), 'Phone calls');
});

test('a long value is cut', () => {
  assert.equal(valueInWords('x'.repeat(500), 'en'), `${'x'.repeat(160)}…`);
});
