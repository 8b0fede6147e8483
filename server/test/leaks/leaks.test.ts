import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { everything, least } from './decisions.ts';
import { Hunt } from './hunt.ts';
import { visible } from './owner.ts';
import { createWorld } from './world.ts';

/** `SEED=… node --test …` plays one again. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const decisions = 24;

/** Fails with what has leaked, each once. */
function assertTight(hunt: Hunt, context: TestContext): void {
  const { leaks } = hunt.witness;
  const told = [...new Set(leaks.splice(0).map(({ what, who, where }) => `${what} → ${who}, ${where}`))];
  assert.equal(told.length, 0, `SEED=${seed}: ${told.length} leaks:\n${told.slice(0, 20).join('\n')}`);
  context.diagnostic(`${hunt.asked.size} different requests, seed ${seed}`);
}

for (const kind of databases) {
  describe(`what nobody may know, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let hunt: Hunt;

    before(async () => {
      database = await kind.create();
      hunt = await Hunt.begin(await createWorld(database, seed));
    });
    after(async () => {
      await hunt?.stop();
      await database?.cleanup();
    });

    test('is in no answer, and what people may know is', async (context) => {
      await hunt.listen();
      for (const who of hunt.world.clients.keys()) await hunt.sweep(who);
      const [open] = hunt.decisions;
      assert.deepEqual(hunt.witness.unmet(open!), [], `SEED=${seed}: nobody has read these`);
      for (const who of hunt.world.customers.keys()) {
        await hunt.search(who);
        await hunt.probe(who);
      }
      assertTight(hunt, context);
    });

    test('is in none either where the owner shows as little as can be', async (context) => {
      await hunt.decide(least);
      for (const who of hunt.world.clients.keys()) await hunt.sweep(who);
      for (const who of hunt.world.customers.keys()) {
        await hunt.search(who);
        await hunt.probe(who);
      }
      assertTight(hunt, context);
    });

    test('is in no answer and no live stream, whatever customers ask for', async (context) => {
      await hunt.decide(everything(visible));
      await hunt.wander();
      await hunt.stir();
      context.diagnostic(`${hunt.overhear()} events on live streams`);
      assert.ok(hunt.asked.size >= 500, `only ${hunt.asked.size} different requests`);
      assertTight(hunt, context);
    });

    test('stays so while the owner decides otherwise between two requests', async (context) => {
      let events = 0;
      for (let step = 0; step < decisions; step += 1) {
        await hunt.decideByChance();
        // At once: whoever had a stream before must not be told by what held then.
        await hunt.stir();
        await hunt.listen();
        for (const who of hunt.world.clients.keys()) await hunt.glance(who, 4);
        events += hunt.overhear();
      }
      context.diagnostic(`${hunt.decisions.length} decisions, ${events} events on live streams`);
      assertTight(hunt, context);
    });

    test('is in no mail and no log', async (context) => {
      await hunt.leave();
      const mails = await hunt.witness.readMails();
      const lines = hunt.witness.readLog();
      assert.ok(mails > 8 && lines > 1000, `${mails} mails, ${lines} lines`);
      context.diagnostic(`${mails} mails, ${lines} lines of log`);
      assertTight(hunt, context);
    });
  });
}
