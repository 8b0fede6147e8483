import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { newId } from '../../storage/ids.ts';
import type { Schema } from '../../storage/schema.ts';
import { fold, storable } from '../../storage/search.ts';
import type { Storage, Tx } from '../../storage/storage.ts';
import type { DeskCompany, DeskContact, NewContact } from '../desk.ts';
import { DeskError, type FieldFault } from '../errors.ts';
import { cleanLine } from '../text.ts';
import { selectContacts, toContact } from './contacts.ts';
import { isId, notFound } from './tickets.ts';

/** Companies and contacts as staff keep them. */

const longestName = 200;
const companiesOfOne = 50;

const refused = (field: string, code: FieldFault['code'], message: string): DeskError =>
  new DeskError('invalid', message, { fields: [{ field, code }] });

function checkedName(given: string): string {
  const name = cleanLine(given);
  if (name === '') throw refused('name', 'required', 'a name is needed');
  if (name.length > longestName) {
    throw new DeskError('invalid', 'a name is too long', {
      fields: [{ field: 'name', code: 'too-long', limit: longestName }],
    });
  }
  return name;
}

/** Companies whose name holds a text, by name; all of them for no text. */
export async function companiesLike(db: Kysely<Schema>, text: string, limit: number): Promise<DeskCompany[]> {
  const part = `%${storable(text.trim())
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
  return db
    .selectFrom('companies')
    .select(['id', 'name'])
    .where(sql<boolean>`lower(name) like ${part} escape '\\'`)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Those of the ids that are there. */
export async function companiesNamed(db: Kysely<Schema>, ids: readonly string[]): Promise<DeskCompany[]> {
  return db.selectFrom('companies').select(['id', 'name']).where('id', 'in', ids).execute();
}

/** A new company. One of the same name, in whatever case, is `taken`: nobody could tell the two apart. */
export async function addCompany({ db }: Pick<Storage, 'db'>, given: string): Promise<DeskCompany> {
  const name = checkedName(given);
  const taken = (): DeskError => refused('name', 'taken', 'there is a company of that name');
  const same = await db
    .selectFrom('companies')
    .select('id')
    .where((eb) => eb.or([eb('name', '=', name), eb(sql`lower(name)`, '=', name.toLowerCase())]))
    .limit(1)
    .executeTakeFirst();
  if (same) throw taken();
  // The id comes from the name, so that of two who add it at once one is second.
  const id = createHash('sha256')
    .update(`company ${fold(name)}`)
    .digest('hex')
    .slice(0, 26);
  const added = await db
    .insertInto('companies')
    .values({ id, name })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!added) throw taken();
  return { id, name };
}

/** A new contact, without an account. An address that somebody has already is `taken`. */
export async function addContact(storage: Storage, person: NewContact, at: Date): Promise<DeskContact> {
  const { email } = person;
  const name = checkedName(person.name);
  const companies = checkedIds(person.companies);
  return storage.transaction(async (tx) => {
    const id = newId(at.getTime());
    const added = await tx
      .insertInto('contacts')
      .values({ id, email, name, created_at: at.toISOString() })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw refused('email', 'taken', 'there is a contact of that address');
    await joinCompanies(tx, id, companies);
    return contactIn(tx, id);
  });
}

/** What a contact is called, and whose tickets they see beside their own: the companies given, the primary one first. */
export async function changeContact(
  storage: Storage,
  id: string,
  change: Partial<Pick<NewContact, 'name' | 'companies'>>,
): Promise<DeskContact> {
  const name = change.name === undefined ? undefined : checkedName(change.name);
  const companies = change.companies && checkedIds(change.companies);
  return storage.transaction(async (tx) => {
    const contact = tx.selectFrom('contacts').select('id').where('id', '=', id);
    const found = await (storage.dialect === 'postgres' ? contact.forUpdate() : contact).executeTakeFirst();
    if (!found) throw notFound('contact');
    if (name !== undefined) await tx.updateTable('contacts').set({ name }).where('id', '=', id).execute();
    if (companies) {
      await tx.deleteFrom('contact_companies').where('contact_id', '=', id).execute();
      await joinCompanies(tx, id, companies);
    }
    return contactIn(tx, id);
  });
}

function checkedIds(ids: readonly string[]): string[] {
  const distinct = [...new Set(ids)];
  if (distinct.length > companiesOfOne) {
    throw new DeskError('invalid', 'too many companies', {
      fields: [{ field: 'companies', code: 'too-many', limit: companiesOfOne }],
    });
  }
  return distinct;
}

async function joinCompanies(tx: Tx, contactId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  // An empty list is nothing that SQL can ask for.
  const asked = ['', ...ids.filter(isId)];
  const known = await tx.selectFrom('companies').select('id').where('id', 'in', asked).execute();
  const unknown = ids.findIndex((id) => !known.some((company) => company.id === id));
  if (unknown >= 0) throw refused(`companies.${unknown}`, 'not-an-option', 'no such company');
  await tx
    .insertInto('contact_companies')
    .values(ids.map((company_id, position) => ({ contact_id: contactId, company_id, position })))
    .execute();
}

async function contactIn(tx: Tx, id: string): Promise<DeskContact> {
  const contact = toContact(await selectContacts(tx).where('contacts.id', '=', id).execute());
  if (!contact) throw notFound('contact');
  return contact;
}
