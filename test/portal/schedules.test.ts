import { it } from 'node:test';
import fc from 'fast-check';
import { play, type Step } from './schedules.ts';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      kind: fc.constantFrom('lose-request', 'lose-response', 'unavailable', 'rate-limited', 'time-out'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('type', 'send', 'double-click', 'wait', 'take-back') }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['offline', 'online', 'reload', 'other-tab', 'switch-tab', 'expire', 'leave'] as const),
        ...(['sign-in', 'other-signs-in'] as const),
      ),
    }),
  },
);

for (const kind of ['reply', 'create'] as const)
  it(`makes exactly one ${kind === 'reply' ? 'message' : 'ticket'} of what is sent, and keeps what is not, over 100 schedules`, async (context) => {
    const played = { schedules: 0, steps: 0, texts: 0 };
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    if (process.env['SHOW']) console.error(kind, seed);
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 24 }),
        fc.constantFrom(0, 2),
        async (steps, latency) => {
          played.texts += await play(kind, [{ do: 'type' }, ...steps], latency);
          played.schedules++;
          played.steps += steps.length;
        },
      ),
      { numRuns: 100, seed },
    );
    const { schedules, steps, texts } = played;
    context.diagnostic(`R1: ${schedules} schedules, ${steps} steps, ${texts} texts, seed ${seed}`);
  });
