import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings } from '../../src/settings/settings.ts';
import { fileTicket, startGateway, testPassword, type TestGateway } from '../helpers/gateway.ts';

/** The newest mail to an address, with what it lets its reader do. */
async function mailTo(
  gateway: TestGateway,
  email: string,
): Promise<{ text: string; token: string; code: string }> {
  const mail = await gateway.gateway.storage.db
    .selectFrom('mails')
    .select('text')
    .where('to_address', '=', email)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  const text = mail?.text ?? '';
  return {
    text,
    token: /[?&]token=([\w-]+)/.exec(text)?.[1] ?? '',
    code: /\b(\d{4} ?\d{4})\b/.exec(text)?.[1]?.replace(' ', '') ?? '',
  };
}

async function mailed(gateway: TestGateway, email: string) {
  // Mails are written after the answer: how long it takes must tell nobody anything.
  for (;;) {
    const mail = await mailTo(gateway, email);
    if (mail.text) return mail;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('logs hold no password, token, cookie, link, name, address or word of a message; one line an entry', async (context) => {
  const gateway = await startGateway({
    settings: {
      ...defaultSettings,
      portal: {
        ...defaultSettings.portal,
        signIn: {
          ...defaultSettings.portal.signIn,
          providers: [
            {
              kind: 'jwt',
              id: 'app',
              label: 'App',
              enabled: true,
              audience: 'all',
              staff: false,
              claims: {},
              unsolicited: true,
              issuer: 'https://app.example',
              algorithm: 'HS256',
              secret: { env: 'APP_SECRET' },
            },
          ],
        },
      },
    },
    secrets: { APP_SECRET: 'quince-anchor-velvet-thimble-marsh-42' },
  });
  context.after(() => gateway.stop());
  const secrets = new Map<string, string>([
    ['the password', testPassword],
    ['a secret of the environment', 'quince-anchor-velvet-thimble-marsh-42'],
  ]);
  const keep = (name: string, value: string): string => {
    assert.ok(value.length >= 6, `${name}: "${value}"`);
    secrets.set(name, value);
    return value;
  };

  const stranger = gateway.client();
  await stranger.signIn('alice@acme.example', keep('a wrong password', 'wrong-horse-battery'));
  const email = keep('a new address', 'nora.newcomer@elsewhere.example');
  const name = keep('a new name', 'Nora Newcomer');
  const password = keep('a new password', 'copper-violin-sandbar');
  await stranger.post('/api/auth/register', { name, email, password });
  const { token } = await mailed(gateway, email);
  await stranger.post('/api/auth/verify', { token: keep('a token of a registration', token) });
  keep('a cookie', stranger.cookie().split('=')[1] ?? '');

  await gateway.client().post('/api/auth/link', { email: 'bob@acme.example' });
  const link = await mailed(gateway, 'bob@acme.example');
  keep('a token of a link', link.token);
  keep('a code', link.code);
  await gateway
    .client()
    .post('/api/auth/sign-in', { method: 'code', email: 'bob@acme.example', code: '00000000' });
  await gateway.client().post('/api/auth/sign-in', { method: 'link', token: link.token });
  await gateway.client().post('/api/auth/request-reset', { email: 'carol@globex.example' });
  const reset = await mailed(gateway, 'carol@globex.example');
  await gateway.client().post('/api/auth/reset', {
    token: keep('a token of a reset', reset.token),
    password: keep('a reset password', 'walnut-ferry-bicycle'),
  });
  await gateway
    .client()
    .get(
      `/api/auth/providers/app/callback?token=${keep('a signed token', 'eyJhbGciOiJub25lIn0.e30.')}&state=${keep('a state', 'c3RhdGUtb2YtYS1mbG93')}`,
    );
  await gateway
    .client()
    .post('/api/auth/sign-in', { method: 'exchange', code: keep('an exchange code', 'ZXhjaGFuZ2UtY29kZQ') });

  const alice = await gateway.as('alice@acme.example');
  const ticket = await fileTicket(alice, keep('a subject', 'Zeppelin exports stall'));
  const text = keep('a message', 'The zinc marmalade is missing');
  await alice.post(`/api/tickets/${ticket.id}/messages`, {
    body: { format: 'text', content: text },
    attachments: [],
  });
  await alice.fetch(`/api/uploads?name=${keep('a file name', 'tangerine-ledger.txt')}`, {
    method: 'PUT',
    body: 'words',
    headers: { 'content-type': 'text/plain' },
  });
  await alice.get(`/api/tickets?text=${keep('a search', 'marmalade')}`);
  const agent = await gateway.as('agent@portico.example');
  await agent.post(`/api/staff/tickets/${ticket.id}/notes`, {
    body: { format: 'text', content: keep('a note', 'A gooseberry of a customer') },
  });
  // What fails is logged with most zeal.
  await alice.fetch('/api/tickets', {
    method: 'POST',
    body: `{"broken": "${text}`,
    headers: { 'content-type': 'application/json' },
  });
  await alice.post('/api/tickets', {
    formId: 'support',
    values: { subject: text, unknown: text },
    attachments: [text],
  });
  await alice.get(`/api/${text}`);

  for (const address of [
    'alice@acme.example',
    'bob@acme.example',
    'carol@globex.example',
    'agent@portico.example',
  ])
    secrets.set(address, address);
  const log = gateway.log();
  const lines = log.trim().split('\n');
  assert.ok(lines.length > 20, 'nothing was logged');
  for (const line of lines) assert.doesNotThrow(() => void JSON.parse(line), line);
  for (const [what, secret] of secrets) {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      assert.ok(!log.includes(form), `${what} is in the log: ${lines.find((line) => line.includes(form))}`);
  }
  context.diagnostic(`${secrets.size} secrets, none in ${lines.length} lines`);
});
