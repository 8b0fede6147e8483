import type { Random } from '../../src/demo/random.ts';
import type { Rule } from '../../src/policy/rules.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';

/**
 * What an owner may decide, as the test knows it: small enough to be judged by the few lines of `oracle.ts`, which share
 * nothing with the policy of the gateway. `settingsOf` writes the same decision as a settings document.
 */
export interface Decision {
  on: boolean;
  /** Who is let in; absent: everybody. */
  access?: Group;
  /** Whose companies' tickets show to them. */
  companies: 'nobody' | 'everybody' | Group;
  filter?: Filter;
  threads: 'all' | 'newest';
  /** Of the visible properties, those that are still. */
  visible: readonly string[];
  stages: 'state' | 'stages';
}

/** Some people: by address, by their address' domain, or by company. `others`: everybody but them. */
export type Group = { by: 'address' | 'domain' | 'company'; values: readonly string[]; others?: boolean };

/** A filter over tickets. */
export type Filter = { all: readonly Filter[] } | { any: readonly Filter[] } | Atom;

/** One condition, as a rule and as what it means for the facts of the world. */
export interface Atom {
  rule: Rule;
  shows(ticket: Ticket): boolean;
}

/** A ticket as its world made it; nothing here changes by what customers do. */
export interface Ticket {
  name: string;
  id: string;
  requester: string;
  company?: string;
  /** Number of the newest thread. */
  newest: number;
  properties: Readonly<Record<string, string>>;
  subject: string;
  /** Who wrote, in which thread. */
  messages: { by: string; thread: number }[];
}

export interface Customer {
  name: string;
  email: string;
  /** The primary one first. */
  companies: readonly string[];
}

export function everything(visible: readonly string[]): Decision {
  return { on: true, companies: 'everybody', threads: 'all', visible, stages: 'stages' };
}

/** As little as a portal can show that still shows something. */
export const least: Decision = {
  on: true,
  companies: 'nobody',
  threads: 'newest',
  visible: [],
  stages: 'state',
};

/** A decision by chance; mostly such that much shows, with a bit taken away in several places. */
export function decideByChance(
  random: Random,
  from: { customers: readonly Customer[]; atoms: readonly Atom[]; visible: readonly string[] },
): Decision {
  const group = (): Group => {
    const by = random.pick(['address', 'domain', 'company'] as const);
    const of = (one: Customer): string[] =>
      by === 'address'
        ? [one.email]
        : by === 'domain'
          ? [one.email.slice(one.email.indexOf('@') + 1)]
          : [...one.companies];
    const values = from.customers.filter(() => random.chance(0.5)).flatMap(of);
    // A list that holds nobody is none that an owner could have meant.
    return { by, values: values.length > 0 ? [...new Set(values)] : of(from.customers[0]!) };
  };
  const filter = (depth: number): Filter => {
    if (depth === 0 || random.chance(0.4)) return random.pick(from.atoms);
    const inner = Array.from({ length: random.between(1, 3) }, () => filter(depth - 1));
    return random.chance(0.5) ? { all: inner } : { any: inner };
  };
  return {
    on: random.chance(0.92),
    ...(random.chance(0.25) ? { access: group() } : {}),
    companies: random.chance(0.5)
      ? 'everybody'
      : random.chance(0.3)
        ? 'nobody'
        : { ...group(), others: random.chance(0.3) },
    ...(random.chance(0.6) ? { filter: filter(2) } : {}),
    threads: random.chance(0.5) ? 'newest' : 'all',
    visible: from.visible.filter(() => random.chance(0.7)),
    stages: random.chance(0.7) ? 'stages' : 'state',
  };
}

const ruleOf = (filter: Filter): Rule =>
  'all' in filter
    ? { all: filter.all.map(ruleOf) }
    : 'any' in filter
      ? { any: filter.any.map(ruleOf) }
      : filter.rule;

const groupRule = ({ by, values, others }: Group): Rule => ({
  property: by === 'address' ? 'email' : by,
  operator: others ? 'is-not' : 'is',
  value: [...values],
});

/** The document that says the same. `secretList` is the id of a list that only settings name. */
export function settingsOf(decision: Decision, base: GatewaySettings, secretList: string): GatewaySettings {
  const settings = structuredClone(base);
  const { access, companies, filter } = decision;
  settings.portal.enabled = decision.on;
  settings.portal.statusDisplay = decision.stages;
  settings.access.lists = [];
  if (access) {
    const list = settings.contactLists.find(({ id }) => id === secretList)!;
    if (access.by === 'company') list.rule = groupRule(access);
    else list.members.push(...access.values.map((value) => (access.by === 'domain' ? `@${value}` : value)));
    settings.access.lists = [secretList];
  }
  settings.tickets.permission =
    companies === 'everybody'
      ? 'company'
      : companies === 'nobody'
        ? 'own'
        : { companyFor: groupRule(companies) };
  if (filter) settings.tickets.filter = ruleOf(filter);
  settings.tickets.threads = decision.threads;
  settings.tickets.visibleProperties = settings.tickets.visibleProperties.filter(({ key }) =>
    decision.visible.includes(key),
  );
  return settings;
}
