import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DemoApi } from '../../scripts/demo/api.ts';
import { articleIndex } from '../../scripts/demo/pages.ts';
import { gatewayAdapter } from '../../src/api/gateway/index.ts';
import { demoPassword, demoSeed } from '../../src/api/memory/demo-seed.ts';
import { memoryBackend } from '../../src/api/memory/index.ts';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import type { TicketQuery } from '../../src/api/model.ts';

const origin = 'http://localhost:5173';
const query: TicketQuery = {
  view: 'mine',
  state: 'open',
  sort: { by: 'activity', descending: true },
  limit: 5,
};

/** The gateway adapter of one browser, with its cookie, on the demo's backend. */
function browserOn(api: DemoApi): PortalAdapter {
  let cookie = '';
  return gatewayAdapter({
    url: origin,
    async fetch(input, init) {
      const request = new Request(input, { ...init, credentials: 'omit' });
      if (cookie) request.headers.set('Cookie', cookie);
      const response = await api.fetch(request);
      cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
      return response;
    },
  });
}

describe('the demo’s backend while developing', () => {
  let api: DemoApi;
  let alice: PortalAdapter;

  beforeEach(async () => {
    api = new DemoApi(memoryBackend({ seed: { ...demoSeed(), articles: articleIndex() } }));
    alice = browserOn(api);
    await alice.session.signIn({ method: 'password', email: 'alice@acme.example', password: demoPassword });
  });

  it('keeps somebody signed in, in their own browser only', async () => {
    assert.equal((await alice.session.current())?.contact.email, 'alice@acme.example');
    assert.equal(await browserOn(api).session.current(), null);
    await alice.session.signOut();
    assert.equal(await alice.session.current(), null);
  });

  it('answers settings, session and tickets in one call', async () => {
    const { settings, session, tickets } = await alice.start({ tickets: query });
    assert.ok(settings.name);
    assert.ok(session);
    assert.equal(tickets?.items.length, 5);
  });

  it('takes a reply with a file, and hands the file back', async () => {
    const ticket = (await alice.tickets.list(query)).items[0];
    const upload = await alice.attachments?.upload(new File(['a,b'], 'rows.csv', { type: 'text/csv' }));
    assert.ok(ticket && upload);
    const draft = {
      body: { format: 'markdown' as const, content: 'Here it is' },
      attachments: [upload.id],
    };
    const sent = await alice.tickets.reply?.(ticket.id, draft, { idempotencyKey: 'key-1' });
    assert.equal(sent?.attachments[0]?.name, 'rows.csv');
    const { items } = await alice.tickets.messages(ticket.id, { limit: 5 });
    assert.ok(items.some(({ id }) => id === sent?.id));
  });

  it('passes on how a call failed', async () => {
    await assert.rejects(alice.tickets.get('no-such-ticket'), { code: 'not-found' });
    await assert.rejects(browserOn(api).tickets.list(query), { code: 'unauthenticated' });
  });

  it('suggests the demo’s own articles', async () => {
    const found = await alice.articles?.suggest('webhook');
    assert.ok(found?.some(({ url }) => url === '/articles/webhooks/'));
  });
});
