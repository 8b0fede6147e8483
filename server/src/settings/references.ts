import { testsOf } from '../policy/rules.ts';
import { builtInFields } from './form-parts.ts';
import type { GatewaySettings } from './settings.ts';

/** A place of a document that names what is not there. */
export interface ReferenceFault {
  path: (string | number)[];
  message: string;
}

/**
 * What is named and not there: a list that holds nobody would lock out everybody without a word, a form without its
 * inbox would file tickets nowhere.
 */
export function referenceFaults(settings: GatewaySettings): ReferenceFault[] {
  return [...listFaults(settings), ...inboxFaults(settings), ...propertyFaults(settings)];
}

function listFaults({ access, contactLists, portal, tickets }: GatewaySettings): ReferenceFault[] {
  const known = new Set(contactLists.map((list) => list.id));
  const absent = (list: string): string => `there is no contact list ${list}`;
  const named = (lists: readonly string[], path: (string | number)[]): ReferenceFault[] =>
    lists.flatMap((list, index) =>
      known.has(list) ? [] : [{ path: [...path, index], message: absent(list) }],
    );
  const faults = named(access.lists, ['access', 'lists']);
  portal.signIn.providers.forEach(({ audience }, index) => {
    if (audience === 'all') return;
    faults.push(...named(audience.lists, ['portal', 'signIn', 'providers', index, 'audience', 'lists']));
  });
  const { permission } = tickets;
  if (typeof permission === 'string') return faults;
  for (const { property, value = [] } of testsOf(permission.companyFor)) {
    if (property !== 'list') continue;
    for (const list of [value].flat().map(String)) {
      if (known.has(list)) continue;
      faults.push({ path: ['tickets', 'permission', 'companyFor'], message: absent(list) });
    }
  }
  return faults;
}

function inboxFaults({ forms, inboxes, pipelines, tickets }: GatewaySettings): ReferenceFault[] {
  const faults: ReferenceFault[] = [];
  inboxes.forEach(({ pipeline }, index) => {
    if (pipelines.some(({ id }) => id === pipeline)) return;
    faults.push({ path: ['inboxes', index, 'pipeline'], message: `there is no pipeline ${pipeline}` });
  });
  const inbox = (id: string | undefined, path: (string | number)[]): void => {
    if (id === undefined || inboxes.some((one) => one.id === id)) return;
    faults.push({ path, message: `there is no inbox ${id}` });
  };
  inbox(tickets.defaultInbox, ['tickets', 'defaultInbox']);
  forms.forEach((form, index) => inbox(form.inbox, ['forms', index, 'inbox']));
  return faults;
}

function propertyFaults({ forms, properties }: GatewaySettings): ReferenceFault[] {
  const known = new Set([...Object.keys(builtInFields), ...properties.map(({ key }) => key)]);
  return forms.flatMap(({ fields }, form) =>
    fields.flatMap((field, index): ReferenceFault[] => {
      const at = ['forms', form, 'fields', index];
      if (!known.has(field.property)) {
        return [{ path: [...at, 'property'], message: `there is no property ${field.property}` }];
      }
      return (field.showWhen ?? []).flatMap(({ property }, condition) =>
        property !== field.property && fields.some((other) => other.property === property)
          ? []
          : [
              {
                path: [...at, 'showWhen', condition, 'property'],
                message: `the form has no other field ${property}`,
              },
            ],
      );
    }),
  );
}
