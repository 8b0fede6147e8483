import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortalSettings } from '../../../src/api/index.ts';
import type { DeskChange } from '../../src/desks/desk.ts';
import type { ChangeEvent } from '../../src/live/changes.ts';
import type { Visitor } from '../../src/http/environment.ts';
import { createEventStreams } from '../../src/http/events.ts';
import type { Visitors } from '../../src/http/visitors.ts';
import { createLog } from '../../src/log.ts';
import { actorFor } from '../../src/policy/policy.ts';
import { projectSession } from '../../src/projection/projection.ts';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';

const contact = {
  ...{ id: 'anna', email: 'anna@acme.example', name: 'Anna' },
  companies: [{ id: 'acme', name: 'Acme' }],
};

const change = (id: string, ticketId: string, contactId: string): DeskChange => ({
  ...{ id, kind: 'message', ticketId, contactId, companyId: 'acme' },
  at: '2026-11-14T09:00:00.000Z',
});

/** The settings that `permission` alone makes different. */
const by = (permission: 'own' | 'company'): GatewaySettings => ({
  ...defaultSettings,
  tickets: { ...defaultSettings.tickets, permission },
});

/** A stream of Anna's, with sessions that are read as late as the test wants. */
function bench(position = (): Promise<string> => Promise.resolve('9')) {
  let settings = by('company');
  const held: (() => void)[] = [];
  const waiting: ChangeEvent[] = [];
  let wake = (): void => {};
  const session = {
    ...{ token: 't', userId: 'u', email: contact.email, name: contact.name, role: 'customer' as const },
    expiresAt: new Date('2999-01-01'),
  };
  const visitor = (): Visitor => ({
    session,
    contact,
    actor: actorFor({ contact, role: 'customer', settings }),
  });
  const visitors = {
    of: () =>
      new Promise((resolve) => {
        held.push(() => resolve(visitor()));
      }),
    waiting: () => Promise.resolve(null),
    session: ({ contact: person, actor }: Visitor) => projectSession(person, actor),
  } as unknown as Visitors;
  const streams = createEventStreams({
    desk: {
      async *changes(_after: unknown, signal: AbortSignal) {
        while (!signal.aborted) {
          const next = waiting.shift();
          if (next) yield next;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
        }
      },
      get: () => Promise.reject(new Error('not asked')),
    },
    changes: { onSession: () => () => {}, position },
    visitors,
    tell: () => Promise.resolve({ settings: {} as PortalSettings, mark: 'same' }),
    log: createLog('silent'),
  });
  return {
    streams,
    visitor,
    decide(permission: 'own' | 'company') {
      settings = by(permission);
      streams.refresh();
    },
    happens(next: DeskChange) {
      waiting.push(next);
      wake();
    },
    /** Every session that is being read is, now. Answers how many were. */
    read() {
      const answers = held.splice(0);
      for (const answer of answers) answer();
      return answers.length;
    },
  };
}

/** All that a stream says until it says `last`. */
async function until(reader: ReadableStreamDefaultReader<string>, last: string): Promise<string> {
  let text = '';
  while (!text.includes(last)) {
    const { value, done } = await reader.read();
    assert.ok(!done, text);
    text += value;
  }
  return text;
}

const readerOf = (stream: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<string> =>
  stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();

test('a stream tells nothing by what held before, however late its session is read anew', async (context) => {
  const { streams, visitor, decide, happens, read } = bench();
  context.after(() => streams.close());
  const reader = readerOf(streams.open(visitor(), new Headers(), undefined));
  read();
  happens(change('1', 'of-a-colleague', 'ben'));
  assert.match(await until(reader, 'of-a-colleague'), /"message"/);

  decide('own');
  happens(change('2', 'hidden-by-now', 'ben'));
  happens(change('3', 'her-own', 'anna'));
  // Everything that could be told without the session has had its turn.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  read();
  assert.ok(!(await until(reader, 'her-own')).includes('hidden-by-now'));
});

test('a stream whose person was looked up before a save is looked up again', async (context) => {
  const { streams, visitor, decide, happens, read } = bench();
  context.after(() => streams.close());
  const before = visitor();
  decide('own');
  const reader = readerOf(streams.open(before, new Headers(), '1'));
  happens(change('2', 'hidden-by-now', 'ben'));
  happens(change('3', 'her-own', 'anna'));
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  read();
  assert.ok(!(await until(reader, 'her-own')).includes('hidden-by-now'));
});

test('an open page is told at a save which companies’ tickets its person sees from now on', async (context) => {
  const { streams, visitor, decide, read } = bench();
  context.after(() => streams.close());
  const reader = readerOf(streams.open(visitor(), new Headers(), '1'));
  read();
  const told = until(reader, 'reset');
  decide('own');
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    read();
  }
  assert.match(await told, /event: session\ndata: \{"session":\{.*"companies":\[\]/);
});

test('after a save the sessions of many streams are read a few at a time, and all are told', async (context) => {
  const { streams, visitor, decide, read } = bench();
  context.after(() => streams.close());
  const readers = Array.from({ length: 20 }, () => readerOf(streams.open(visitor(), new Headers(), '1')));
  read();
  decide('own');
  const told = Promise.all(readers.map((reader) => until(reader, 'reset')));
  const counts: number[] = [];
  while (counts.reduce((sum, count) => sum + count, 0) < readers.length) {
    await new Promise((resolve) => setImmediate(resolve));
    counts.push(read());
  }
  assert.ok(Math.max(...counts) <= 4, counts.join());
  await told;
});

test('a database that is away at a save ends the streams it cannot answer, and not the gateway', async (context) => {
  const { streams, visitor, decide, read } = bench(() => Promise.reject(new Error('away')));
  context.after(() => streams.close());
  const reader = readerOf(streams.open(visitor(), new Headers(), '1'));
  decide('own');
  read();
  let ended = false;
  while (!ended) ended = (await reader.read()).done;
  assert.equal(streams.size, 0);
});
