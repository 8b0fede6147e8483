import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lookup } from '../../pages/settings/controls/lookup.ts';
import { NameBook } from '../../pages/settings/controls/name-book.ts';
import type { Rule } from '../../pages/settings/controls/rule-model.ts';

const rule: Rule = {
  any: [
    { property: 'company', operator: 'is', value: ['c1', 'c2', 'c1'] },
    { all: [{ property: 'requester', operator: 'is', value: 'p1' }] },
    { property: 'subject', operator: 'contains', value: 'c9' },
  ],
};

test('each name is asked for once, and again only where nobody answered', async () => {
  const asked: string[] = [];
  let away = true;
  const lookup: Lookup = {
    search: () => Promise.resolve([]),
    names(kind, ids) {
      asked.push(`${kind} ${ids.join(' ')}`);
      if (kind === 'contact' && away) return Promise.reject(new Error('away'));
      return Promise.resolve(new Map(ids.filter((id) => id !== 'c2').map((id) => [id, `Name of ${id}`])));
    },
  };
  const book = new NameBook();
  assert.deepEqual([...((await book.learn(rule, lookup)) ?? [])], [['company:c1', 'Name of c1']]);
  away = false;
  assert.deepEqual([...((await book.learn(rule, lookup)) ?? [])].at(-1), ['contact:p1', 'Name of p1']);
  assert.equal(await book.learn(rule, lookup), undefined);
  assert.deepEqual(asked, ['company c1 c2', 'contact p1', 'contact p1']);
});
