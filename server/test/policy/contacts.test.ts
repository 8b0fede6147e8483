import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  contactRuleSchema,
  explainRule,
  listRuleSchema,
  listsHolding,
  meetsRule,
  type Person,
} from '../../src/policy/contacts.ts';
import { admits, onLists, seesCompanies } from '../../src/policy/policy.ts';
import type { Rule } from '../../src/policy/rules.ts';
import { defaultSettings, gatewaySettingsSchema, type GatewaySettings } from '../../src/settings/settings.ts';
import { contactRule, person } from './arbitraries.ts';

const alice: Person = { email: 'Alice@Acme.example', companies: [{ id: 'acme' }] };
const carol: Person = { email: 'carol@globex.example', companies: [{ id: 'globex' }] };
const nora: Person = { email: 'nora@acme.example.evil.example', companies: [] };
const atAcme: Rule = { property: 'company', operator: 'is', value: 'acme' };
const notAtAcme: Rule = { property: 'company', operator: 'is-not', value: 'acme' };

function settingsWith(
  contactLists: GatewaySettings['contactLists'],
  permission: GatewaySettings['tickets']['permission'] = 'own',
): GatewaySettings {
  return {
    ...defaultSettings,
    contactLists,
    access: { lists: contactLists.map(({ id }) => id) },
    tickets: { ...defaultSettings.tickets, permission },
  };
}

describe('rules over contacts', () => {
  const none = { contactLists: [] };

  test('ask for address, domain, company and list', () => {
    const lists = { contactLists: [{ id: 'vip', name: 'VIP', members: ['@acme.example'] }] };
    const rules: [Rule, boolean, boolean, boolean][] = [
      [{ property: 'email', operator: 'is', value: ' ALICE@acme.example ' }, true, false, false],
      [{ property: 'domain', operator: 'is', value: '@ACME.example' }, true, false, false],
      [{ property: 'domain', operator: 'is-not', value: ['acme.example', 'x.example'] }, false, true, true],
      [atAcme, true, false, false],
      [{ property: 'company', operator: 'empty' }, false, false, true],
      [{ property: 'list', operator: 'is', value: 'vip' }, true, false, false],
      [{ property: 'list', operator: 'empty' }, false, true, true],
      [{ any: [atAcme, { property: 'company', operator: 'is', value: 'globex' }] }, true, true, false],
      [{ all: [atAcme, { property: 'list', operator: 'not-empty' }] }, true, false, false],
    ];
    for (const [rule, ...expected] of rules) {
      assert.ok(contactRuleSchema.safeParse(rule).success, JSON.stringify(rule));
      const found = [alice, carol, nora].map((one) => meetsRule(rule, one, lists));
      assert.deepEqual(found, expected, JSON.stringify(rule));
    }
  });

  test('tell addresses apart that differ by an accent alone', () => {
    const rule: Rule = { property: 'domain', operator: 'is', value: 'äcme.example' };
    assert.equal(meetsRule(rule, alice, none), false);
  });

  test('are refused where they ask for parts of an address, unknown properties, or lists of lists', () => {
    for (const wrong of [
      { property: 'email', operator: 'contains', value: '@acme' },
      { property: 'domain', operator: 'after', value: 'a' },
      { property: 'name', operator: 'is', value: 'Alice' },
      { property: '__proto__', operator: 'empty' },
    ]) {
      assert.equal(contactRuleSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
    assert.equal(listRuleSchema.safeParse({ property: 'list', operator: 'is', value: 'vip' }).success, false);
  });

  test('tell what each of their parts says, as they decide', () => {
    fc.assert(
      fc.property(contactRule, person, (rule, somebody) => {
        assert.equal(explainRule(rule, somebody, none).holds, meetsRule(rule, somebody, none));
      }),
    );
  });
});

describe('contact lists', () => {
  const list = { id: 'partners', name: 'Partners', members: ['carol@globex.example'], rule: atAcme };

  test('hold their members and whoever meets their rule', () => {
    const settings = settingsWith([list]);
    for (const [somebody, held] of [
      [alice, true],
      [carol, true],
      [nora, false],
    ] as const) {
      assert.equal(onLists(settings, ['partners'], somebody), held);
      assert.equal(admits(settings, somebody, 'customer'), held);
      assert.deepEqual(listsHolding(settings, ['partners', 'none'], somebody), held ? ['partners'] : []);
    }
  });

  test('hold an address alone wherever a company could decide, and for certain only where none does', () => {
    for (const rule of [atAcme, notAtAcme]) {
      const settings = settingsWith([{ ...list, rule }]);
      assert.deepEqual(listsHolding(settings, ['partners'], { email: 'alice@acme.example' }), []);
      assert.equal(onLists(settings, ['partners'], 'alice@acme.example'), true);
      assert.equal(admits(settings, 'alice@acme.example', 'customer'), true);
      assert.deepEqual(listsHolding(settings, ['partners'], { email: 'carol@globex.example' }), ['partners']);
    }
  });

  test('hold for certain by an address alone nobody whom they do not hold by the contact, and let in nobody less', () => {
    fc.assert(
      fc.property(contactRule, person, (rule, somebody) => {
        fc.pre(listRuleSchema.safeParse(rule).success);
        const settings = settingsWith([{ id: 'a', name: 'A', members: [], rule }]);
        const { email } = somebody;
        if (listsHolding(settings, ['a'], { email }).length > 0)
          assert.ok(onLists(settings, ['a'], somebody));
        if (onLists(settings, ['a'], somebody)) assert.ok(onLists(settings, ['a'], email));
        if (admits(settings, somebody, 'customer')) assert.ok(admits(settings, somebody.email, 'customer'));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the permission to see a company’s tickets', () => {
  test('is everybody’s, nobody’s, or that of contacts who meet a rule', () => {
    assert.equal(seesCompanies(settingsWith([], 'company'), alice), true);
    assert.equal(seesCompanies(settingsWith([], 'own'), alice), false);
    assert.equal(seesCompanies(settingsWith([], { companyFor: atAcme }), alice), true);
    assert.equal(seesCompanies(settingsWith([], { companyFor: atAcme }), carol), false);
  });

  test('names only lists that exist', () => {
    const naming = (value: string) => ({
      ...settingsWith([{ id: 'vip', name: 'VIP', members: [] }]),
      tickets: {
        ...defaultSettings.tickets,
        permission: { companyFor: { property: 'list', operator: 'is', value } },
      },
    });
    assert.equal(gatewaySettingsSchema.safeParse(naming('vip')).success, true);
    const refused = gatewaySettingsSchema.safeParse(naming('vips'));
    assert.match(refused.error?.issues[0]?.message ?? '', /no contact list vips/);
  });
});
