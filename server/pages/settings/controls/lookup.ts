import type { SettingsApi } from '../settings-api.ts';
import type { Choice } from './rule-properties.ts';

/** Finds companies and contacts by name, and names those that a document holds by id. */
export interface Lookup {
  search(kind: LookupKind, text: string, signal?: AbortSignal): Promise<Choice[]>;
  /** Names by id; ids that are nobody's are absent. */
  names(kind: LookupKind, ids: readonly string[], signal?: AbortSignal): Promise<Map<string, string>>;
}

export type LookupKind = 'company' | 'contact';

interface Found {
  items: { id: string; name: string; email?: string }[];
}

const paths: Record<LookupKind, string> = { company: 'companies', contact: 'contacts' };

/** Asks the gateway. Rejects where it does not answer. */
export function gatewayLookup({ call }: Pick<SettingsApi, 'call'>): Lookup {
  const read = async (
    kind: LookupKind,
    query: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Found['items']> =>
    (await call<Found>(`${paths[kind]}?${new URLSearchParams(query)}`, { ...(signal && { signal }) })).items;
  return {
    async search(kind, text, signal) {
      const items = await read(kind, text ? { text } : {}, signal);
      return items.map(({ id, name, email }) => ({ value: id, label: email ? `${name} (${email})` : name }));
    },
    async names(kind, ids, signal) {
      const names = new Map<string, string>();
      // A page of ids at a time: addresses have an end.
      for (let start = 0; start < ids.length; start += 50) {
        const items = await read(kind, { ids: ids.slice(start, start + 50).join(',') }, signal);
        for (const { id, name } of items) names.set(id, name);
      }
      return names;
    },
  };
}
