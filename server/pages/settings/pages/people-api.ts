import type { FieldError } from '../../../../src/api/errors.ts';
import type { SettingsApi } from '../settings-api.ts';

export interface Company {
  id: string;
  name: string;
}

export interface Contact {
  id: string;
  name: string;
  email: string;
  /** The primary one first. */
  companies: Company[];
  access: 'account' | 'invited' | 'none';
}

/** Companies and contacts, as the gateway keeps them. Each write holds at once. */
export function peopleApi({ call }: Pick<SettingsApi, 'call'>) {
  const find = async <T>(path: string, text: string, signal?: AbortSignal): Promise<T[]> => {
    const query = text === '' ? '' : `?${new URLSearchParams({ text })}`;
    return (await call<{ items: T[] }>(`${path}${query}`, { ...(signal && { signal }) })).items;
  };
  const contact = (id: string): string => `contacts/${encodeURIComponent(id)}`;
  return {
    contacts: (text: string, signal?: AbortSignal) => find<Contact>('contacts', text, signal),
    companies: (text: string, signal?: AbortSignal) => find<Company>('companies', text, signal),
    addContact: (body: { email: string; name: string; companies: string[] }) =>
      call<Contact>('contacts', { method: 'POST', body }),
    changeContact: (id: string, body: { name: string; companies: string[] }) =>
      call<Contact>(contact(id), { method: 'PATCH', body }),
    invite: (id: string) => call<Contact>(`${contact(id)}/invitation`, { method: 'POST', body: {} }),
    addCompany: (name: string) => call<Company>('companies', { method: 'POST', body: { name } }),
  };
}

/** Whether somebody or something of that address or name is there already: staff are told, as nobody else is. */
export const isTaken = ({ code }: FieldError): boolean => (code as string) === 'taken';
