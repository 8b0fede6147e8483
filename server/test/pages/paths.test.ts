import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { complete, getAt, meets, mergeOf, mergeOnto, setAt } from '../../pages/settings/paths.ts';
import { differences } from '../../src/settings/difference.ts';
import { defaultSettings } from '../../src/settings/settings.ts';

test('a value is read and written where a path leads, and everything else stays as it is', () => {
  const before = { portal: { name: 'A', languages: ['en', 'pl'] }, forms: [{ id: 'a' }] };
  assert.equal(getAt(before, 'portal.languages.1'), 'pl');
  assert.equal(getAt(before, 'portal.languages.7'), undefined);
  assert.equal(getAt(before, 'portal.constructor'), undefined);
  const after = setAt(before, 'portal.name', 'B');
  assert.deepEqual(after, { ...before, portal: { name: 'B', languages: ['en', 'pl'] } });
  assert.equal(before.portal.name, 'A');
  assert.equal(after.forms, before.forms, 'parts that nobody touched are the same ones');
  assert.deepEqual(setAt(before, 'portal.languages.0', undefined).portal.languages, ['pl']);
  assert.deepEqual(setAt(before, 'forms', undefined), { portal: before.portal });
  assert.deepEqual(setAt<object>({ a: 1 }, 'mail.texts.en', 'x'), { a: 1, mail: { texts: { en: 'x' } } });
});

test('what is set and set back is the same document to the letter', () => {
  const once = setAt(setAt(defaultSettings, 'portal.name', 'Other'), 'portal.name', 'Support');
  assert.equal(JSON.stringify(once), JSON.stringify(defaultSettings));
});

test('paths meet where one is the other or within it', () => {
  assert.ok(meets('portal.name', 'portal'));
  assert.ok(meets('portal', 'portal.name'));
  assert.ok(meets('', 'portal'));
  assert.ok(!meets('portal.name', 'portal.names'));
  assert.ok(!meets('portal.name', 'portal.slug'));
});

test('changes of two people to different settings both stand', () => {
  const base = { name: 'A', slug: 'a', lists: ['x'] };
  const mine = { ...base, name: 'Mine' };
  const theirs = { ...base, slug: 'theirs', lists: ['x', 'y'] };
  assert.deepEqual(mergeOf(base, mine, theirs).collisions, []);
  assert.deepEqual(mergeOnto(base, mine, theirs), { name: 'Mine', slug: 'theirs', lists: ['x', 'y'] });
});

test('where both changed the same, theirs stays unless one insists; the same change is no collision', () => {
  const base = { name: 'A', slug: 'a', hint: 'h' };
  const mine = { name: 'Mine', slug: 'same' };
  const theirs = { ...base, name: 'Theirs', slug: 'same' };
  assert.deepEqual(mergeOf(base, mine, theirs).collisions, ['name']);
  assert.deepEqual(mergeOnto(base, mine, theirs), { name: 'Theirs', slug: 'same' });
  assert.deepEqual(mergeOnto(base, mine, theirs, ['name']), { name: 'Mine', slug: 'same' });
});

test('whatever two people change: on top of an untouched document mine stand, and nothing of theirs is lost but by insisting', () => {
  const keys = { noNullPrototype: true };
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }));
  const part = fc.dictionary(fc.constantFrom('x', 'y', 'z'), value, keys);
  const document = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(value, part), keys);
  fc.assert(
    fc.property(document, document, document, (base, mine, theirs) => {
      assert.deepEqual(mergeOnto(base, mine, base), mine);
      assert.deepEqual(mergeOnto(base, base, theirs), theirs);
      const merged = mergeOnto(base, mine, theirs);
      const { theirs: changed } = mergeOf(base, mine, theirs);
      const my = differences(base, mine);
      for (const { path, after } of changed) {
        const apart = !my.some((own) => meets(own.path, path));
        const same = my.some((own) => own.path === path);
        if (apart || same) assert.deepEqual(getAt(merged, path), after, path);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a file that leaves things out is completed; lists are as it gives them', () => {
  const completed = complete({ portal: { name: 'New', languages: ['pl'] } }, { ...defaultSettings });
  assert.equal(getAt(completed, 'portal.name'), 'New');
  assert.deepEqual(getAt(completed, 'portal.languages'), ['pl']);
  assert.deepEqual(completed['forms'], defaultSettings.forms);
});
