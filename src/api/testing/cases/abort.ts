import type { Call } from '../../adapter.ts';
import { isAbort } from '../../errors.ts';
import type { Bench, Case } from '../bench.ts';
import { expect, settle, show } from '../expect.ts';

type Calls = Record<string, (call: Call) => Promise<unknown>>;

async function reads(bench: Bench): Promise<Calls> {
  const adapter = await bench.as('alice');
  const { id } = await bench.ticket();
  return {
    'start()': (call) => adapter.start(call),
    'session.current()': (call) => adapter.session.current(call),
    ...(adapter.session.list && { 'session.list()': adapter.session.list }),
    'tickets.list()': (call) => adapter.tickets.list(bench.query(), call),
    'tickets.get()': (call) => adapter.tickets.get(id, call),
    'tickets.messages()': (call) => adapter.tickets.messages(id, { limit: 5 }, call),
  };
}

export const abortCases: Case[] = [
  {
    name: 'a read that was given up before it began rejects with an AbortError',
    async run(bench) {
      for (const [name, call] of Object.entries(await reads(bench))) {
        const outcome = await settle(() => call({ signal: AbortSignal.abort() }));
        expect(
          'error' in outcome,
          `${name} answered though its signal was aborted before the call: it ignores the signal.`,
        );
        expect(
          isAbort(outcome.error),
          `${name} was given up and rejected with ${show(outcome.error)} instead of an AbortError: pages would show it as a failure.`,
        );
      }
    },
  },
  {
    name: 'a read that is given up on the way rejects with an AbortError',
    async run(bench) {
      for (const [name, call] of Object.entries(await reads(bench))) {
        const stop = new AbortController();
        const pending = settle(() => call({ signal: stop.signal }));
        stop.abort();
        const outcome = await pending;
        expect(
          'error' in outcome,
          `${name} answered though its signal was aborted right after the call: it ignores the signal.`,
        );
        expect(
          isAbort(outcome.error),
          `${name} was given up and rejected with ${show(outcome.error)} instead of an AbortError.`,
        );
      }
    },
  },
  {
    name: 'any reason to give up is an AbortError',
    async run(bench) {
      const adapter = await bench.as('alice');
      const outcome = await settle(() =>
        adapter.tickets.list(bench.query(), { signal: AbortSignal.abort(new Error('Gone')) }),
      );
      expect(
        'error' in outcome && isAbort(outcome.error),
        'A call given up with a reason of its own must reject with an AbortError all the same.',
      );
    },
  },
  {
    name: 'a write that was given up before it began does nothing',
    async run(bench) {
      const adapter = await bench.as('alice');
      const reply = bench.need(adapter.tickets.reply, 'tickets.reply');
      const { id } = await bench.ticket();
      const draft = {
        body: { format: adapter.capabilities.reply.formats[0] ?? 'text', content: 'Never' },
        attachments: [],
      };
      const outcome = await settle(() =>
        reply(id, draft, { idempotencyKey: bench.word(), signal: AbortSignal.abort() }),
      );
      expect(
        'error' in outcome && isAbort(outcome.error),
        'A reply whose signal was aborted before the call must reject with an AbortError.',
      );
      expect(
        (await bench.probe.countMessages(id)) === 1,
        'A reply was given up before it began, and sent all the same.',
      );
    },
  },
  {
    name: 'a write that was given up can be made again with its key, once',
    async run(bench) {
      const adapter = await bench.as('alice');
      const reply = bench.need(adapter.tickets.reply, 'tickets.reply');
      const { id } = await bench.ticket();
      const draft = {
        body: { format: adapter.capabilities.reply.formats[0] ?? 'text', content: 'Perhaps' },
        attachments: [],
      };
      const idempotencyKey = bench.word();
      const stop = new AbortController();
      const pending = settle(() => reply(id, draft, { idempotencyKey, signal: stop.signal }));
      stop.abort();
      await pending;
      await reply(id, draft, { idempotencyKey });
      const count = await bench.probe.countMessages(id);
      expect(
        count === 2,
        `A reply that was given up and made again with the same key is there ${count - 1} times.`,
      );
    },
  },
  {
    name: 'giving up one call leaves the others alone',
    async run(bench) {
      const adapter = await bench.as('alice');
      const stop = new AbortController();
      const given = settle(() => adapter.tickets.list(bench.query(), { signal: stop.signal }));
      const kept = adapter.tickets.list(bench.query());
      stop.abort();
      await given;
      await kept;
      await adapter.tickets.list(bench.query());
    },
  },
];
