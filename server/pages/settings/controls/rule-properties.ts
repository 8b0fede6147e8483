import type { GatewaySettings } from '../../../src/settings/settings.ts';
import type { RuleWords } from '../words/rules.ts';
import type { Test } from './rule-model.ts';

/** What can be asked of tickets and contacts, with the operators and values that mean something for it. */

type Operator = Test['operator'];

export interface Choice {
  value: string;
  label: string;
}

export interface RuleProperty {
  key: string;
  label: string;
  operators: Operator[];
  /** How its values are given. */
  values: { by: 'choice'; options: Choice[] } | { by: 'text' | 'date' | 'company' | 'contact' };
  /** A moment, of which a rule names the day: the whole day counts as after it. */
  moment?: true;
}

/** `ticket`: which tickets show; `contact`: of whom something holds; `list`: who is on a contact list. */
export type RuleKind = 'ticket' | 'contact' | 'list';

type Settings = Pick<GatewaySettings, 'contactLists' | 'pipelines' | 'properties'>;

const equal: Operator[] = ['is', 'is-not'];
const presence: Operator[] = ['empty', 'not-empty'];
const partly: Operator[] = ['contains', 'not-contains'];
const order: Operator[] = ['before', 'after'];

const channels = ['portal', 'form', 'email', 'chat', 'phone', 'other'] as const;

export function ruleProperties(kind: RuleKind, settings: Settings, words: RuleWords): RuleProperty[] {
  return kind === 'ticket' ? ticketProperties(settings, words) : contactProperties(kind, settings, words);
}

function contactProperties(
  kind: 'contact' | 'list',
  { contactLists }: Settings,
  { properties }: RuleWords,
): RuleProperty[] {
  const known: RuleProperty[] = [
    { key: 'email', label: properties.email, operators: equal, values: { by: 'text' } },
    { key: 'domain', label: properties.domain, operators: equal, values: { by: 'text' } },
    {
      key: 'company',
      label: properties.company,
      operators: [...equal, ...presence],
      values: { by: 'company' },
    },
  ];
  if (kind === 'list') return known;
  const options = contactLists.map(({ id, name }) => ({ value: id, label: name }));
  return [
    ...known,
    { key: 'list', label: properties.list, operators: equal, values: { by: 'choice', options } },
  ];
}

function ticketProperties(settings: Settings, words: RuleWords): RuleProperty[] {
  const { properties, states } = words;
  const { pipelines } = settings;
  const choice = (key: string, label: string, options: Choice[]): RuleProperty => ({
    key,
    label,
    operators: equal,
    values: { by: 'choice', options },
  });
  const builtIn: RuleProperty[] = [
    choice('state', properties.state, [
      { value: 'open', label: states.open },
      { value: 'closed', label: states.closed },
    ]),
    choice('stage', properties.stage, stageChoices(pipelines)),
    {
      key: 'subject',
      label: properties.subject,
      operators: [...partly, ...equal],
      values: { by: 'text' },
    },
    {
      key: 'company',
      label: properties.company,
      operators: [...equal, ...presence],
      values: { by: 'company' },
    },
    { key: 'requester', label: properties.requester, operators: equal, values: { by: 'contact' } },
    choice(
      'channel',
      properties.channel,
      channels.map((value) => ({ value, label: words.channels[value] })),
    ),
    { key: 'created', label: properties.created, operators: order, values: { by: 'date' }, moment: true },
    { key: 'activity', label: properties.activity, operators: order, values: { by: 'date' }, moment: true },
  ];
  // What every ticket has goes before a property of the same key: rules cannot ask for the latter.
  const taken = new Set(builtIn.map(({ key }) => key));
  return [
    ...builtIn,
    ...settings.properties.filter(({ key }) => !taken.has(key)).map((one) => propertyOf(one, words)),
  ];
}

/** Stages by staff's names; with several pipelines, which one's. */
export function stageChoices(pipelines: GatewaySettings['pipelines']): Choice[] {
  return pipelines.flatMap(({ name, stages }) =>
    stages.map(({ id, label }) => ({
      value: id,
      label: pipelines.length > 1 ? `${name}: ${label}` : label,
    })),
  );
}

function propertyOf(
  { key, label, kind, options = [] }: GatewaySettings['properties'][number],
  { yes, no }: RuleWords,
): RuleProperty {
  const base = { key, label };
  switch (kind) {
    case 'select':
    case 'multiselect':
    case 'radio':
      return { ...base, operators: [...equal, ...presence], values: { by: 'choice', options } };
    case 'checkbox':
      return {
        ...base,
        operators: equal,
        values: {
          by: 'choice',
          options: [
            { value: 'true', label: yes },
            { value: 'false', label: no },
          ],
        },
      };
    case 'date':
      return { ...base, operators: [...order, ...equal, ...presence], values: { by: 'date' } };
    case 'number':
      // Rules compare text: of 9 and 10 they would not know which is more.
      return { ...base, operators: [...equal, ...presence], values: { by: 'text' } };
    default:
      return { ...base, operators: [...partly, ...equal, ...presence], values: { by: 'text' } };
  }
}

/** The property that a condition asks for; one that is not there any more stays to be seen and changed. */
export function propertyNamed(
  known: readonly RuleProperty[],
  { property, operator }: Test,
  words: RuleWords,
): RuleProperty {
  const found = known.find(({ key }) => key === property) ?? {
    key: property,
    label: words.unknown(property),
    operators: [...partly, ...equal, ...presence],
    values: { by: 'text' as const },
  };
  return found.operators.includes(operator) ? found : { ...found, operators: [...found.operators, operator] };
}

/** A fresh condition on a property. */
export function conditionOn({ key, operators }: RuleProperty): Test {
  return { property: key, operator: operators[0] ?? 'is' };
}

/** The operator in words: of a moment, `after` a day holds from its beginning. */
export function operatorLabel(operator: Operator, property: RuleProperty, words: RuleWords): string {
  if (operator === 'after' && property.moment) return words.operators.since;
  return words.operators[operator];
}
