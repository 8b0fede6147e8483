import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../storage/schema.ts';
import type { DeskContact } from '../desk.ts';
import { cleanLine } from '../text.ts';

/**
 * Has a contact belong to the company of exactly that name, made if there is none; companies it had stay, before the
 * new one. Whether anything changed.
 */
export async function joinCompany(
  db: Kysely<Schema>,
  contact: DeskContact,
  company: string,
): Promise<boolean> {
  const name = cleanLine(company).slice(0, 200);
  if (name === '' || contact.companies.some((held) => held.name === name)) return false;
  const companyId = await companyOfName(db, name);
  const { numInsertedOrUpdatedRows: added } = await db
    .insertInto('contact_companies')
    .values({ contact_id: contact.id, company_id: companyId, position: contact.companies.length })
    .onConflict((conflict) => conflict.columns(['contact_id', 'company_id']).doNothing())
    .executeTakeFirstOrThrow();
  return added === 1n;
}

async function companyOfName(db: Kysely<Schema>, name: string): Promise<string> {
  const held = await db
    .selectFrom('companies')
    .select('id')
    .where('name', '=', name)
    .orderBy('id')
    .executeTakeFirst();
  if (held) return held.id;
  // The id comes from the name, so that colleagues who arrive at once make one company and not two.
  const id = createHash('sha256').update(name).digest('hex').slice(0, 26);
  await db
    .insertInto('companies')
    .values({ id, name })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return id;
}
