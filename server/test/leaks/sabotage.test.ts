import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Actor, DeskMessage, DeskPage, DeskTicket } from '../../src/desks/desk.ts';
import type { Mail } from '../../src/mail/mailer.ts';
import type { Test } from '../../src/policy/rules.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { databases, type TestDatabase } from '../helpers/databases.ts';
import { everything, least } from './decisions.ts';
import { Hunt } from './hunt.ts';
import { loadWith, type Fault } from './sabotage.ts';
import type { startQuietly } from './start.ts';
import { visible } from './owner.ts';
import { createWorld } from './world.ts';

/** The search for leaks must find those that are there: these gateways have some, built in where they would hurt. */

interface Case extends Fault {
  name: string;
  /** What the hunt must have found. */
  told: RegExp;
}

const gateways: Record<string, Case[]> = {
  projection: [
    {
      name: 'a message that names its author by address',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectMessage: (message: DeskMessage, actor: Actor) => ({
          ...original.projectMessage(message, actor),
          author: { ...original.projectPerson(message.author, actor), email: message.author.email },
        }),
      }),
      told: /an address of staff → anna, GET .*messages/,
    },
    {
      name: 'a ticket with all its properties',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectTicket: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => ({
          ...original.projectTicket(ticket, actor, settings),
          fields: ticket.properties,
        }),
      }),
      told: /a hidden property → anna/,
    },
    {
      name: 'a list that names people by their addresses',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectSummary: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => ({
          ...original.projectSummary(ticket, actor, settings),
          requester: original.projectPerson(
            { ...ticket.requester, name: String(ticket.requester.email) },
            actor,
          ),
        }),
      }),
      told: /an address → anna, GET .*tickets/,
    },
    {
      name: 'stages by the names that staff have for them',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectTicket: (ticket: DeskTicket, actor: Actor, settings: GatewaySettings) => ({
          ...original.projectTicket(ticket, actor, settings),
          stage: { id: ticket.stage.id, label: ticket.stage.label, state: ticket.stage.state },
        }),
      }),
      told: /what staff call a( hidden)? stage → /,
    },
    {
      name: 'settings with all that owners wrote',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectSettings: (settings: GatewaySettings, ...rest: unknown[]) => ({
          ...original.projectSettings(settings, ...rest),
          contactLists: settings.contactLists,
        }),
      }),
      told: /a member of a contact list → stranger/,
    },
    {
      name: 'reasons that quote the rule',
      module: 'projection/projection.ts',
      replace: (original) => ({
        projectReasons: (sight: { tests?: Test[] }, ...rest: unknown[]) => ({
          ...original.projectReasons(sight, ...rest),
          because: sight.tests,
        }),
      }),
      told: /what a rule compares with → /,
    },
  ],
  policy: [
    {
      name: 'every ticket for everybody',
      module: 'policy/policy.ts',
      replace: () => ({ showsTo: () => true }),
      told: /a subject → emil, GET \/api\/tickets\//,
    },
    {
      name: 'live streams that tell everybody',
      module: 'policy/policy.ts',
      replace: () => ({ maySee: () => true }),
      told: /the id of a ticket → emil, the live stream/,
    },
    {
      name: 'older threads for everybody',
      module: 'policy/policy.ts',
      replace: (original) => ({
        actorFor: (from: unknown) => ({ ...original.actorFor(from), threads: undefined }),
      }),
      told: /a message → anna, GET .*messages/,
    },
  ],
  desk: [
    {
      name: 'notes among the messages',
      module: 'desks/builtin/desk.ts',
      replace: (original) => ({
        createBuiltInDesk(options: { storage: Storage }) {
          const desk = original.createBuiltInDesk(options);
          return {
            ...desk,
            async messages(...asked: [Actor, string, unknown]): Promise<DeskPage<DeskMessage>> {
              const page: DeskPage<DeskMessage> = await desk.messages(...asked);
              const notes = await options.storage.db
                .selectFrom('internal_notes')
                .select('content')
                .where('ticket_id', '=', asked[1])
                .execute();
              for (const message of page.items.slice(0, 1))
                message.body.content += notes.map(({ content }) => content).join(' ');
              return page;
            },
          };
        },
      }),
      told: /an internal note → anna/,
    },
    {
      name: 'uploads for whoever knows their ids',
      module: 'desks/builtin/uploads.ts',
      replace: (original) => ({
        createUploads(context: { storage: Storage }) {
          const uploads = original.createUploads(context);
          return {
            ...uploads,
            async openAttachment(actor: Actor, id: string) {
              const row = await context.storage.db
                .selectFrom('attachments')
                .select('owner_id')
                .where('id', '=', id)
                .executeTakeFirst();
              return uploads.openAttachment({ ...actor, contactId: row?.owner_id ?? actor.contactId }, id);
            },
          };
        },
      }),
      told: /what is in a file not sent → /,
    },
    {
      name: 'a log of addresses',
      module: 'http/access-log.ts',
      replace: (original) => ({
        accessLog: (log: { info(entry: object, text: string): void }) => {
          const inner = original.accessLog(log);
          return (context: { req: { url: string } }, next: unknown) => {
            log.info({ url: context.req.url }, 'asked');
            return inner(context, next);
          };
        },
      }),
      told: /the id of a ticket → the log/,
    },
    {
      name: 'letters with a name that somebody typed',
      module: 'mail/letters.ts',
      replace: (original) => ({
        letter(name: string, request: { settings: GatewaySettings }): Mail {
          const mail: Mail = original.letter(name, request);
          return { ...mail, text: `${mail.text}\n${request.settings.contactLists[0]?.name ?? ''}` };
        },
      }),
      told: /the name of a contact list → a mail/,
    },
  ],
};

for (const [part, cases] of Object.entries(gateways)) {
  describe(`with leaks built into its ${part}, the search finds`, () => {
    let database: TestDatabase;
    let hunt: Hunt;
    let found = '';

    before(async () => {
      database = await databases[0]!.create();
      const { startQuietly: start } = (await loadWith(part, cases, './start.ts')) as {
        startQuietly: typeof startQuietly;
      };
      hunt = await Hunt.begin(await createWorld(database, 7, start));
      await hunt.listen();
      const { atoms } = hunt.world;
      for (const decision of [everything(visible), { ...everything(visible), filter: atoms[0]! }, least]) {
        await hunt.decide(decision);
        for (const who of ['stranger', 'anna', 'emil']) await hunt.sweep(who);
        await hunt.stir();
      }
      hunt.overhear();
      await hunt.witness.readMails();
      hunt.witness.readLog();
      found = [
        ...new Set(hunt.witness.leaks.map(({ what, who, where }) => `${what} → ${who}, ${where}`)),
      ].join('\n');
    });
    after(async () => {
      await hunt?.stop();
      await database?.cleanup();
    });

    for (const { name, told } of cases) test(name, () => assert.match(found, told));
  });
}
