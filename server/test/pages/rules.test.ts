import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contactRuleSchema, listRuleSchema } from '../../src/policy/contacts.ts';
import { ruleSchema } from '../../src/policy/rules.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import { settingsProblems } from '../../src/settings/problems.ts';
import {
  append,
  canNest,
  canWrap,
  depthOf,
  documentPath,
  fromRoot,
  groupOf,
  isGroup,
  joinOf,
  limits,
  partAt,
  partsOf,
  removeAt,
  replaceAt,
  setJoin,
  toRoot,
  unwrap,
  valuesOf,
  withValues,
  wrap,
  type Group,
  type Path,
  type Rule,
  type Test,
} from '../../pages/settings/controls/rule-model.ts';
import {
  conditionOn,
  propertyNamed,
  ruleProperties,
  type RuleKind,
} from '../../pages/settings/controls/rule-properties.ts';
import { ruleSentence, type SentenceContext } from '../../pages/settings/controls/rule-sentence.ts';
import { ruleWords } from '../../pages/settings/words/rules.ts';

const words = ruleWords('en');
const settings = {
  ...defaultSettings,
  contactLists: [{ id: 'pilot', name: 'Pilot', members: ['a@b.example'] }],
  properties: [
    ...defaultSettings.properties,
    { key: 'seats', label: 'Seats', kind: 'number' as const },
    { key: 'urgent', label: 'Urgent', kind: 'checkbox' as const },
    { key: 'place', label: 'Place', kind: 'text' as const },
  ],
};
const schemas = { ticket: ruleSchema, contact: contactRuleSchema, list: listRuleSchema };
const context = (kind: RuleKind = 'ticket', tag = 'en'): SentenceContext => ({
  properties: ruleProperties(kind, settings, ruleWords(tag)),
  names: new Map([['company:c1', 'Acme']]),
  words: ruleWords(tag),
  day: (iso) => iso,
});

const a: Test = { property: 'state', operator: 'is', value: 'open' };
const b: Test = { property: 'severity', operator: 'is', value: ['blocked', 'degraded'] };
const c: Test = { property: 'company', operator: 'is-not', value: 'c1' };

test('a single condition is edited in a group, and nothing at all as an empty one', () => {
  assert.deepEqual(toRoot(undefined), { all: [] });
  assert.deepEqual(toRoot(a), { all: [a] });
  assert.deepEqual(toRoot({ any: [a, b] }), { any: [a, b] });
  assert.equal(fromRoot({ all: [] }), undefined);
});

test('conditions are added, changed, grouped, ungrouped and taken away where they stand', () => {
  const root: Group = { all: [a, { any: [b, c] }] };
  assert.deepEqual(append(root, [1], a), { all: [a, { any: [b, c, a] }] });
  assert.deepEqual(append(root, [], b), { all: [a, { any: [b, c] }, b] });
  assert.deepEqual(replaceAt(root, [1, 0], c), { all: [a, { any: [c, c] }] });
  assert.deepEqual(setJoin(root, [1], 'all'), { all: [a, { all: [b, c] }] });
  assert.deepEqual(setJoin(root, [], 'any'), { any: [a, { any: [b, c] }] });
  assert.deepEqual(wrap(root, [0]), { all: [{ any: [a] }, { any: [b, c] }] });
  assert.deepEqual(wrap(root, [1, 1]), { all: [a, { any: [b, { all: [c] }] }] });
  assert.deepEqual(unwrap(root, [1]), { all: [a, b, c] });
  assert.deepEqual(removeAt(root, [0]), { all: [{ any: [b, c] }] });
});

test('the last condition of a group takes the group along', () => {
  assert.deepEqual(removeAt({ all: [a, { any: [{ all: [b] }] }] }, [1, 0, 0]), { all: [a] });
  assert.equal(fromRoot(removeAt({ all: [{ any: [b] }] }, [0, 0])), undefined);
});

test('groups lie no deeper than the gateway allows, and as deep', () => {
  let root: Group = { all: [a] };
  let path: number[] = [0];
  while (canWrap(root, path)) {
    root = wrap(root, path);
    path = [...path, 0];
  }
  assert.equal(depthOf(root), limits.depth);
  assert.equal(ruleSchema.safeParse(root).success, true);
  assert.equal(ruleSchema.safeParse(wrap(root, path)).success, false);
  assert.equal(canNest([0, 0]), true);
  assert.equal(canNest([0, 0, 0]), false);
  const many = (count: number): Rule => ({ all: Array.from({ length: count }, () => a) });
  assert.equal(ruleSchema.safeParse(many(limits.tests)).success, true);
  assert.equal(ruleSchema.safeParse(many(limits.tests + 1)).success, false);
  const values = (count: number) => withValues(b, Array.from({ length: count }, String));
  assert.equal(ruleSchema.safeParse(values(limits.values)).success, true);
  assert.equal(ruleSchema.safeParse(values(limits.values + 1)).success, false);
});

