import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashPassword } from '@better-auth/utils/password';
import fc from 'fast-check';
import { createPasswordHashing, scryptParameters } from '../../src/auth/password-hash.ts';
import type { DeskError } from '../../src/desks/errors.ts';
import type { AuthTables } from '../../src/auth/tables.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import { startGateway, testPassword } from '../helpers/gateway.ts';
import { together } from './fixture.ts';

describe('password hashes', () => {
  const hashing = createPasswordHashing();

  test('tell how they were made, with salt of their own', async () => {
    const made = await Promise.all([hashing.hash('a password'), hashing.hash('a password')]);
    for (const hash of made) assert.match(hash, /^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    assert.notEqual(made[0], made[1]);
    assert.equal(hashing.outdated(made[0]), false);
    // https://cheatsheetseries.owasp.org: N=2^17 r=8 p=1, or one that costs as much with less memory.
    const { N, r, p } = scryptParameters;
    assert.ok(
      [17, 16, 15, 14, 13].some((ln, index) => N === 2 ** ln && r === 8 && p >= [1, 2, 3, 5, 10][index]!),
    );
  });

  test('fit their password alone, in whichever form its characters come', async () => {
    const hash = await hashing.hash('pässwörd');
    assert.equal(await hashing.verify({ hash, password: 'pässwörd'.normalize('NFD') }), true);
    for (const password of ['pässword', 'pässwörd ', 'PÄSSWÖRD', '']) {
      assert.equal(await hashing.verify({ hash, password }), false);
    }
  });

  test('made before still fit, and are said to be outdated', async () => {
    const hash = await hashPassword('from before');
    assert.equal(hashing.outdated(hash), true);
    assert.equal(await hashing.verify({ hash, password: 'from before' }), true);
    assert.equal(await hashing.verify({ hash, password: 'from after' }), false);
  });

  test('that are none fit nothing, and ask for no more memory than a right one', async () => {
    const hostile = [
      '',
      'plain',
      '$scrypt$ln=31,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA',
      `${'0'.repeat(31)}:${'0'.repeat(128)}`,
    ];
    for (const hash of hostile) {
      const answer = await hashing.verify({ hash, password: 'x' }).catch(() => 'refused');
      assert.notEqual(answer, true, hash);
      assert.equal(hashing.outdated(hash), true);
    }
    fc.assert(fc.property(fc.string(), (hash) => hashing.outdated(hash)));
  });

  test('beyond what can be checked in time are sent away at once, and the others are answered', async () => {
    const own = createPasswordHashing({ mostWaiting: 3 });
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => own.verify({ hash: 'none', password: 'x' })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array<string>(5).fill('fulfilled'), ...Array<string>(3).fill('rejected')],
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') assert.equal((answer.reason as DeskError).code, 'unavailable');
    }
  });

  test('fifty at once take little memory, and leave the event loop to others', async (context) => {
    const before = process.memoryUsage().rss;
    let longest = 0;
    let most = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      const at = performance.now();
      longest = Math.max(longest, at - last - 5);
      most = Math.max(most, process.memoryUsage().rss - before);
      last = at;
    }, 5);
    const began = performance.now();
    try {
      const hash = await hashing.hash('one of many');
      const answers = await together(50, () => hashing.verify({ hash, password: 'one of many' }));
      assert.ok(answers.every(Boolean));
    } finally {
      clearInterval(watch);
    }
    const mebibytes = most / 1024 ** 2;
    context.diagnostic(
      `50 at once: ${(performance.now() - began).toFixed(0)} ms, ${mebibytes.toFixed(0)} MiB more, event loop held ${longest.toFixed(0)} ms at the most`,
    );
    assert.ok(mebibytes < 200, `${mebibytes} MiB`);
  });
});

for (const kind of databases) {
  test(
    `an account of before signs in, and is hashed anew by it, on ${kind.name}`,
    { skip: skipOf(kind) },
    async () => {
      const database = await kind.create();
      const gateway = await startGateway({ database, realPasswords: true });
      try {
        const db = gateway.gateway.storage.db.withTables<AuthTables>();
        const old = await hashPassword(testPassword);
        await db.updateTable('account').set({ password: old }).execute();
        const hashes = async () => {
          const rows = await db
            .selectFrom('account')
            .innerJoin('user', 'user.id', 'account.userId')
            .select(['email', 'password'])
            .execute();
          return Object.fromEntries(rows.map(({ email, password }) => [email, password]));
        };
        assert.equal((await gateway.client().signIn('alice@acme.example', 'not this one')).status, 401);
        assert.equal((await hashes())['alice@acme.example'], old);
        assert.equal((await gateway.client().signIn('alice@acme.example')).status, 200);
        const now = await hashes();
        assert.match(now['alice@acme.example'] ?? '', /^\$scrypt\$ln=15,r=8,p=3\$/);
        assert.equal(now['bob@acme.example'], old);
        assert.equal((await gateway.client().signIn('alice@acme.example')).status, 200);
      } finally {
        await gateway.stop();
        await database.cleanup();
      }
    },
  );
}
