import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { settingsFrom } from '../../../src/settings/file.ts';
import { defaultSettings } from '../../../src/settings/settings.ts';
import { exchange, returned } from '../../helpers/federation.ts';
import { startGateway } from '../../helpers/gateway.ts';

const root = join(import.meta.dirname, '../../../..');
const guide = (name: string): string => readFileSync(join(root, 'docs/sign-in', name), 'utf8');

/** The first block of a language in a guide. */
function example(name: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\n([\\s\\S]+?)^\`\`\``, 'm').exec(guide(name))?.[1];
  assert.ok(found, `${name} has no example in ${language}`);
  return found;
}

const providersOf = (name: string) =>
  settingsFrom(JSON.parse(example(name, 'json')), defaultSettings).portal.signIn.providers;

test('the settings that the guides show are valid', () => {
  assert.deepEqual(
    [...providersOf('openid-connect.md'), ...providersOf('jwt.md')].map(({ kind, id }) => [kind, id]),
    [
      ['oidc', 'corp'],
      ['jwt', 'app'],
    ],
  );
});

test('a token made as the guide shows signs its person in', async () => {
  // Beside the packages, so that the example finds the one it imports.
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  const dir = mkdtempSync(join(folder, 'guide-'));
  const secret = 'kZ4w1vQpY8r2TnL6cXs9BdHf3GmJ5aEu';
  const gateway = await startGateway({
    settings: settingsFrom(JSON.parse(example('jwt.md', 'json')), defaultSettings),
    secrets: { SSO_APP_SECRET: secret },
    config: { publicUrl: 'https://help.example.com', allowedOrigins: ['https://docs.example.com'] },
  });
  try {
    const file = join(dir, 'portal-token.mjs');
    writeFileSync(file, example('jwt.md', 'js'));
    process.env['SSO_APP_SECRET'] = secret;
    const made = (await import(pathToFileURL(file).href)) as {
      portalToken(person: object): Promise<string>;
    };
    const person = { id: 'u-7', email: 'dana@initech.example', name: 'Dana Okafor', company: 'Initech' };
    const token = await made.portalToken(person);
    const browser = gateway.client();
    const { code } = returned(
      await browser.fetch('/api/auth/providers/app/callback', {
        method: 'POST',
        body: new URLSearchParams({ token }),
      }),
    );
    const answer = await exchange(browser, gateway.url, code ?? '', 'https://help.example.com');
    const { session } = (await answer.json()) as {
      session: { contact: { email: string; name: string }; companies: { name: string }[] };
    };
    assert.equal(session.contact.email, person.email);
    assert.equal(session.contact.name, person.name);
    assert.equal(session.companies[0]?.name, person.company);
  } finally {
    delete process.env['SSO_APP_SECRET'];
    rmSync(dir, { recursive: true });
    await gateway.stop();
  }
});