test('a fault that the gateway tells of a rule is found at its condition', () => {
  const rule: Rule = { all: [a, { any: [b, { property: 'state', operator: 'is' }] }] };
  const parsed = ruleSchema.safeParse(rule);
  assert.equal(parsed.success, false);
  const [problem] = settingsProblems(parsed.error);
  assert.equal(problem?.path, `${documentPath(rule, [1, 1])}.value`);
});

test('one value stands alone, several in a list, and none with what needs none', () => {
  assert.deepEqual(withValues(b, ['blocked']), { property: 'severity', operator: 'is', value: 'blocked' });
  assert.deepEqual(withValues(b, ['x', 'y']).value, ['x', 'y']);
  assert.equal('value' in withValues(b, []), false);
  assert.equal('value' in withValues({ ...b, operator: 'empty' }, ['x']), false);
  assert.deepEqual(valuesOf({ property: 'urgent', operator: 'is', value: true }), ['true']);
});

test('a rule is told in a sentence, with the words that owners know', () => {
  assert.equal(
    ruleSentence({ all: [a, { any: [b, c] }] }, context()),
    'Open or closed is Open and (Severity is We are blocked or We can work around it or Company is not Acme)',
  );
  assert.equal(
    ruleSentence({ all: [{ property: 'created', operator: 'after', value: '2026-01-05' }] }, context()),
    'Created is on or after 2026-01-05',
  );
  assert.equal(
    ruleSentence(
      {
        any: [
          { property: 'place', operator: 'contains' },
          { property: 'gone', operator: 'empty' },
        ],
      },
      context(),
    ),
    'Place contains … or gone (not there any more) is empty',
  );
  assert.equal(
    ruleSentence({ all: [{ property: 'list', operator: 'is', value: 'pilot' }] }, context('contact', 'pl')),
    'Lista kontaktów to Pilot',
  );
});

test('stages are named by staff’s names, with several pipelines by theirs too', () => {
  const labels = (pipelines: typeof settings.pipelines) => {
    const stage = ruleProperties('ticket', { ...settings, pipelines }, words).find(
      ({ key }) => key === 'stage',
    );
    return stage?.values.by === 'choice' ? stage.values.options.map(({ label }) => label) : [];
  };
  assert.deepEqual(labels(settings.pipelines).slice(0, 2), ['New', 'In progress']);
  const second = { id: 'rma', name: 'Returns', stages: settings.pipelines[0]!.stages };
  assert.equal(labels([...settings.pipelines, second])[0], 'Support: New');
});

test('a property that is gone, or compared as hand-written documents may, stays as it is', () => {
  const known = ruleProperties('ticket', settings, words);
  assert.equal(
    propertyNamed(known, { property: 'gone', operator: 'is' }, words).label,
    'gone (not there any more)',
  );
  const odd = propertyNamed(known, { property: 'created', operator: 'is', value: 'x' }, words);
  assert.deepEqual(odd.operators, ['before', 'after', 'is']);
});

for (const kind of ['ticket', 'contact', 'list'] as const) {
  test(`the gateway takes every condition that the editor offers for rules of kind ${kind}`, () => {
    for (const property of ruleProperties(kind, settings, words)) {
      for (const operator of property.operators) {
        const rule = withValues({ ...conditionOn(property), operator }, ['x']);
        const parsed = schemas[kind].safeParse(rule);
        assert.equal(parsed.success, true, `${property.key} ${operator}`);
      }
    }
  });
}

/** Places of all parts, the groups' too. */
function placesOf(group: Group, above: Path = []): Path[] {
  return partsOf(group).flatMap((part, index) => {
    const at = [...above, index];
    return [at, ...(isGroup(part) ? placesOf(part, at) : [])];
  });
}

test('whatever is done in whatever order, what comes of it is a rule that the gateway takes', () => {
  const properties = ruleProperties('ticket', settings, words);
  const step = fc.record({
    what: fc.constantFrom('add', 'group', 'remove', 'wrap', 'unwrap', 'join', 'replace'),
    where: fc.nat(40),
    which: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let root = toRoot(undefined);
      for (const { what, where, which } of steps) {
        const places = placesOf(root);
        const groups: Path[] = [[], ...places.filter((place) => isGroup(partAt(root, place)!))];
        const place = places[where % Math.max(1, places.length)];
        const group = groups[where % groups.length]!;
        const test = withValues(conditionOn(properties[which % properties.length]!), ['x']);
        if (what === 'add') root = append(root, group, test);
        else if (what === 'group') {
          if (canNest(group)) root = append(root, group, groupOf('any', [test]));
        } else if (what === 'join') {
          const now = group.length === 0 ? root : (partAt(root, group) as Group);
          root = setJoin(root, group, joinOf(now) === 'all' ? 'any' : 'all');
        } else if (!place) continue;
        else if (what === 'remove') root = removeAt(root, place);
        else if (what === 'unwrap') root = unwrap(root, place);
        else if (what === 'replace')
          root = isGroup(partAt(root, place)!) ? root : replaceAt(root, place, test);
        else if (canWrap(root, place)) root = wrap(root, place);
        const rule = fromRoot(root);
        if (rule) assert.equal(ruleSchema.safeParse(rule).success, true, JSON.stringify(rule));
      }
    }),
    { numRuns: 500 },
  );
});
