import path from 'node:path';
import type { FormDefinition } from '../../src/api/index.ts';
import { fold } from '../../server/src/storage/search.ts';
import { newId } from '../../server/src/storage/ids.ts';
import { formDefinitions } from '../../server/src/settings/forms.ts';
import { defaultSettings, type GatewaySettings } from '../../server/src/settings/settings.ts';
import { startGateway, testPassword, type TestGateway } from '../../server/test/helpers/gateway.ts';

/** Columns an insert takes at once, so that no database runs out of parameters. */
const rowsPerInsert = 100;
const fieldsPerForm = 98;
const labelLength = 200;
const filesPerMessage = 50;

export interface HostileWorld {
  gateway: TestGateway;
  password: string;
  /** Ticket `i` has string `i` as subject, requester's name, stage and property. */
  ticketIds: string[];
  /** Alice's ticket with a file for each string, in messages by people of such names. */
  fullTicketId: string;
  /** As customers get them. */
  forms: FormDefinition[];
}

/** Cut as an owner's settings allow it. */
const label = (text: string): string => text.slice(0, labelLength) || 'empty';

/** Forms of which every word is one of the texts, and the properties that they ask for. */
function formsOf(texts: readonly string[]): Pick<GatewaySettings, 'forms' | 'properties'> {
  const made: Pick<GatewaySettings, 'forms' | 'properties'> = { forms: [], properties: [] };
  for (let start = 0; start < texts.length; start += fieldsPerForm) {
    const some = texts.slice(start, start + fieldsPerForm).map(label);
    const form = made.forms.length;
    made.properties.push(
      ...some.map((text, i) => ({
        key: `f${form}-${i}`,
        label: text,
        kind: (['text', 'checkbox', 'select', 'radio'] as const)[i % 4]!,
        ...(i % 4 > 1 && { options: [{ value: text, label: text }] }),
      })),
    );
    made.forms.push({
      id: `form-${form}`,
      title: some[0]!,
      intro: some[1] ?? '',
      connected: true,
      inbox: 'support',
      fields: [
        { property: 'subject', required: true },
        { property: 'message', required: true },
        ...some.map((text, i) => ({ property: `f${form}-${i}`, required: false, help: text })),
      ],
    });
  }
  return made;
}

/**
 * A gateway whose every name is one of these texts, written into its database as a careless import or another desk
 * might have: past all checks, so that the page alone must keep them texts.
 */
export async function startHostileWorld(texts: readonly string[]): Promise<HostileWorld> {
  const own = formsOf(texts);
  const gateway = await startGateway({
    config: { siteDir: path.resolve(import.meta.dirname, '../../dist/site') },
    settings: {
      ...defaultSettings,
      portal: {
        ...defaultSettings.portal,
        columns: ['reference', 'subject', 'requester', 'status', 'evil'],
      },
      tickets: { ...defaultSettings.tickets, visibleProperties: [{ key: 'evil', label: label(texts[0]!) }] },
      ...own,
    },
  });
  const { db } = gateway.gateway.storage;
  const alice = await db
    .selectFrom('contacts')
    .select('id')
    .where('email', '=', 'alice@acme.example')
    .executeTakeFirstOrThrow();
  const at = new Date().toISOString();
  const people = texts.map((name, i) => ({ id: newId(), email: `c${i}@acme.example`, name, created_at: at }));
  const stages = texts.map((text, i) => ({
    id: `stage-${i}`,
    label: text,
    state: 'open' as const,
    awaiting: null,
    rank: 100 + i,
  }));
  const companies = texts.map((name, i) => ({ id: `company-${i}`, name }));
  const ticketOf = (subject: string, i: number, contact: string) => ({
    id: newId(),
    number: 10_000 + i,
    reference: `PR-${10_000 + i}`,
    subject,
    subject_key: fold(subject).slice(0, 200),
    stage_id: `stage-${i}`,
    state: 'open' as const,
    stage_rank: 100 + i,
    contact_id: contact,
    company_id: 'acme',
    created_at: at,
    last_activity_at: at,
    staff_activity_at: at,
    version: 1,
    last_seq: 1,
    last_author_id: contact,
    form_id: null,
    channel: 'form',
    properties: JSON.stringify({ evil: subject }),
    assignee_id: null,
  });
  const tickets = texts.map((text, i) => ticketOf(text, i, people[i]!.id));
  const full = { ...ticketOf(texts[0]!, 0, alice.id), number: 9_999, reference: 'PR-9999' };
  const threads = [...tickets, full].map(({ id }) => ({
    id: newId(),
    ticket_id: id,
    inbox: 'support',
    channel: 'form',
    created_at: at,
  }));
  const messages = Array.from({ length: Math.ceil(texts.length / filesPerMessage) }, (_, i) => ({
    id: newId(),
    ticket_id: full.id,
    thread_id: threads.at(-1)!.id,
    seq: i + 1,
    author_id: people[i]!.id,
    author_role: i % 2 ? ('agent' as const) : ('customer' as const),
    channel: 'form',
    format: 'text' as const,
    content: `Files ${i}`,
    lang: null,
    quoted_format: null,
    quoted_content: null,
    at,
    author_key: null,
  }));
  full.last_seq = messages.length;
  const attachments = texts.map((name, i) => ({
    id: newId(),
    owner_id: alice.id,
    ticket_id: full.id,
    message_id: messages[Math.floor(i / filesPerMessage)]!.id,
    position: i % filesPerMessage,
    name,
    media_type: 'application/octet-stream',
    bytes: 1,
    sha256: '',
    storage_key: `none-${i}`,
    created_at: at,
  }));
  const write = async <T>(rows: readonly T[], insert: (some: T[]) => Promise<unknown>): Promise<void> => {
    for (let start = 0; start < rows.length; start += rowsPerInsert)
      await insert(rows.slice(start, start + rowsPerInsert));
  };
  await write(companies, (rows) => db.insertInto('companies').values(rows).execute());
  await write(people, (rows) => db.insertInto('contacts').values(rows).execute());
  await write(companies, (rows) =>
    db
      .insertInto('contact_companies')
      .values(rows.map(({ id }, i) => ({ contact_id: alice.id, company_id: id, position: i + 1 })))
      .execute(),
  );
  await write(stages, (rows) => db.insertInto('stages').values(rows).execute());
  await write([...tickets, full], (rows) => db.insertInto('tickets').values(rows).execute());
  await write(threads, (rows) => db.insertInto('threads').values(rows).execute());
  await write(messages, (rows) => db.insertInto('messages').values(rows).execute());
  await write(attachments, (rows) => db.insertInto('attachments').values(rows).execute());
  return {
    gateway,
    password: testPassword,
    ticketIds: tickets.map(({ id }) => id),
    fullTicketId: full.id,
    forms: formDefinitions(own),
  };
}
