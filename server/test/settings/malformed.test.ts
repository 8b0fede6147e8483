import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generate } from 'selfsigned';
import { ConfigError } from '../../src/config.ts';
import { createRandom } from '../../src/demo/random.ts';
import { settingsJsonSchema } from '../../src/http/routes/settings.ts';
import { readSettings } from '../../src/settings/file.ts';
import { defaultSettings, gatewaySettingsSchema, type GatewaySettings } from '../../src/settings/settings.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';
import { changed, faultsOf, type Fault } from './faults.ts';

const { cert } = await generate([{ name: 'commonName', value: 'idp.test' }], { keySize: 2048 });
const weak = await generate([{ name: 'commonName', value: 'idp.test' }], { keySize: 1024 });

/** A document in which everything is set that can be: a fault has to have a place. */
const full: GatewaySettings = gatewaySettingsSchema.parse({
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    origins: ['https://help.brand.example'],
    idleSeconds: 1200,
    contactHint: 'Write to help@brand.example',
    signIn: {
      ...defaultSettings.portal.signIn,
      consent: { version: '1', text: 'We keep what you write.', label: 'I agree' },
      providers: [
        {
          ...{ kind: 'oidc', id: 'google', label: 'Google', preset: 'google', clientId: 'portal' },
          ...{ clientSecret: { env: 'SSO_GOOGLE' }, audience: { lists: ['partners'] } },
        },
        {
          ...{ kind: 'oidc', id: 'keycloak', label: 'Keycloak', clientId: 'portal' },
          ...{ issuer: 'https://id.brand.example/realms/one', claims: { email: 'mail', company: 'org' } },
        },
        {
          ...{ kind: 'saml', id: 'saml', label: 'Sign in at work', issuer: 'https://idp.brand.example' },
          ...{ entryPoint: 'https://idp.brand.example/sso', certificates: [cert] },
        },
        {
          ...{ kind: 'jwt', id: 'app', label: 'The application', issuer: 'https://app.brand.example' },
          ...{ algorithm: 'HS256', secret: { env: 'SSO_APP' }, signInUrl: 'https://app.brand.example/in' },
        },
      ],
    },
  },
  contactLists: [
    {
      ...{ id: 'partners', name: 'Partners', members: ['@partner.example', 'dana@initech.example'] },
      rule: { any: [{ property: 'company', operator: 'is', value: 'acme' }] },
    },
    { id: 'staff', name: 'Staff', members: [] },
  ],
  access: { lists: ['partners', 'staff'] },
  mail: { texts: { en: { reset: { subject: 'Your password', text: 'Here: {link}' } } } },
  tickets: {
    ...defaultSettings.tickets,
    filter: { all: [{ property: 'severity', operator: 'is', value: ['blocked'] }] },
    permission: { companyFor: { property: 'list', operator: 'is', value: 'partners' } },
  },
  forms: [
    ...defaultSettings.forms.map((form) => ({ ...form, intro: 'Tell us what happened.' })),
    { ...structuredClone(defaultSettings.forms[0]!), id: 'billing', connected: false },
  ],
  theme: { '--portal-color-brand': '#0a5' },
  attachments: { ...defaultSettings.attachments, accept: ['image/*'] },
});

interface Problem {
  field: string;
  reason?: string;
}

const [oidc, keycloak, saml, jwt] = full.portal.signIn.providers;
const provider = (index: number, key: string): (string | number)[] => [
  ...['portal', 'signIn', 'providers'],
  ...[index, key],
];

