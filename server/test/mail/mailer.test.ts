import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createLog } from '../../src/log.ts';
import { knownAddressLetter, verificationLetter } from '../../src/mail/letters.ts';
import { createMailer } from '../../src/mail/mailer.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases } from '../helpers/databases.ts';

/** As much of SMTP as takes a mail: what was said to it, and what mails came. */
async function startMailServer(options: { refuse?: boolean } = {}) {
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
          socket.write(options.refuse ? '550 nobody here\r\n' : '250 ok\r\n');
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

  test('goes to the address it is for, and no line of a subject becomes a header', async () => {
    const server = await startMailServer();
    try {
      const mailer = createMailer({ smtpUrl: server.url, from, storage, log });
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
      const mailer = createMailer({ smtpUrl: server.url, from, storage, log });
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

  test('that fails is logged without the address, and throws nothing', async () => {
    const server = await startMailServer({ refuse: true });
    try {
      const before = lines.length;
      const mailer = createMailer({ smtpUrl: server.url, from, storage, log });
      mailer.send({ to: 'secret.person@initech.example', subject: 'x', text: 'x' });
      await mailer.close();
      const written = lines.slice(before).join('');
      assert.match(written, /mail not sent/);
      assert.doesNotMatch(written, /secret\.person/);
    } finally {
      server.close();
    }
  });

  test('is kept in the database where there is no mail server', async () => {
    const mailer = createMailer({ from, storage, log });
    mailer.send({ to: 'dana@initech.example', subject: 'Kept', text: 'Words' });
    await mailer.close();
    const kept = await storage.db.selectFrom('mails').selectAll().execute();
    assert.deepEqual(
      kept.map(({ to_address, subject, text }) => [to_address, subject, text]),
      [['dana@initech.example', 'Kept', 'Words']],
    );
  });

  test('letters carry the portal’s words and nothing a stranger typed', () => {
    const context = { portalName: 'Lumen support', portalUrl: 'https://help.example.com/portal/' };
    const letter = verificationLetter('dana@initech.example', 'abc', context);
    assert.match(letter.text, /^https:\/\/help\.example\.com\/portal\/#\/verify\?token=abc$/m);
    assert.match(knownAddressLetter('dana@initech.example', context).subject, /already have an account/);
  });
});
