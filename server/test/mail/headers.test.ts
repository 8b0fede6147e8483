import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { SMTPServer } from 'smtp-server';
import { createLog } from '../../src/log.ts';
import { letter } from '../../src/mail/letters.ts';
import type { Mail } from '../../src/mail/mailer.ts';
import { createMailer } from '../../src/mail/mailer.ts';
import { defaultSettings } from '../../src/settings/settings.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import type { TestDatabase } from '../helpers/databases.ts';
import { databases } from '../helpers/databases.ts';

interface Arrived {
  recipients: string[];
  raw: string;
}

/** A real mail server, and what it was handed, to the byte. */
async function startMailServer() {
  const arrived: Arrived[] = [];
  const refusals: Error[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        arrived.push({
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        callback(refusals.shift() ?? null);
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    arrived,
    /** The next mail is turned away once it was read. */
    refuseNext: () =>
      refusals.push(Object.assign(new Error('greylisted, come again'), { responseCode: 451 })),
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

function partsOf(raw: string): { head: string; headers: Map<string, string>; body: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    head,
    headers: new Map(
      lines.map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at), line.slice(at + 1).trim()];
      }),
    ),
    body: rest.join('\r\n\r\n'),
  };
}

/** The parts of a multipart body, as their reader has them. */
function alternatives(raw: string): { type: string; text: string }[] {
  const { headers, body } = partsOf(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('Content-Type') ?? '')?.[1];
  assert.ok(boundary);
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const { headers: own, body: content } = partsOf(part.replace(/^\r\n/, ''));
      const encoding = own.get('Content-Transfer-Encoding');
      const bytes =
        encoding === 'base64'
          ? Buffer.from(content, 'base64')
          : encoding === 'quoted-printable'
            ? Buffer.from(
                content
                  .replaceAll('=\r\n', '')
                  .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
                'latin1',
              )
            : Buffer.from(content);
      return {
        type: own.get('Content-Type') ?? '',
        text: bytes.toString('utf8').replaceAll('\r\n', '\n').trim(),
      };
    });
}

const expected = [
  'Auto-Submitted',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Subject',
  'To',
];
const secret = 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU';
const from = 'Support <support@portal.test>';

describe('what a mail server gets', () => {
  let database: TestDatabase;
  let storage: Storage;
  let server: Awaited<ReturnType<typeof startMailServer>>;
  const log = createLog('fatal', () => undefined);

  before(async () => {
    const [sqlite] = databases;
    assert.ok(sqlite);
    database = await sqlite.create();
    storage = await openStorage({ dataDir: database.dataDir, log });
    await storage.migrate();
    server = await startMailServer();
  });
  after(async () => {
    await server.close();
    await storage.close();
    await database.cleanup();
  });

  /** Sends mails and answers what arrived of them. */
  async function arrivals(...mails: Mail[]): Promise<Arrived[]> {
    const seen = server.arrived.length;
    const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log });
    for (const mail of mails) mailer.send(mail);
    await mailer.close();
    // A mailer that is told to stop leaves what is not under way to the next.
    const next = createMailer({ smtpUrl: server.url, from, secret, storage, log });
    await next.work();
    await next.close();
    return server.arrived.slice(seen);
  }

  function assertUntouched({ raw, recipients }: Arrived): void {
    assert.deepEqual(recipients, ['dana@initech.example']);
    const { headers, head } = partsOf(raw);
    const names = [...headers.keys()].filter((name) => name !== 'Content-Transfer-Encoding');
    assert.deepEqual(names.sort(), expected, head);
    assert.equal(headers.get('To'), 'dana@initech.example');
  }

  const verification = (name = 'Lumen Support', language = 'pl'): Mail =>
    letter('verify', {
      to: 'dana@initech.example',
      language,
      values: { link: 'https://help.example.com/portal/#/verify?token=abc', hours: 24 },
      settings: { ...defaultSettings, portal: { ...defaultSettings.portal, name } },
    });

  test('is plain text and HTML, marked as a machine’s, with an id of its own', async () => {
    const mail = verification();
    const [arrived] = await arrivals(mail);
    assert.ok(arrived);
    const { headers } = partsOf(arrived.raw);
    assert.deepEqual([...headers.keys()].sort(), expected);
    assert.equal(headers.get('Auto-Submitted'), 'auto-generated');
    assert.match(headers.get('Message-ID') ?? '', /^<[0-9a-f-]{36}@portal\.test>$/);
    assert.match(headers.get('Content-Type') ?? '', /^multipart\/alternative;/);
    const [plain, html] = alternatives(arrived.raw);
    assert.match(plain?.type ?? '', /^text\/plain; charset=utf-8/);
    assert.equal(plain?.text, mail.text.trim());
    assert.match(html?.type ?? '', /^text\/html; charset=utf-8/);
    assert.equal(html?.text, mail.html?.trim());
  });

  test('keeps its id when it has to be sent again', async () => {
    let at = Date.parse('2026-11-14T09:00:00.000Z');
    const mailer = createMailer({ smtpUrl: server.url, from, secret, storage, log, now: () => new Date(at) });
    const seen = server.arrived.length;
    server.refuseNext();
    mailer.send(verification());
    await mailer.close();
    at += 30_000;
    const later = createMailer({ smtpUrl: server.url, from, secret, storage, log, now: () => new Date(at) });
    await later.work();
    await later.close();
    const ids = server.arrived.slice(seen).map(({ raw }) => partsOf(raw).headers.get('Message-ID'));
    assert.equal(ids.length, 2);
    assert.ok(ids[0]);
    assert.equal(ids[0], ids[1]);
  });

  test('has no header and no recipient that a field brought along (S14)', async (context) => {
    const breaks = ['\r\n', '\n', '\r', '\u2028', '\u0085', '\0\r\n', '\r\n\r\n', '%0d%0a', '=0D=0A'];
    const smuggled = [
      'Bcc: eve@evil.example',
      'Content-Type: text/html',
      'To: eve@evil.example',
      '.\r\nRSET',
    ];
    const vectors = breaks.flatMap((end) => smuggled.map((line) => `Lumen${end}${line}${end}x`));
    const plain = { to: 'dana@initech.example', subject: 'Subject', text: 'Text' };
    const sent = vectors.flatMap((vector): Mail[] => [
      { ...plain, subject: vector },
      { ...plain, text: vector },
      { ...plain, html: vector },
      verification(vector, vector),
      // An address with a break in it is none.
      { ...plain, to: `dana@initech.example${vector.slice(5)}` },
    ]);
    const arrived = await arrivals(...sent);
    assert.equal(arrived.length, vectors.length * 4);
    for (const mail of arrived) assertUntouched(mail);
    context.diagnostic(
      `S14: ${vectors.length} vectors in 5 fields, ${arrived.length} mails looked at, 0 headers added`,
    );
  });

  test('has one line of subject, whatever it is made of', async (context) => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r\n', '\n', ':', 'Bcc: eve@evil.example', ' ', '\t'),
    );
    let count = 0;
    await fc.assert(
      // Many at once: a mail server takes its time to greet.
      fc.asyncProperty(fc.array(fc.array(piece), { minLength: 20, maxLength: 20 }), async (subjects) => {
        const mails = subjects.map((pieces) => ({
          to: 'dana@initech.example',
          subject: `About ${pieces.join('')}`,
          text: 'x',
        }));
        const arrived = await arrivals(...mails);
        assert.equal(arrived.length, mails.length);
        for (const mail of arrived) assertUntouched(mail);
        count += arrived.length;
      }),
      { numRuns: 10 },
    );
    context.diagnostic(`${count} random subjects, each one header`);
  });
});
