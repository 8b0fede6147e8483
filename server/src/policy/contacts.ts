import type { ContactList } from '../settings/sign-in.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import {
  account,
  decide,
  meets,
  ruleSchemaOf,
  type Judge,
  type Rule,
  type Test,
  type Verdict,
} from './rules.ts';

/** Somebody as far as rules over contacts ask. Without `companies` these are not known, as before a session begins. */
export interface Person {
  email: string;
  companies?: readonly { id: string }[];
}

type Lists = Pick<GatewaySettings, 'contactLists'>;

/** `company` and `list` are ids. A domain is compared as a whole: parts of it could be anybody's. */
const properties = ['email', 'domain', 'company', 'list'];
const whole: readonly Test['operator'][] = ['is', 'is-not', 'empty', 'not-empty'];

const fault = (
  { property, operator }: Test,
  known: readonly string[],
): [part: 'property' | 'operator', message: string] | undefined => {
  if (!known.includes(property)) return ['property', `must be one of ${known.join(', ')}`];
  return whole.includes(operator) ? undefined : ['operator', `must be one of ${whole.join(', ')}`];
};

/** Rules over contacts. */
export const contactRuleSchema = ruleSchemaOf((test) => fault(test, properties));

/** Those that say who is on a list, and so cannot ask for lists: two could ask for each other. */
export const listRuleSchema = ruleSchemaOf((test) =>
  fault(
    test,
    properties.filter((property) => property !== 'list'),
  ),
);

/**
 * What a rule's conditions say of somebody. `unknown` is the answer where nothing is known: with `false` a rule is met
 * for certain or not at all, with `true` it is met wherever it could be.
 */
function judgeOf(person: Person, settings: Lists, unknown: boolean): Judge {
  const email = person.email.trim().toLowerCase();
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const wantedOf = ({ property, value }: Test): string[] => {
    const wanted = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
    if (property === 'email') return wanted.map((one) => one.trim().toLowerCase());
    if (property === 'domain') return wanted.map((one) => one.trim().toLowerCase().replace(/^@/, ''));
    return wanted;
  };
  const valuesOf = (property: string): string[] => {
    if (property === 'email') return [email];
    if (property === 'domain') return [domain];
    if (property === 'company') return person.companies?.map((company) => company.id) ?? [];
    return settings.contactLists.filter((list) => holds(list, person, unknown)).map((list) => list.id);
  };
  return (test) => {
    const { property, operator } = test;
    if (property === 'company' && !person.companies) return unknown;
    return meets(operator, valuesOf(property), wantedOf(test));
  };
}

/** Whether somebody meets a rule over contacts. */
export function meetsRule(rule: Rule, person: Person, settings: Lists): boolean {
  return decide(rule, judgeOf(person, settings, false));
}

/** What each part of a rule says of somebody. */
export function explainRule(rule: Rule, person: Person, settings: Lists): Verdict {
  return account(rule, judgeOf(person, settings, false));
}

/** The ids of those contact lists that hold somebody. A list that does not exist holds nobody. */
export function listsHolding(
  { contactLists }: Lists,
  lists: readonly string[],
  person: Person,
  unknown = false,
): string[] {
  return contactLists
    .filter((list) => lists.includes(list.id) && holds(list, person, unknown))
    .map((list) => list.id);
}

/** By address, by whole domain as `@example.com`, which is no other's beginning or end, or by the list's rule. */
function holds(list: ContactList, person: Person, unknown: boolean): boolean {
  const address = person.email.trim().toLowerCase();
  const members = membersOf(list);
  if (members.has(address) || members.has(address.slice(address.lastIndexOf('@')))) return true;
  return list.rule !== undefined && decide(list.rule, judgeOf(person, { contactLists: [] }, unknown));
}

const known = new WeakMap<ContactList['members'], ReadonlySet<string>>();

/** A list may have tens of thousands of members, and is asked at every request. */
function membersOf({ members }: ContactList): ReadonlySet<string> {
  const made = known.get(members) ?? new Set(members.map((member) => member.trim().toLowerCase()));
  known.set(members, made);
  return made;
}
