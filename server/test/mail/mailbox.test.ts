import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Hono } from 'hono';
import { demoSettings } from '../../src/demo/settings.ts';
import type { GatewayEnv } from '../../src/http/environment.ts';
import { mountMailbox } from '../../src/http/mailbox.ts';
import { createLog } from '../../src/log.ts';
import { letter } from '../../src/mail/letters.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases, skipOf } from '../helpers/databases.ts';

interface Kept {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string | null;
  at: string;
}

const link = 'http://localhost:8080/portal/#/link?token=abc';

for (const database of databases) {
  describe(`the demo’s mailbox, ${database.name}`, { skip: skipOf(database) }, () => {
    let made: TestDatabase;
    let storage: Storage;
    let app: Hono<GatewayEnv>;

    beforeEach(async () => {
      made = await database.create();
      const { dataDir, url } = made;
      const log = createLog('fatal', () => undefined);
      storage = await openStorage({ dataDir, log, ...(url === undefined ? {} : { url }) });
      await storage.migrate();
      app = new Hono<GatewayEnv>();
      mountMailbox(app, storage);
    });
    afterEach(async () => {
      await storage.close();
      await made.cleanup();
    });

    async function keep(mail: Partial<Kept>): Promise<string> {
      const id = randomUUID();
      const { to = 'dana@initech.example', subject = 'x', text = 'x', html = null } = mail;
      const { at = '2026-11-22T09:00:00.000Z' } = mail;
      await storage.db.insertInto('mails').values({ id, to_address: to, subject, text, html, at }).execute();
      return id;
    }

    test('leads where there is something, of a demo and of a trial that began with nothing', async () => {
      const demo = await (await app.request('/demo/mailbox')).text();
      assert.match(demo, /The demo sends no mail[\s\S]*Nothing yet/);
      assert.match(demo, /Knowledge base/);
      const trial = new Hono<GatewayEnv>();
      mountMailbox(trial, storage, { empty: true });
      const page = await (await trial.request('/demo/mailbox')).text();
      assert.match(page, /The trial sends no mail/);
      assert.doesNotMatch(page, /Knowledge base|[Dd]emo sends/);
    });

    test('shows the newest first, its link and code, and the HTML version on a page that can do nothing', async () => {
      const mail = letter('link', {
        to: 'dana@initech.example',
        values: { link, code: '48213977', minutes: 15 },
        settings: demoSettings,
      });
      await keep({ subject: 'Older', text: 'Words' });
      const id = await keep({ ...mail, at: '2026-11-22T10:00:00.000Z' });

      const kept = (await (await app.request('/demo/mailbox.json')).json()) as Kept[];
      assert.deepEqual(
        kept.map(({ subject, html }) => [subject, html]),
        [
          [mail.subject, mail.html],
          ['Older', null],
        ],
      );
      assert.deepEqual(Object.keys(kept[0] ?? {}).sort(), ['at', 'html', 'id', 'subject', 'text', 'to']);

      const text = await (await app.request('/demo/mailbox')).text();
      assert.ok(text.includes(`<a href="${link}">${link}</a>`));
      assert.ok(text.includes('<p class="code">48213977</p>'));
      assert.ok(text.indexOf('Sign in to Lumen Support') < text.indexOf('Older'));
      assert.equal(text.split(`href="/demo/mailbox/${id}"`).length, 2);

      const page = await app.request(`/demo/mailbox/${id}`);
      assert.equal(await page.text(), mail.html);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      const policy = page.headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; style-src 'unsafe-inline';/);
      assert.match(policy, /; sandbox$/);
      assert.doesNotMatch(policy, /script-src|img-src|allow-/);
    });

    test('shows one person’s mail when asked, and takes hostile words for words', async () => {
      await keep({ to: 'dana@initech.example', subject: 'For Dana' });
      await keep({
        to: '"><script>alert(1)</script>@x.example',
        subject: '<img src=x onerror=alert(1)>',
        text: 'javascript:alert(1)\n\nhttps://x.example/"><b>',
      });
      const ask = async (to: string) =>
        (await app.request(`/demo/mailbox?to=${encodeURIComponent(to)}`)).text();
      const dana = await ask(' Dana@Initech.example ');
      assert.match(dana, /For Dana/);
      assert.doesNotMatch(dana, /&lt;img src=x onerror/);
      assert.match(dana, /aria-current="true">dana@initech\.example</);
      assert.match(await ask('nobody@x.example'), /Nothing to nobody@x\.example\./);
      const hostile = ['"><script>alert(1)</script>', '\0', "' or 1=1 --", '%', 'x'.repeat(5000)];
      for (const to of ['', ...hostile]) {
        const answer = await app.request(`/demo/mailbox?to=${encodeURIComponent(to)}`);
        assert.equal(answer.status, 200, to);
        const text = await answer.text();
        assert.doesNotMatch(text, /<img|<script|<b>|href="javascript|style=/, to);
        if (to === "' or 1=1 --" || to === '%') assert.doesNotMatch(text, /For Dana/);
      }
      for (const path of [randomUUID(), 'x', '%00', '..%2f..%2fetc', 'a'.repeat(36)]) {
        assert.equal((await app.request(`/demo/mailbox/${path}`)).status, 404, path);
      }
    });
  });
}
