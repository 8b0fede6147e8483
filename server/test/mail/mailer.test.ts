import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createLog } from '../../src/log.ts';
import { createMailer } from '../../src/mail/mailer.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases } from '../helpers/databases.ts';

/** As much of SMTP as takes a mail: what was said to it, and what mails came. */
async function startMailServer(options: { answer?: string } = {}) {
  const recipients: string[] = [];
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    let buffer = '';
    let data: string[] | undefined;
    socket.write('220 here\r\n');
    socket.on('data', (chunk) => {
      buffer += chunk.toString();
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data) {
          if (line === '.') {
            mails.push(data.join('\n'));
            data = undefined;
            socket.write('250 taken\r\n');
          } else data.push(line);
        } else if (/^RCPT/i.test(line)) {
          recipients.push(line);
          socket.write(`${options.answer ?? '250 ok'}\r\n`);
        } else if (/^DATA/i.test(line)) {
          data = [];
          socket.write('354 go on\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    recipients,
    mails,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('mail', () => {
  let database: TestDatabase;
  let storage: Storage;
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));

  before(async () => {
    const [sqlite] = databases;
    assert.ok(sqlite);
    database = await sqlite.create();
    storage = await openStorage({ dataDir: database.dataDir, log });
    await storage.migrate();
  });
  after(async () => {
    await storage.close();
    await database.cleanup();
  });

  const from = 'Support <support@portal.test>';
  const secret = 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU';

  test('goes to the address it is for, and no line of a subject becomes a header', async () => {
    const server = await startMailServer();
    try {
      const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log });
      mailer.send({
        to: 'dana@initech.example',
        subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nBuy',
        text: 'First line\n.\nBcc: eve@evil.example',
      });
      await mailer.close();
      assert.deepEqual(server.recipients, ['RCPT TO:<dana@initech.example>']);
      const [head = '', ...body] = (server.mails[0] ?? '').split('\n\n');
      assert.match(head, /^Subject: Hello Bcc: eve@evil\.example Buy$/m);
      assert.doesNotMatch(head, /^Bcc:/m);
      assert.match(head, /^To: dana@initech\.example$/m);
      assert.match(body.join('\n\n'), /First line/);
    } finally {
      server.close();
    }
  });

  test('is sent to nothing that is more than one address', async () => {
    const server = await startMailServer();
    try {
      const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log });
      for (const to of [
        'a@b.example, eve@evil.example',
        'a@b.example\r\nRCPT TO:<eve@evil.example>',
        'A <a@b.example>',
        '"eve@evil.example a"@b.example',
        '',
      ]) {
        mailer.send({ to, subject: 'x', text: 'x' });
      }
      await mailer.close();
      assert.deepEqual(server.recipients, []);
    } finally {
      server.close();
    }
  });

  test('that is refused for good is logged without the address, and not tried again', async () => {
    const server = await startMailServer({ answer: '550 <secret.person@initech.example>: nobody here' });
    try {
      const before = lines.length;
      const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log });
      mailer.send({ to: 'secret.person@initech.example', subject: 'x', text: 'x' });
      await mailer.close();
      const written = lines.slice(before).join('');
      assert.match(written, /mail not sent/);
      assert.doesNotMatch(written, /secret\.person/);
      assert.deepEqual(await waiting(), []);
    } finally {
      server.close();
    }
  });

  const waiting = () => storage.db.selectFrom('mail_outbox').selectAll().execute();

  test('that cannot be sent now waits, unreadable, outlives the process, and arrives', async () => {
    const options: { answer?: string } = { answer: '451 secret.person@initech.example: later' };
    const server = await startMailServer(options);
    let at = Date.parse('2026-11-14T09:00:00.000Z');
    const make = (own = secret) =>
      createMailer({ smtpUrl: server.url, from, secret: own, storage, log, now: () => new Date(at) });
    try {
      const before = lines.length;
      const first = make();
      first.send({ to: 'secret.person@initech.example', subject: 'Soon', text: 'Canary words' });
      await first.close();
      const [kept] = await waiting();
      assert.equal(kept?.attempts, 1);
      assert.doesNotMatch(JSON.stringify(kept), /secret\.person|Canary/);

      delete options.answer;
      const second = make();
      await second.work();
      assert.equal(server.mails.length, 0, 'not before its time');
      at += 30_000;
      // Two gateways that look at once: one sends.
      const third = make();
      await Promise.all([second.work(), third.work()]);
      assert.equal(server.mails.length, 1);
      assert.match(server.mails[0] ?? '', /Canary words/);
      assert.deepEqual(await waiting(), []);
      await second.close();
      await third.close();
      assert.doesNotMatch(lines.slice(before).join(''), /secret\.person|Canary/);
    } finally {
      server.close();
    }
  });

  test('that nobody takes is given up after eight tries within a day', async () => {
    const server = await startMailServer({ answer: '451 later' });
    const begun = Date.parse('2026-11-14T09:00:00.000Z');
    let at = begun;
    const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log, now: () => new Date(at) });
    try {
      const before = lines.length;
      mailer.send({ to: 'dana@initech.example', subject: 'x', text: 'x' });
      await mailer.close();
      for (let next = await waiting(); next.length > 0; next = await waiting()) {
        at = Date.parse(next[0]!.next_at);
        await mailer.work();
      }
      assert.equal(server.recipients.length, 8);
      assert.ok(at - begun < 24 * 60 * 60 * 1000);
      assert.equal(lines.slice(before).filter((line) => line.includes('mail not sent')).length, 1);
    } finally {
      await mailer.close();
      server.close();
    }
  });

  test('written under another secret is dropped, and said so', async () => {
    const server = await startMailServer({ answer: '451 later' });
    let at = Date.parse('2026-11-14T09:00:00.000Z');
    const now = () => new Date(at);
    try {
      const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log, now });
      mailer.send({ to: 'dana@initech.example', subject: 'x', text: 'x' });
      await mailer.close();
      at += 60_000;
      const other = createMailer({ smtpUrl: server.url, from, secret: `${secret}!`, storage, log, now });
      await other.work();
      await other.close();
      assert.deepEqual(await waiting(), []);
      assert.match(lines.at(-1) ?? '', /written under another secret/);
    } finally {
      server.close();
    }
  });

  test('is kept in the database where there is no mail server', async () => {
    const mailer = createMailer({ from, secret, storage, log });
    mailer.send({ to: 'dana@initech.example', subject: 'Kept', text: 'Words' });
    await mailer.close();
    const kept = await storage.db.selectFrom('mails').selectAll().execute();
    assert.deepEqual(
      kept.map(({ to_address, subject, text }) => [to_address, subject, text]),
      [['dana@initech.example', 'Kept', 'Words']],
    );
  });
});
