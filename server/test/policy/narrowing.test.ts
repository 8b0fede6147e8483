import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor, DeskQuery } from '../../src/desks/desk.ts';
import { DeskError } from '../../src/desks/errors.ts';
import type { Rule } from '../../src/policy/rules.ts';
import { newTicket, query, withDesk, type Bench } from '../desks/fixture.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { ticketRule } from './arbitraries.ts';

/** What the databases answer: nobody finds, opens or reads more after the owner has narrowed a rule. */

const words = ['export', 'invoice', 'login', 'chart', 'webhook', 'import'];
const tickets = 24;

/** Tickets of all three customers, with conversations in up to three threads. */
async function fill({ desk, storage, clock, alice, bob, carol, agent }: Bench): Promise<string[]> {
  const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
  const ids: string[] = [];
  for (let index = 0; index < tickets; index += 1) {
    const { id } = await desk.create(
      pick([alice, bob, carol], index),
      newTicket(pick(words, index), {
        properties: index % 2 ? { severity: pick(['blocked', 'question'], index >> 1) } : {},
      }),
      `create-${index}`,
    );
    ids.push(id);
    const first = await storage.db
      .selectFrom('threads')
      .selectAll()
      .where('ticket_id', '=', id)
      .executeTakeFirstOrThrow();
    for (let thread = 0; thread <= index % 3; thread += 1) {
      clock.now = new Date(clock.now.getTime() + 60_000);
      if (thread > 0) {
        await storage.db
          .insertInto('threads')
          .values({ ...first, id: `${id}t${thread}`, created_at: clock.now.toISOString() })
          .execute();
      }
      const body = { format: 'text' as const, content: pick(words, index + thread + 1) };
      await desk.reply(agent, id, { body, channel: 'email', attachments: [] }, `reply-${index}-${thread}`);
    }
  }
  return ids;
}

/** Each narrows what an actor may see in one place, as the owner's settings would. */
const narrowings: Record<string, (from: Actor, rule: Rule) => Actor> = {
  'a filter': (from, rule) => ({ ...from, shows: from.shows ? { all: [from.shows, rule] } : rule }),
  'the newest thread': (from) => ({ ...from, threads: 'newest' }),
  'own tickets': (from) => ({ ...from, companyIds: [], scope: 'own' }),
};

const asked = fc.record({
  view: fc.constantFrom<DeskQuery['view']>('mine', { companyId: 'acme' }, { companyId: 'globex' }),
  state: fc.constantFrom('open' as const, 'any' as const),
  text: fc.option(fc.constantFrom(...words, 'e', 'pr-1'), { nil: undefined }),
  by: fc.constantFrom('created' as const, 'activity' as const, 'subject' as const),
});

/** The ids of what is answered; none where there is nothing for this actor. */
async function idsOf(answer: Promise<{ items: { id: string }[] }>): Promise<string[]> {
  try {
    return (await answer).items.map(({ id }) => id);
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not-found') return [];
    throw error;
  }
}

for (const kind of databases) {
  test(
    `nobody finds or reads more on ${kind.name} once a rule is narrowed`,
    { skip: skipOf(kind) },
    (context) =>
      withDesk(kind, async (bench) => {
        const ids = await fill(bench);
        const { desk, alice, bob, carol } = bench;
        const fewer = new Map(Object.keys(narrowings).map((name) => [name, 0]));
        let decided = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(alice, bob, carol),
            fc.option(ticketRule, { nil: undefined }),
            fc.boolean(),
            ticketRule,
            fc.constantFrom(...fewer.keys()),
            asked,
            fc.constantFrom(...ids),
            async (who, shows, newest, rule, name, { view, state, text, by }, id) => {
              const before: Actor = {
                ...who,
                ...(shows ? { shows } : {}),
                ...(newest ? { threads: 'newest' as const } : {}),
              };
              const after = narrowings[name]!(before, rule);
              const list = query({
                ...{ view, state, limit: 100, sort: { by, descending: true } },
                ...(text === undefined ? {} : { text }),
              });
              const page = { limit: 100, order: 'oldest' as const };
              const answers = await Promise.all(
                [before, after].flatMap((actor) => [
                  idsOf(desk.list(actor, list)),
                  idsOf(desk.messages(actor, id, page)),
                ]),
              );
              const [found = [], read = [], foundAfter = [], readAfter = []] = answers;
              for (const one of foundAfter) assert.ok(found.includes(one), `${name} shows ${one}`);
              for (const one of readAfter) assert.ok(read.includes(one), `${name} tells ${one}`);
              if (foundAfter.length < found.length || readAfter.length < read.length)
                fewer.set(name, fewer.get(name)! + 1);
              decided += tickets;
            },
          ),
          { numRuns: 450 },
        );
        assert.ok(decided >= 10_000);
        for (const [name, times] of fewer) assert.ok(times > 0, `${name} took nothing away`);
        context.diagnostic(`${decided} decisions, narrowed ${JSON.stringify(Object.fromEntries(fewer))}`);
      }),
  );
}