/** What no schema can say in JSON: names of what is not there, things twice, values that do not fit each other. */
const told: [what: string, at: (string | number)[], value: unknown, path?: string][] = [
  ['a list that is not there', ['access', 'lists', 0], 'nobody'],
  [
    'a provider for a list that is not there',
    ['portal', 'signIn', 'providers', 0, 'audience', 'lists', 0],
    'nobody',
  ],
  [
    'a permission for a list that is not there',
    ['tickets', 'permission', 'companyFor', 'value'],
    'nobody',
    'tickets.permission.companyFor',
  ],
  ['a name of two lines', ['access', 'lists', 1], 'staff\nand others'],
  ['an inbox that is not there', ['tickets', 'defaultInbox'], 'nowhere'],
  ['a form with an inbox that is not there', ['forms', 0, 'inbox'], 'nowhere'],
  ['a pipeline that is not there', ['inboxes', 0, 'pipeline'], 'nowhere'],
  ['a form that asks for a property that is not there', ['forms', 0, 'fields', 1, 'property'], 'nothing'],
  [
    'a condition on a field that is not there',
    ['forms', 0, 'fields', 3, 'showWhen'],
    [{ property: 'nothing', operator: 'not-empty' }],
    'forms.0.fields.3.showWhen.0.property',
  ],
  ['two lists of one id', ['contactLists', 1, 'id'], 'partners', 'contactLists'],
  ['two forms of one id', ['forms', 1, 'id'], 'support'],
  ['two stages of one id', ['pipelines', 0, 'stages', 1, 'id'], 'new'],
  ['two inboxes of one id', ['inboxes'], [full.inboxes[0], full.inboxes[0]], 'inboxes.1.id'],
  ['two pipelines of one id', ['pipelines'], [full.pipelines[0], full.pipelines[0]], 'pipelines.1.id'],
  ['two properties of one key', ['properties', 1, 'key'], full.properties[0]!.key, 'properties'],
  ['two providers of one id', provider(1, 'id'), 'google', 'portal.signIn.providers'],
  ['a form that asks twice', ['forms', 0, 'fields', 1, 'property'], 'subject', 'forms.0.fields'],
  [
    'two options of one value',
    ['properties', 0, 'options', 1, 'value'],
    'dashboards',
    'properties.0.options',
  ],
  ['a property every ticket has', ['properties', 0, 'key'], 'subject'],
  ['a choice without options', ['properties', 0, 'options'], undefined],
  ['options where nothing is chosen', ['properties', 2, 'options'], [{ value: 'a', label: 'A' }]],
  [
    'a pipeline without an open stage',
    ['pipelines', 0, 'stages'],
    full.pipelines[0]!.stages.map((stage) => ({ ...stage, state: 'closed' })),
  ],
  ['a pipeline without a closed stage', ['pipelines', 0, 'stages'], full.pipelines[0]!.stages.slice(0, 3)],
  ['a slug of the gateway’s own', ['portal', 'slug'], 'api'],
  ['the slug where the gateway has its script', ['portal', 'slug'], 'cdn'],
  ['an origin with a path', ['portal', 'origins', 0], 'https://help.brand.example/portal'],
  ['an origin with a slash', ['portal', 'origins', 0], 'https://help.brand.example/'],
  ['an origin anybody can read along with', ['portal', 'origins', 0], 'http://help.brand.example'],
  ['an origin with a name in it', ['portal', 'origins', 0], 'https://me@help.brand.example'],
  ['an issuer of another preset', provider(0, 'issuer'), 'https://id.brand.example'],
  ['an issuer with a query', provider(1, 'issuer'), 'https://id.brand.example/?tenant=1'],
  ['no issuer', provider(1, 'issuer'), undefined],
  ['scopes without openid', provider(0, 'scopes'), ['email']],
  [
    'a certificate that is none',
    provider(2, 'certificates'),
    ['hello'],
    'portal.signIn.providers.2.certificates.0',
  ],
  [
    'a weak certificate',
    provider(2, 'certificates'),
    [weak.cert],
    'portal.signIn.providers.2.certificates.0',
  ],
  ['a private key', provider(2, 'certificates'), [weak.private], 'portal.signIn.providers.2.certificates.0'],
  ['no secret for an algorithm that needs one', provider(3, 'secret'), undefined],
  ['a secret in the document', provider(3, 'secret'), 'hush hush'],
  ['another secret of the machine', [...provider(3, 'secret'), 'env'], 'DATABASE_URL'],
  ['a key where a secret belongs', provider(3, 'publicKey'), 'words'],
  ['an algorithm that takes a key', provider(3, 'algorithm'), 'RS256', 'portal.signIn.providers.3.secret'],
  ['no algorithm at all', provider(3, 'algorithm'), 'none'],
  ['a provider of another kind', provider(0, 'kind'), 'ldap'],
  [
    'a rule over lists within a list',
    ['contactLists', 0, 'rule'],
    { property: 'list', operator: 'is', value: 'staff' },
    'contactLists.0.rule.property',
  ],
  [
    'a rule over parts of addresses',
    ['contactLists', 0, 'rule'],
    { property: 'email', operator: 'contains', value: '@' },
    'contactLists.0.rule.operator',
  ],
  [
    'a rule over what nobody has',
    ['contactLists', 0, 'rule'],
    { property: 'name', operator: 'is', value: 'A' },
    'contactLists.0.rule.property',
  ],
  ['an empty group', ['tickets', 'filter'], { all: [] }, 'tickets.filter.all'],
  ['two groups in one', ['tickets', 'filter'], { all: [{ property: 'a', operator: 'empty' }], any: [] }],
  [
    'a value where none belongs',
    ['tickets', 'filter'],
    { property: 'a', operator: 'empty', value: 'b' },
    'tickets.filter.value',
  ],
  [
    'no value where one is needed',
    ['tickets', 'filter'],
    { property: 'a', operator: 'is' },
    'tickets.filter.value',
  ],
  [
    'a part of an id',
    ['tickets', 'filter'],
    { property: 'company', operator: 'contains', value: 'a' },
    'tickets.filter.operator',
  ],
  [
    'an operator nobody knows',
    ['tickets', 'filter'],
    { property: 'a', operator: 'like', value: 'b' },
    'tickets.filter.operator',
  ],
  ['a member without a place', ['contactLists', 0, 'members', 0], 'partner.example'],
  ['a member with a space', ['contactLists', 0, 'members', 0], 'a b@partner.example'],
  ['a letter nobody writes', ['mail', 'texts', 'en'], { greeting: { text: 'Hello' } }],
  ['a look with an address', ['theme', '--portal-color-brand'], 'url(https://evil.example/x.png)'],
  ['a look that ends its value', ['theme', '--portal-color-brand'], 'red; background: blue'],
  ['a look with markup', ['theme', '--portal-color-brand'], '</style><script>'],
  ['a look that insists', ['theme', '--portal-color-brand'], 'red !important'],
  ['a look with a comment', ['theme', '--portal-color-brand'], 'red/**/'],
  ['a look of other names', ['theme'], { color: 'red' }, 'theme.color'],
];

