import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError } from '../../src/config.ts';
import { readSettings, settingsFrom } from '../../src/settings/file.ts';
import { defaultSettings, gatewaySettingsSchema } from '../../src/settings/settings.ts';
import { startGateway } from '../helpers/gateway.ts';

const folder = await mkdtemp(join(tmpdir(), 'portico-settings-'));
after(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, content);
  return path;
}

describe('the owner’s settings as a file', () => {
  test('are completed by the defaults, key by key', async () => {
    const path = await fileOf(
      JSON.stringify({
        portal: { name: 'Acme Help', signIn: { registration: false } },
        reference: { prefix: 'AC' },
      }),
    );
    const settings = await readSettings(path, defaultSettings);
    assert.equal(settings.portal.name, 'Acme Help');
    assert.equal(settings.portal.signIn.registration, false);
    assert.deepEqual(settings.portal.signIn.methods, defaultSettings.portal.signIn.methods);
    assert.equal(settings.reference.prefix, 'AC');
    assert.deepEqual(settings.forms, defaultSettings.forms);
  });

  test('go out and come back unchanged', () => {
    assert.deepEqual(
      settingsFrom(JSON.parse(JSON.stringify(defaultSettings)), defaultSettings),
      defaultSettings,
    );
    assert.deepEqual(gatewaySettingsSchema.parse(defaultSettings), defaultSettings);
  });

  test('are what the gateway then answers with', async (context) => {
    const settingsFile = await fileOf(JSON.stringify({ portal: { name: 'From a file' } }));
    const gateway = await startGateway({ config: { settingsFile } });
    context.after(() => gateway.stop());
    const answer = (await (await gateway.get('/api/portal')).json()) as { name: string };
    assert.equal(answer.name, 'From a file');
  });

  const wrong: [what: string, document: unknown, told: RegExp][] = [
    ['no object', [], /must be an object/],
    ['an unknown key', { portal: { colour: 'red' } }, /portal: .*colour/],
    ['a key of every object', JSON.parse('{"__proto__": {"portal": {}}}'), /__proto__/],
    ['a wrong type', { portal: { name: 7 } }, /portal\.name: /],
    [
      'an unknown way to sign in',
      { portal: { signIn: { methods: ['magic'] } } },
      /portal\.signIn\.methods\.0: /,
    ],
    ['no way to sign in', { portal: { signIn: { methods: [] } } }, /portal\.signIn\.methods: name one/],
    ['no language', { portal: { languages: [] } }, /portal\.languages: /],
    ['an idle limit too short', { portal: { idleSeconds: 5 } }, /portal\.idleSeconds: /],
    ['a form without a subject', { forms: [{ id: 'f', title: 'F', fields: [] }] }, /forms\.0/],
    [
      'two providers of one id',
      {
        portal: {
          signIn: {
            providers: ['a', 'b'].map((label) => ({
              ...{ id: 'same', label, kind: 'oidc' },
              ...{ issuer: 'https://id.example.com', clientId: 'x' },
            })),
          },
        },
      },
      /portal\.signIn\.providers: provider ids must differ/,
    ],
    [
      'somebody who is neither an address nor a domain',
      { contactLists: [{ id: 'a', name: 'A', members: ['globex.example'] }] },
      /contactLists\.0\.members\.0: must be an address, or a domain as @example\.com/,
    ],
    [
      'a secret in the document',
      {
        portal: {
          signIn: {
            providers: [
              {
                id: 'a',
                label: 'A',
                kind: 'oidc',
                clientId: 'x',
                issuer: 'https://a.example',
                clientSecret: 'hush',
              },
            ],
          },
        },
      },
      /portal\.signIn\.providers\.0\.clientSecret: must be \{"env": "SSO_…"\}/,
    ],
  ];
  for (const [what, document, told] of wrong) {
    test(`with ${what} are refused with path and reason`, () => {
      assert.throws(
        () => settingsFrom(document, defaultSettings),
        (error) =>
          error instanceof ConfigError && told.test(error.message) && !error.message.includes('hush'),
      );
    });
  }

  test('that name a challenge nobody here knows stop the gateway, with its path', async () => {
    const settingsFile = await fileOf(JSON.stringify({ portal: { signIn: { challenge: 'captcha' } } }));
    await assert.rejects(startGateway({ config: { settingsFile } }), /portal\.signIn\.challenge: .*captcha/);
  });

  test('that cannot be read, or are not JSON, are refused in words', async () => {
    await assert.rejects(
      readSettings(join(folder, 'nowhere.json'), defaultSettings),
      /PORTICO_SETTINGS: .*nowhere\.json cannot be read \(ENOENT\)/,
    );
    await assert.rejects(
      readSettings(await fileOf('{"portal": '), defaultSettings),
      /PORTICO_SETTINGS: .*\.json is not JSON/,
    );
  });
});

test('a file may name its shape, and is read as it was meant', () => {
  assert.deepEqual(
    settingsFrom({ schema: 3, portal: { name: 'Help' } }, defaultSettings).portal.name,
    'Help',
  );
  // Before there were rules for it, a switch said whether contacts see their companies' tickets.
  const earlier = {
    ...structuredClone(defaultSettings),
    ...{ schema: 1, forms: [], tickets: { companyView: false, reopen: 'never', visibleProperties: [] } },
  };
  assert.equal(settingsFrom(earlier, defaultSettings).tickets.permission, 'own');
  for (const [schema, reason] of [
    [99, /newer gateway/],
    ['3', /schema: must be the number/],
    [0, /schema: must be the number/],
    [null, /schema: must be the number/],
    [1, /not a whole document of shape 1/],
  ] as const) {
    assert.throws(
      () => settingsFrom({ schema, portal: { name: 'Help' } }, defaultSettings),
      (error: Error) => error instanceof ConfigError && reason.test(error.message),
    );
  }
});
