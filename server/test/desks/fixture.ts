import { join } from 'node:path';
import { createBuiltInDesk, type BuiltInDesk } from '../../src/desks/builtin/desk.ts';
import { applyPipelines } from '../../src/desks/builtin/pipelines.ts';
import type { Actor, DeskQuery, NewTicket } from '../../src/desks/desk.ts';
import { createChanges, type Changes } from '../../src/live/changes.ts';
import { actorFor } from '../../src/policy/policy.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { createDiskFiles, type Files } from '../../src/storage/files.ts';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import type { DatabaseKind } from '../helpers/databases.ts';

export const silent = { info: () => {}, warn: () => {}, error: () => {} };

export interface Bench {
  storage: Storage;
  files: Files;
  changes: Changes;
  desk: BuiltInDesk;
  settings: GatewaySettings;
  /** The desk's clock; move it by setting it. */
  clock: { now: Date };
  alice: Actor;
  /** Of the same company as alice. */
  bob: Actor;
  /** Of another company. */
  carol: Actor;
  agent: Actor;
}

/** A desk with two companies, three customers and an agent, on a fresh database; closed after `work`. */
export async function withDesk(
  database: DatabaseKind,
  work: (bench: Bench) => Promise<void>,
  change: (settings: GatewaySettings) => void = () => {},
): Promise<void> {
  const target = await database.create();
  const storage = await openStorage({ ...target, log: silent });
  const changes = createChanges(storage);
  try {
    await storage.migrate();
    const files = createDiskFiles(join(target.dataDir, 'files'));
    const settings = structuredClone(defaultSettings);
    change(settings);
    await storage.transaction((tx) => applyPipelines(tx, storage.dialect, settings));
    const clock = { now: new Date('2026-11-14T09:00:00.000Z') };
    const desk = createBuiltInDesk({
      storage,
      files,
      changes,
      settings: () => settings,
      now: () => clock.now,
    });
    const actor = async (name: string, company: string, role: Actor['role']): Promise<Actor> => {
      const email = `${name.toLowerCase()}@${company}.example`;
      const { id } = await desk.ensureContact({ email, name });
      if (role === 'customer') {
        await storage.db
          .insertInto('companies')
          .values({ id: company, name: company })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await storage.db
          .insertInto('contact_companies')
          .values({ contact_id: id, company_id: company, position: 0 })
          .execute();
      }
      const contact = await desk.findContact(email);
      if (!contact) throw new Error('the contact is gone');
      return actorFor({ contact, role, settings });
    };
    await work({
      storage,
      files,
      changes,
      desk,
      settings,
      clock,
      alice: await actor('Alice', 'acme', 'customer'),
      bob: await actor('Bob', 'acme', 'customer'),
      carol: await actor('Carol', 'globex', 'customer'),
      agent: await actor('Jonas', 'portico', 'agent'),
    });
  } finally {
    await changes.close();
    await storage.close();
    await target.cleanup();
  }
}

export function newTicket(subject: string, more: Partial<NewTicket> = {}): NewTicket {
  return {
    formId: 'support',
    subject,
    body: { format: 'markdown', content: `About ${subject}` },
    channel: 'form',
    properties: {},
    attachments: [],
    ...more,
  };
}

export function query(more: Partial<DeskQuery> = {}): DeskQuery {
  return { view: 'mine', state: 'any', sort: { by: 'created', descending: true }, limit: 50, ...more };
}

export function bytes(content: string | Uint8Array): ReadableStream<Uint8Array> {
  return new Blob([typeof content === 'string' ? content : new Uint8Array(content)]).stream();
}

export async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

/** A matcher for `assert.rejects`. */
export function failsWith(code: string): { name: 'DeskError'; code: string } {
  return { name: 'DeskError', code };
}
