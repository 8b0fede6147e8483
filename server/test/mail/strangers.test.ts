import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, gatewaySettingsSchema } from '../../src/settings/settings.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';
import type { TestGateway } from '../helpers/gateway.ts';
import { startGateway } from '../helpers/gateway.ts';

const canary = 'CANARY-STRANGER';
const settings = gatewaySettingsSchema.parse({
  ...defaultSettings,
  portal: { ...defaultSettings.portal, name: 'Lumen Support' },
});

for (const kind of databases) {
  describe(`mail to addresses that nobody has proven, on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const kept = () =>
      gateway.gateway.storage.db
        .selectFrom('mails')
        .select(['to_address', 'subject', 'text', 'html'])
        .execute();

    test('holds no word and no address that a stranger has sent (S24), wherever the request says it came in', async (context) => {
      const own = gateway.url.replace('127.0.0.1', 'localhost');
      const ask = (path: string, body: object) =>
        // Straight to the gateway, so that the request can claim any host.
        gateway.gateway.fetch(
          new Request(`http://${canary}.evil.example/api/auth/${path}`, {
            method: 'POST',
            headers: {
              origin: own,
              'x-portico': '1',
              'content-type': 'application/json',
              host: `${canary}.evil.example`,
              'x-forwarded-host': `${canary}.evil.example`,
              'accept-language': canary,
              'user-agent': canary,
            },
            body: JSON.stringify(body),
          }),
        );
      const words = [
        `Buy ${canary} at https://evil.example`,
        `<a href="https://evil.example">${canary}</a>`,
        `${canary}\r\nBcc: eve@evil.example`,
        `{link} ${canary} {code}`,
        `\u202e${canary}`,
      ];
      let asked = 0;
      for (const [at, name] of words.entries()) {
        for (const [path, who] of [
          ['register', `new${at}@victim.example`],
          ['register', at === 0 ? 'alice@acme.example' : `other${at}@victim.example`],
          ['link', 'bob@acme.example'],
          ['link', `nobody${at}@victim.example`],
          ['request-reset', 'carol@globex.example'],
          ['request-reset', `unknown${at}@victim.example`],
        ] as const) {
          const answer = await ask(path, {
            email: who,
            language: name.slice(0, 35),
            returnTo: `${own}/portal/?${encodeURIComponent(name)}#${encodeURIComponent(name)}`,
            ...(path === 'register' ? { name, password: 'a lantern by the sea' } : {}),
          });
          assert.equal(answer.status, 200, await answer.text());
          asked += 1;
        }
      }
      // What is sent in the background is there once the next of each kind is.
      const expected = ['new4@', 'other4@', 'alice@', 'bob@', 'carol@', 'unknown4@'];
      let mails = await kept();
      while (!expected.every((start) => mails.some((mail) => mail.to_address.startsWith(start)))) {
        mails = await kept();
      }
      for (const mail of mails) {
        for (const part of [mail.subject, mail.text, mail.html ?? '']) {
          assert.doesNotMatch(part, /CANARY|evil|Buy/i);
        }
        const links = [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link);
        assert.ok(links.length > 0);
        for (const link of links) assert.ok(link.startsWith(`${own}/portal/`), link);
      }
      assert.ok(!mails.some((mail) => mail.to_address.startsWith('nobody')), 'a link to nobody is not sent');
      context.diagnostic(
        `S24: ${asked} requests with a stranger's words, ${mails.length} mails, none held any`,
      );
    });
  });
}
