import fc from 'fast-check';
import type { Person } from '../../src/policy/contacts.ts';
import type { Rule, Test } from '../../src/policy/rules.ts';

/** Rules, and the people they are asked of, from words that meet often enough. */

const companyId = fc.constantFrom('acme', 'globex', 'initech');
const email = fc.constantFrom(
  'alice@acme.example',
  'Bob@Acme.example',
  'carol@globex.example',
  'nora@x.test',
);

export const person: fc.Arbitrary<Required<Person>> = fc.record({
  email,
  companies: fc.uniqueArray(companyId, { maxLength: 2 }).map((ids) => ids.map((id) => ({ id }))),
});

const contactTest: fc.Arbitrary<Test> = fc
  .oneof(
    fc.record({ property: fc.constant('email'), value: email }),
    fc.record({
      property: fc.constant('domain'),
      value: fc.constantFrom('acme.example', '@globex.example', 'example'),
    }),
    fc.record({ property: fc.constant('company'), value: companyId }),
    fc.record({ property: fc.constant('list'), value: fc.constantFrom('one', 'two') }),
  )
  .chain(({ property, value }) =>
    fc.oneof(
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom('is' as const, 'is-not' as const),
        value: fc.constant(value),
      }),
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom('empty' as const, 'not-empty' as const),
      }),
    ),
  );

/** Groups of conditions, a few deep. */
export function groupsOf(test: fc.Arbitrary<Test>): fc.Arbitrary<Rule> {
  return fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      test,
      fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    ),
  })).rule;
}

export const contactRule = groupsOf(contactTest);

const ticketTest: fc.Arbitrary<Test> = fc
  .constantFrom('state', 'company', 'requester', 'subject', 'severity', 'internal', 'product_area')
  .chain((property) =>
    fc.oneof(
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom('is' as const, 'is-not' as const, 'before' as const),
        value: fc.constantFrom('open', 'acme', 'alice', 'export stops', 'a', 'blocked'),
      }),
      fc.record({
        property: fc.constant(property),
        operator: fc.constantFrom('empty' as const, 'not-empty' as const),
      }),
    ),
  );

export const ticketRule = groupsOf(ticketTest);
