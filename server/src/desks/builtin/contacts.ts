import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import { storable } from '../../storage/search.ts';
import type { DeskContact } from '../desk.ts';

/** Contacts with their companies, the primary one first. */
export function selectContacts(db: Kysely<Schema>) {
  return db
    .selectFrom('contacts')
    .leftJoin('contact_companies', 'contact_companies.contact_id', 'contacts.id')
    .leftJoin('companies', 'companies.id', 'contact_companies.company_id')
    .select([
      'contacts.id',
      'contacts.email',
      'contacts.name',
      'companies.id as company_id',
      'companies.name as company_name',
    ])
    .orderBy('contact_companies.position')
    .orderBy('companies.id');
}

export type ContactRow = Awaited<ReturnType<ReturnType<typeof selectContacts>['executeTakeFirstOrThrow']>>;

/** Rows of one contact each company; none: no such contact. */
export function toContact(rows: readonly ContactRow[]): DeskContact | undefined {
  const [contact] = rows;
  if (!contact) return undefined;
  return {
    id: contact.id,
    email: contact.email,
    name: contact.name,
    companies: rows.flatMap(({ company_id: id, company_name: name }) =>
      id === null || name === null ? [] : [{ id, name }],
    ),
  };
}

/** Contacts whose address or name holds a text, by address; all of them for no text. */
export async function contactsLike(db: Kysely<Schema>, text: string, limit: number): Promise<DeskContact[]> {
  const part = `%${storable(text.trim())
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
  const found = await db
    .selectFrom('contacts')
    .select(['id', 'email'])
    .where((eb) =>
      eb.or([
        sql<boolean>`email like ${part} escape '\\'`,
        sql<boolean>`lower(name) like ${part} escape '\\'`,
      ]),
    )
    .orderBy('email')
    .limit(limit)
    .execute();
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const rows = await selectContacts(db).where('contacts.id', 'in', ids).execute();
  return ids.flatMap((id) => toContact(rows.filter((row) => row.id === id)) ?? []);
}
