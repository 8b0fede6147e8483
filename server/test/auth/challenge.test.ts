import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChallenge, solveChallenge } from 'altcha-lib';
import type { Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';
import { call, count, ownSettings, refusal, together } from './fixture.ts';

const encode = (payload: unknown): string => Buffer.from(JSON.stringify(payload)).toString('base64');

async function solved(challenge: Challenge): Promise<{ counter: number; derivedKey: string }> {
  const solution = await solveChallenge({ challenge, deriveKey });
  assert.ok(solution);
  return { counter: solution.counter, derivedKey: solution.derivedKey };
}

for (const kind of databases) {
  describe(`a proof of work on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings = ownSettings();
    settings.portal.signIn.challenge = 'proof-of-work';
    let database: TestDatabase;
    let gateway: TestGateway;
    let offset = 0;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings, now: () => new Date(Date.now() + offset) });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    async function challenge(): Promise<Challenge & { kind: string }> {
      const answer = await gateway.get('/api/auth/challenge');
      return ((await answer.json()) as { challenge: Challenge & { kind: string } }).challenge;
    }
    const ask = (proof?: string) =>
      call(gateway.client(), 'request-reset', {
        email: 'alice@acme.example',
        ...(proof === undefined ? {} : { proof }),
      });

    test('is asked of strangers who want mails or accounts, and of nobody who signs in', async () => {
      for (const [way, json] of [
        ['link', { email: 'alice@acme.example' }],
        ['request-reset', { email: 'alice@acme.example' }],
        ['register', { name: 'D', email: 'd@initech.example', password: 'a lantern in the fog' }],
      ] as const) {
        assert.deepEqual(await refusal(await call(gateway.client(), way, json)), [
          400,
          'invalid',
          'proof required',
        ]);
      }
      await gateway.as('alice@acme.example');
      const start = (await (await gateway.get('/api/start')).json()) as {
        settings: { signIn: { challenge: string } };
      };
      assert.equal(start.settings.signIn.challenge, 'proof-of-work');
    });

    test('is found with some work, and good once', async (context) => {
      const asked = await challenge();
      assert.equal(asked.kind, 'proof-of-work');
      const began = performance.now();
      const solution = await solved(asked);
      context.diagnostic(
        `${solution.counter} tries of ${asked.parameters.cost} iterations: ${(performance.now() - began).toFixed(0)} ms`,
      );
      const proof = encode({ challenge: asked, solution });
      assert.ok(proof.length < 4000);
      assert.equal((await ask(proof)).status, 200);
      assert.deepEqual(await refusal(await ask(proof)), [400, 'invalid', 'proof invalid']);
      // Every way of writing it down is the same one.
      const { signature, parameters } = asked;
      const again = encode({ solution, challenge: { signature, parameters } });
      assert.deepEqual(await refusal(await ask(again)), [400, 'invalid', 'proof invalid']);
    });

    test('of twenty uses at once, one counts', async () => {
      const asked = await challenge();
      const proof = encode({ challenge: asked, solution: await solved(asked) });
      const answers = await together(20, () => ask(proof));
      assert.deepEqual([count(answers, 200), count(answers, 400)], [1, 19]);
    });

    test('is over after ten minutes', async () => {
      const asked = await challenge();
      const proof = encode({ challenge: asked, solution: await solved(asked) });
      try {
        offset = 10 * 60_000 + 1000;
        assert.deepEqual(await refusal(await ask(proof)), [400, 'invalid', 'proof invalid']);
      } finally {
        offset = 0;
      }
    });

    test('made easier, altered, made up or mangled is none', async () => {
      const asked = await challenge();
      const right = await solved(asked);
      const { parameters, signature } = asked;
      const easier = async (change: Partial<Challenge['parameters']>) => {
        const altered = { signature, parameters: { ...parameters, ...change } } as Challenge;
        return encode({ challenge: altered, solution: await solved(altered) });
      };
      const own = await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: parameters.cost,
        counter: 1,
        deriveKey,
        expiresAt: parameters.expiresAt,
        hmacSignatureSecret: 'their own',
        hmacKeySignatureSecret: 'their own',
      });
      const hostile: Record<string, string> = {
        'fewer iterations': await easier({ cost: 1, keyPrefix: '00' }),
        'a shorter prefix': await easier({ keyPrefix: '0' }),
        'another algorithm': encode({
          challenge: { signature, parameters: { ...parameters, algorithm: 'SHA-256' } },
          solution: right,
        }),
        'a later end': encode({
          challenge: {
            signature,
            parameters: { ...parameters, expiresAt: (parameters.expiresAt ?? 0) + 9999 },
          },
          solution: right,
        }),
        'no end': encode({
          challenge: { signature, parameters: { ...parameters, expiresAt: undefined } },
          solution: right,
        }),
        'another nonce': encode({
          challenge: { signature, parameters: { ...parameters, nonce: '0'.repeat(32) } },
          solution: right,
        }),
        'one of their own': encode({ challenge: own, solution: await solved(own) }),
        'no signature': encode({ challenge: { parameters }, solution: right }),
        'an empty signature': encode({ challenge: { parameters, signature: '' }, solution: right }),
        'no key signature': encode({
          challenge: { signature, parameters: { ...parameters, keySignature: undefined } },
          solution: right,
        }),
        'only the prefix': encode({
          challenge: asked,
          solution: { counter: 0, derivedKey: parameters.keyPrefix.padEnd(64, '0') },
        }),
        'a key of nothing': encode({
          challenge: asked,
          solution: { counter: right.counter, derivedKey: '' },
        }),
        'no solution': encode({ challenge: asked }),
        'a list': encode([asked, right]),
        'not JSON': 'AAAA',
        nothing: '',
        'deep JSON': Buffer.from('['.repeat(1500)).toString('base64'),
      };
      for (const [name, proof] of Object.entries(hostile)) {
        assert.deepEqual(await refusal(await ask(proof)), [400, 'invalid', 'proof invalid'], name);
      }
      assert.equal(
        (await ask(encode({ challenge: asked, solution: right }))).status,
        200,
        'the right one is',
      );
    });

    test('is not asked for where the owner wants none', async () => {
      settings.portal.signIn.challenge = 'none';
      try {
        assert.deepEqual(await (await gateway.get('/api/auth/challenge')).json(), { challenge: null });
        assert.equal((await call(gateway.client(), 'link', { email: 'alice@acme.example' })).status, 200);
      } finally {
        settings.portal.signIn.challenge = 'proof-of-work';
      }
    });

    test('of a kind that nobody checks lets nobody through', async () => {
      settings.portal.signIn.challenge = 'turnstile';
      try {
        assert.equal((await ask('anything')).status, 503);
      } finally {
        settings.portal.signIn.challenge = 'proof-of-work';
      }
    });
  });
}

test('another kind of challenge is asked for and checked where the settings name it', async () => {
  const settings = ownSettings();
  settings.portal.signIn.challenge = 'riddle';
  const gateway = await startGateway({
    settings,
    challenger: {
      kind: 'riddle',
      challenge: () => Promise.resolve({ question: 'What has teeth and cannot bite?' }),
      check: (proof) => Promise.resolve(proof === 'a comb'),
    },
  });
  try {
    const { challenge } = (await (await gateway.get('/api/auth/challenge')).json()) as { challenge: object };
    assert.deepEqual(challenge, { kind: 'riddle', question: 'What has teeth and cannot bite?' });
    const ask = (proof: string) => call(gateway.client(), 'link', { email: 'alice@acme.example', proof });
    assert.deepEqual(await refusal(await ask('a wolf')), [400, 'invalid', 'proof invalid']);
    assert.equal((await ask('a comb')).status, 200);
  } finally {
    await gateway.stop();
  }
});
