import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, type GatewaySettings } from '../../src/settings/settings.ts';
import { mailboxOf, tokenIn, type Mailbox } from '../auth/fixture.ts';
import { databases, skipOf, type TestDatabase } from '../helpers/databases.ts';
import { fileTicket, startGateway, type Client, type TestGateway } from '../helpers/gateway.ts';

interface Contact {
  id: string;
  name: string;
  email: string;
  companies: { id: string; name: string }[];
  access: string;
}
interface Problem {
  code: string;
  fields?: { field: string; code: string; limit?: number }[];
}

for (const kind of databases) {
  describe(`companies and contacts on ${kind.name}`, { skip: skipOf(kind) }, () => {
    const settings: GatewaySettings = structuredClone(defaultSettings);
    let database: TestDatabase;
    let gateway: TestGateway;
    let agent: Client;
    let owner: Client;
    let mailbox: Mailbox;

    before(async () => {
      database = await kind.create();
      gateway = await startGateway({ database, settings });
      agent = await gateway.as('agent@portico.example');
      owner = await gateway.as('owner@portico.example');
      mailbox = mailboxOf(gateway);
    });
    after(async () => {
      await gateway?.stop();
      await database?.cleanup();
    });

    const patch = (id: string, json: unknown): Promise<Response> =>
      agent.fetch(`/api/staff/contacts/${id}`, { method: 'PATCH', json });
    const read = async <T>(answer: Response, status: number): Promise<T> => {
      assert.equal(answer.status, status, await answer.clone().text());
      return (await answer.json()) as T;
    };
    const refusal = async (answer: Response): Promise<[number, string, ...string[]]> => {
      const { code, fields = [] } = (await answer.json()) as Problem;
      return [answer.status, code, ...fields.map((field) => `${field.field} ${field.code}`)];
    };
    const find = async (text: string): Promise<Contact[]> =>
      (
        await read<{ items: Contact[] }>(
          await agent.get(`/api/staff/contacts?text=${encodeURIComponent(text)}`),
          200,
        )
      ).items;
    const idOf = async (email: string): Promise<string> => (await find(email))[0]?.id ?? assert.fail(email);

    test('a company is added once, whatever the case, and found by its name', async () => {
      const made = await read<{ id: string; name: string }>(
        await agent.post('/api/staff/companies', { name: '  Initech\u0007  ' }),
        201,
      );
      assert.equal(made.name, 'Initech');
      for (const name of ['Initech', 'INITECH', ' initech ']) {
        assert.deepEqual(await refusal(await agent.post('/api/staff/companies', { name })), [
          400,
          'invalid',
          'name taken',
        ]);
      }
      const found = await read<{ items: object[] }>(await agent.get('/api/staff/companies?text=TECH'), 200);
      assert.deepEqual(found.items, [made]);
      const all = await read<{ items: { name: string }[] }>(await agent.get('/api/staff/companies'), 200);
      assert.deepEqual(
        all.items.map(({ name }) => name),
        ['Acme', 'Globex', 'Initech'],
      );
      const none = await read<{ items: object[] }>(await agent.get('/api/staff/companies?text=%25'), 200);
      assert.deepEqual(none.items, []);
      assert.deepEqual(
        await refusal(await agent.post('/api/staff/companies', { name: ' \u0000 '.replace('\0', '') })),
        [400, 'invalid', 'name required'],
      );
    });

    test('what a document names by id is found by it, and nobody who works here', async () => {
      const [alice] = await find('alice@');
      const company = alice?.companies[0];
      assert.ok(alice && company);
      const nowhere = '00000000-0000-4000-8000-000000000000';
      const named = async (what: string, ids: string): Promise<string[]> =>
        (
          await read<{ items: { name: string }[] }>(await agent.get(`/api/staff/${what}?ids=${ids}`), 200)
        ).items.map(({ name }) => name);
      assert.deepEqual(await named('companies', `${company.id},${nowhere},nobody`), [company.name]);
      assert.deepEqual(await named('companies', 'nobody'), []);
      const { session: me } = await read<{ session: { contact: { id: string } } }>(
        await agent.get('/api/session'),
        200,
      );
      assert.deepEqual(await named('contacts', `${alice.id},${nowhere},${me.contact.id}`), [alice.name]);
      const many = Array.from({ length: 51 }, () => nowhere).join(',');
      assert.equal((await agent.get(`/api/staff/companies?ids=${many}`)).status, 400);
    });

    test('of many who add a company at once, one does', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          agent.post('/api/staff/companies', { name: i % 2 ? 'Żubr & Co' : 'ŻUBR & co' }),
        ),
      );
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((a, b) => a - b),
        [201, ...Array.from({ length: 19 }, () => 400)],
      );
    });

    test('a contact is added with companies, the primary one first, and nobody is written to', async () => {
      const made = await read<Contact>(
        await agent.post('/api/staff/contacts', {
          email: 'Dana@Initech.example',
          name: 'Dana\r\nBcc: x',
          companies: ['globex', 'acme', 'globex'],
        }),
        201,
      );
      assert.deepEqual(
        { ...made, id: '' },
        {
          id: '',
          name: 'Dana Bcc: x',
          email: 'dana@initech.example',
          companies: [
            { id: 'globex', name: 'Globex' },
            { id: 'acme', name: 'Acme' },
          ],
          access: 'none',
        },
      );
      assert.deepEqual(await find('dana@initech'), [made]);
      assert.deepEqual(await mailbox.all('dana@initech.example'), []);
      for (const email of ['DANA@initech.example', 'alice@acme.example', 'owner@portico.example']) {
        assert.deepEqual(await refusal(await agent.post('/api/staff/contacts', { email, name: 'X' })), [
          400,
          'invalid',
          'email taken',
        ]);
      }
      assert.deepEqual(
        await refusal(await agent.post('/api/staff/contacts', { email: 'no address', name: 'X' })),
        [400, 'invalid', 'email invalid'],
      );
      assert.deepEqual(
        await refusal(
          await agent.post('/api/staff/contacts', {
            email: 'e@initech.example',
            name: 'E',
            companies: ['acme', 'nowhere'],
          }),
        ),
        [400, 'invalid', 'companies.1 not-an-option'],
      );
      assert.deepEqual(await find('e@initech.example'), []);
    });

    test('other companies are other tickets, at the next request', async () => {
      const carol = await gateway.as('carol@globex.example');
      const alice = await gateway.as('alice@acme.example');
      const { id } = await fileTicket(alice);
      const contact = await idOf('carol@globex.example');
      const status = async (): Promise<number> => (await carol.get(`/api/tickets/${id}`)).status;
      assert.equal(await status(), 404);
      const changed = await read<Contact>(
        await patch(contact, { name: 'Carol N.', companies: ['globex', 'acme'] }),
        200,
      );
      assert.deepEqual(
        [changed.name, changed.access, ...changed.companies.map((company) => company.id)],
        ['Carol N.', 'account', 'globex', 'acme'],
      );
      assert.equal(await status(), 200);
      assert.equal(
        (await read<Contact>(await patch(contact, { companies: ['acme'] }), 200)).name,
        'Carol N.',
      );
      assert.equal((await carol.get('/api/tickets?view=globex')).status, 404);
      assert.equal(await status(), 200);
      await read(await patch(contact, { companies: [] }), 200);
      assert.equal(await status(), 404);
      await read(await patch(contact, { companies: ['globex'] }), 200);
      assert.equal(await status(), 404);
    });

    test('a page that is open hears of its person’s other companies, and of nothing in those that are left', async () => {
      const bob = await gateway.as('bob@acme.example');
      const contact = await idOf('bob@acme.example');
      const response = await bob.get('/api/events');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let heard = '';
      const until = async (pattern: RegExp): Promise<void> => {
        while (!pattern.test(heard)) heard += (await reader.read()).value ?? assert.fail('the stream ended');
      };
      await until(/^id: /m);
      await read(await patch(contact, { companies: ['globex'] }), 200);
      await until(/"kind":"reset"/);
      assert.match(heard, /event: session\ndata: .*"companies":\[\{"id":"globex","name":"Globex"\}\]/);
      heard = '';
      const hidden = await fileTicket(await gateway.as('alice@acme.example'));
      const shown = await fileTicket(await gateway.as('carol@globex.example'));
      await until(new RegExp(shown.id));
      assert.doesNotMatch(heard, new RegExp(hidden.id));
      await reader.cancel();
      await read(await patch(contact, { companies: ['acme'] }), 200);
    });

    test('members of staff are nobody’s to change or invite', async () => {
      const { db } = gateway.gateway.storage;
      for (const email of ['owner@portico.example', 'agent@portico.example']) {
        const { id } = await db
          .selectFrom('contacts')
          .select('id')
          .where('email', '=', email)
          .executeTakeFirstOrThrow();
        assert.equal((await patch(id, { name: 'Renamed', companies: ['acme'] })).status, 404);
        assert.equal((await owner.post(`/api/staff/contacts/${id}/invitation`, {})).status, 404);
        const { name, companies } = (await gateway.gateway.desk.findContact(email))!;
        assert.notEqual(name, 'Renamed');
        assert.deepEqual(companies, []);
      }
    });

    test('an owner invites a contact, again where a mail was lost: the newest link alone is good', async () => {
      const email = 'dana@initech.example';
      const id = await idOf(email);
      assert.equal((await agent.post(`/api/staff/contacts/${id}/invitation`, {})).status, 404);
      const invited = await read<Contact>(await owner.post(`/api/staff/contacts/${id}/invitation`, {}), 200);
      assert.equal(invited.access, 'invited');
      const first = tokenIn(await mailbox.newest(email));
      await read(await owner.post(`/api/staff/contacts/${id}/invitation`, {}), 200);
      const mail = await mailbox.newest(email, 2);
      const second = tokenIn(mail);
      // Nothing of what staff wrote of them stands in it.
      assert.doesNotMatch(mail.text + mail.subject, /Dana|Bcc|Globex/);
      const browser = gateway.client();
      const set = (token: string): Promise<Response> =>
        browser.fetch('/api/auth/reset', {
          method: 'POST',
          json: { token, password: 'salt on the window sill' },
        });
      assert.equal((await set(first)).status, 400);
      assert.equal((await set(second)).status, 200);
      assert.equal((await set(second)).status, 400);
      const { session } = await read<{ session: { contact: { name: string }; companies: object[] } }>(
        await browser.get('/api/session'),
        200,
      );
      assert.deepEqual([session.contact.name, session.companies.length], ['Dana Bcc: x', 2]);
      assert.deepEqual(await refusal(await owner.post(`/api/staff/contacts/${id}/invitation`, {})), [
        409,
        'conflict',
      ]);
    });

    test('who would not be let in is not invited, nor anybody without end', async () => {
      await read(await agent.post('/api/staff/contacts', { email: 'eve@initech.example', name: 'Eve' }), 201);
      const id = await idOf('eve@initech.example');
      settings.contactLists = [{ id: 'one', name: 'One', members: ['@acme.example'] }];
      settings.access = { lists: ['one'] };
      assert.deepEqual(await refusal(await owner.post(`/api/staff/contacts/${id}/invitation`, {})), [
        403,
        'forbidden',
      ]);
      settings.access = { lists: [] };
      settings.contactLists = [];
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1) {
        statuses.push((await owner.post(`/api/staff/contacts/${id}/invitation`, {})).status);
      }
      assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
    });

    test('a mail is shown as it would be sent, by settings that are not saved', async () => {
      const tried = structuredClone(settings);
      tried.portal.name = 'Brand <Help>';
      tried.mail.texts = { en: { invitation: { subject: 'Welcome to {portal}', text: 'Come in: {link}' } } };
      const ask = (letter: string, language: string): Promise<Response> =>
        owner.post('/api/staff/settings/preview/mail', { settings: tried, letter, language });
      const shown = await read<{ subject: string; text: string; html: string }>(
        await ask('invitation', 'en'),
        200,
      );
      assert.equal(shown.subject, 'Welcome to Brand <Help>');
      assert.match(shown.text, /^Come in: http:\/\/localhost:\d+\/portal\/#\/reset\?token=x{43}$/m);
      assert.match(shown.html, /Welcome to Brand &#60;Help&#62;/);
      const polish = await read<{ subject: string; text: string }>(await ask('link', 'pl'), 200);
      assert.match(polish.text, /12345678/);
      assert.match(polish.subject, /Logowanie/);
      assert.deepEqual(await refusal(await ask('nothing', 'en')), [400, 'invalid', 'letter invalid']);
      tried.portal.languages = [];
      const wrong = await refusal(await ask('link', 'en'));
      assert.deepEqual(wrong, [400, 'invalid', 'portal.languages invalid']);
      assert.equal(
        (await agent.post('/api/staff/settings/preview/mail', { settings, letter: 'link', language: 'en' }))
          .status,
        404,
      );
    });
  });
}