const written: Fault[] = told.map(([what, at, value, path]) => ({
  ...{ what, path: path ?? at.join('.') },
  document: value === undefined ? changed(full, at) : changed(full, at, value),
}));
const found = faultsOf(settingsJsonSchema(), full);

/** Of the thousands that the schema knows of, some, each time others: `SEED=… node --test …` tries the same again. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const tried = 250;
function someFaults(salt: number): Fault[] {
  const random = createRandom(seed + salt);
  return [...written, ...Array.from({ length: tried }, () => random.pick(found))];
}

const fits = ({ path, within }: Fault, { field }: Problem): boolean =>
  field === path || (within === true && field.startsWith(`${path}.`));

/** A reason that helps: a sentence or its predicate, and not what a library says when it has nothing to say. */
function assertReason(reason: unknown, where: string): void {
  assert.ok(typeof reason === 'string', where);
  assert.match(reason, /\p{L}{2,}.* .*\p{L}/u, where);
  assert.doesNotMatch(reason, /^invalid(?: input)?\.?$|\[object/i, where);
}

test('200 faults and more are known, each another', () => {
  assert.deepEqual(gatewaySettingsSchema.parse(full), full);
  assert.equal(oidc!.kind + keycloak!.kind + saml!.kind + jwt!.kind, 'oidcoidcsamljwt');
  const distinct = new Set([...found, ...written].map(({ document }) => JSON.stringify(document)));
  assert.ok(distinct.size >= 200, `${distinct.size}`);
});

for (const kind of databases) {
  describe(`the gateway on ${kind.name}`, { skip: skipOf(kind) }, () => {
    let database: TestDatabase;
    let gateway: TestGateway;
    let owner: Client;
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'portico-malformed-'));
      database = await kind.create();
      gateway = await startGateway({ database, settings: structuredClone(full) });
      owner = await gateway.as('owner@portico.example');
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
      await rm(folder, { recursive: true, force: true });
    });

    /** The file's own words for what is wrong, as path and reason. */
    async function refusalOf(document: unknown): Promise<Problem[]> {
      const path = join(folder, 'settings.json');
      await writeFile(path, JSON.stringify(document));
      try {
        await readSettings(path, defaultSettings);
      } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.message.split('\n').map((line) => {
          const [, field = '', reason = ''] = /^settings: (?:\(all\)|([^:]*)): (.*)$/.exec(line) ?? [];
          return { field, reason };
        });
      }
      return [];
    }

    test('refuses every fault with path and reason, by HTTP and as a file alike, and keeps what holds', async (context) => {
      const state = async (): Promise<unknown> => (await owner.get('/api/staff/settings')).json();
      const holds = await state();
      const wrong: string[] = [];
      const faults = someFaults(kind.name.length);
      for (const fault of faults) {
        const { what, path, document, completed } = fault;
        const where = `${what} at ${path || 'the document'}`;
        const answer = await owner.put('/api/staff/settings', { version: 0, settings: document });
        const { fields = [] } = (await answer.json()) as { fields?: Problem[] };
        if (answer.status !== 400) wrong.push(`${where}: answered ${answer.status}`);
        else if (!fields.some((problem) => fits(fault, problem)))
          wrong.push(`${where}: told ${JSON.stringify(fields)}`);
        for (const { field, reason } of fields) assertReason(reason, `${where}: ${field}: ${reason}`);
        if (completed) continue;
        const told = await refusalOf(document);
        if (!told.some((problem) => fits(fault, problem)))
          wrong.push(`${where}, as a file: ${JSON.stringify(told)}`);
        for (const { field, reason } of told)
          assertReason(reason, `${where}, as a file: ${field}: ${reason}`);
      }
      assert.equal(
        wrong.length,
        0,
        `SEED=${seed}: ${wrong.length} of ${faults.length}:\n${wrong.slice(0, 40).join('\n')}`,
      );
      assert.deepEqual(await state(), holds);
      context.diagnostic(
        `${new Set(faults.map(({ document }) => JSON.stringify(document))).size} malformed documents of ${found.length + written.length}, seed ${seed}`,
      );
    });

    test('gives out what it was given, by HTTP, as a file, and by HTTP again', async () => {
      interface State {
        version: number;
        settings: GatewaySettings;
      }
      const state = async (): Promise<State> =>
        (await (await owner.get('/api/staff/settings')).json()) as State;
      const first = await state();
      assert.deepEqual(first.settings, full);
      const path = join(folder, 'round.json');
      await writeFile(path, JSON.stringify(first.settings));
      const read = await readSettings(path, defaultSettings);
      assert.deepEqual(read, full);
      const saved = await owner.put('/api/staff/settings', { version: first.version, settings: read });
      assert.equal(saved.status, 200, await saved.clone().text());
      assert.deepEqual(((await saved.json()) as { changes: unknown[] }).changes, []);
      const last = await state();
      assert.deepEqual(last.settings, first.settings);
      assert.equal(JSON.stringify(last.settings), JSON.stringify(first.settings));
    });
  });
}
