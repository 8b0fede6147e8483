import { expect, fixtureSync, html, oneEvent } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { PortalError } from '../../src/api/errors.ts';
import { memoryBackend } from '../../src/api/memory/index.ts';
import { en } from '../../src/locales/en.ts';
import {
  button,
  find,
  findAll,
  mount,
  mountReady,
  pageText,
  root,
  seed,
  settled,
  subjects,
  ticket,
} from './ticket-list-fixture.ts';
import { waitUntil } from './wait-until.ts';

const plain = { 'url-state': 'none' };
const many = (count: number) => Array.from({ length: count }, (_, index) => ticket(index + 1));
const start = location.pathname + location.search + location.hash;
/** The address of the test's page, and more: the test runner wants its own parameters kept. */
const at = (more: string): string =>
  location.pathname + (location.search ? `${location.search}&${more}` : `?${more}`);

/** Goes back in history, as people do, and waits until the page knows. */
async function goBack(): Promise<void> {
  const moved = oneEvent(window, 'popstate');
  history.back();
  await moved;
}

afterEach(() => history.replaceState(null, '', start));

describe('<ticket-list> and the page’s address', () => {
  it('keeps filter, sort and search there, beside what is not its own', async () => {
    history.replaceState({ host: 'kept' }, '', at('utm=1&state=closed'));
    const { list } = await mountReady({ tickets: many(6) });
    expect(subjects(list)).to.eql(['Subject 6', 'Subject 4', 'Subject 2']);
    findAll(list, 'th button')
      .find((header) => header.textContent?.trim() === 'Created')
      ?.click();
    await waitUntil(() => location.search.includes('sort=-created'));
    expect(location.search).to.contain('utm=1');
    expect(history.state).to.eql({ host: 'kept' });
    button(list, 'All').click();
    expect(location.search).not.to.contain('state');
    await waitUntil(() => subjects(list).length === 6);
    await goBack();
    await waitUntil(() => subjects(list).length === 3);
    expect(button(list, 'Closed').getAttribute('aria-pressed')).to.equal('true');
  });

  it('ignores what is malformed or not on offer', async () => {
    history.replaceState(null, '', at('state=broken&sort=--x&view=globex&q='));
    const { list } = await mountReady();
    expect(subjects(list)).to.eql(['Subject 3', 'Subject 2', 'Subject 1']);
    expect(button(list, 'All').getAttribute('aria-pressed')).to.equal('true');
  });

  it('opens the company’s view from a link', async () => {
    history.replaceState(null, '', at('view=acme'));
    const { list } = await mountReady({ tickets: [ticket(1), ticket(2, { contactId: 'bob' })] });
    expect(subjects(list)).to.eql(['Subject 2', 'Subject 1']);
    expect(button(list, 'Acme’s tickets').getAttribute('aria-pressed')).to.equal('true');
  });

  it('remembers after a reload how many rows were loaded', async () => {
    const { list, backend } = await mountReady({ tickets: many(120) });
    button(list, 'Load more').click();
    await waitUntil(() => subjects(list).length === 50);
    await waitUntil(() => (history.state as { 'portico.rows'?: number } | null)?.['portico.rows'] === 50);
    list.remove();
    const again = await mountReady({ backend });
    expect(subjects(again.list)).to.have.length(50);
    button(again.list, 'Open').click();
    await waitUntil(() => subjects(again.list).length === 25, 'other rows are another list');
  });

  it('undoes a search with one step back', async () => {
    const { list } = await mountReady({ tickets: many(5) });
    const input = find<HTMLInputElement>(list, '[type=search]');
    for (const text of ['S', 'Subject 4', 'Subject 5']) {
      input.value = text;
      input.dispatchEvent(new InputEvent('input'));
      input.form?.requestSubmit();
    }
    await waitUntil(() => subjects(list)[0] === 'Subject 5' && subjects(list).length === 1);
    await goBack();
    await waitUntil(() => subjects(list).length === 5);
    expect(input.value).to.equal('');
  });

  it('keeps to its own route in a fragment', async () => {
    history.replaceState(null, '', `${location.search}#/tickets?state=open`);
    const { list } = await mountReady({ tickets: many(4), attributes: { 'url-state': 'hash' } });
    expect(subjects(list)).to.eql(['Subject 3', 'Subject 1']);
    location.hash = '#/tickets/t3';
    await oneEvent(window, 'hashchange');
    await list.updateComplete;
    expect(subjects(list), 'another view’s address says nothing to the list').to.have.length(2);
    button(list, 'All').click();
    expect(location.hash).to.equal('#/tickets/t3');
  });

  it('leaves the address alone when told so', async () => {
    const { list } = await mountReady({ attributes: plain });
    button(list, 'Open').click();
    await waitUntil(() => subjects(list).length === 2);
    expect(location.pathname + location.search + location.hash).to.equal(start);
  });
});

describe('<ticket-list> is live', () => {
  it('shows what changes where it belongs, and keeps focus with its ticket', async () => {
    const { list, backend } = await mountReady({ tickets: many(4), attributes: plain });
    const link = find(list, '[data-id=t2] [part=subject]');
    link.focus();
    backend.agentReply('t1', 'An answer');
    await waitUntil(() => subjects(list)[0] === 'Subject 1', 'it moves to the top');
    expect(find(list, '[data-id=t1] [part=status]').textContent).to.equal('Awaiting your reply');
    expect(find(list, '[data-id=t1]').className).to.equal('unread');
    expect(find(list, '[data-id=t2] [part=subject]'), 'rows are kept').to.equal(link);
    expect(list.shadowRoot?.activeElement).to.equal(link);
    backend.createTicket('alice@acme.example', { subject: 'Brand new', message: 'x' });
    await waitUntil(() => subjects(list)[0] === 'Brand new', 'a new one shows', { timeout: 5_000 });
  });

  it('keeps focus on a ticket that itself moves', async () => {
    const { list, backend } = await mountReady({ tickets: many(4), attributes: plain });
    const link = find(list, '[data-id=t1] [part=subject]');
    link.focus();
    backend.agentReply('t1', 'An answer');
    await waitUntil(() => subjects(list)[0] === 'Subject 1');
    expect(list.shadowRoot?.activeElement).to.equal(link);
  });

  it('joins a burst of changes into one request', async () => {
    let requests = 0;
    const { list, backend } = await mountReady({
      tickets: many(4),
      attributes: plain,
      faults: ({ name }) => void (name === 'tickets.list' && requests++),
    });
    for (let index = 0; index < 20; index++) backend.agentReply('t1', `Answer ${index}`);
    await waitUntil(() => subjects(list)[0] === 'Subject 1');
    expect(requests).to.equal(1);
  });

  it('does not complain when a quiet refresh fails', async () => {
    const { list, backend } = await mountReady({ attributes: plain });
    backend.failNext('tickets.list', 'lose-request');
    await list.refresh();
    expect(findAll(list, '[part=error]')).to.be.empty;
    expect(subjects(list)).to.have.length(3);
  });
});

describe('<ticket-list> in each of its states', () => {
  const themes = ['light', 'dark'];

  const isAccessible = async (list: HTMLElement): Promise<void> => {
    for (const scheme of themes) {
      list.style.colorScheme = scheme;
      list.parentElement!.style.backgroundColor = scheme === 'dark' ? '#0e1014' : '#f5f6f8';
      await expect(list).to.be.accessible();
    }
  };

  it('is accessible with rows, wide and narrow', async () => {
    const tickets = [ticket(1, { stageId: 'waiting', unread: true }), ticket(2), ticket(3)];
    const { list } = await mountReady({ tickets, attributes: { ...plain, 'page-size': '2' } });
    await isAccessible(list);
    list.parentElement!.style.width = '320px';
    await isAccessible(list);
    list.parentElement!.dir = 'rtl';
    await isAccessible(list);
  });

  it('is accessible while loading, and shows no rows yet', async () => {
    const { list } = await mount({ attributes: plain, latency: 60_000 });
    expect(pageText(list)).to.contain(en.loading);
    expect(findAll(list, 'table')).to.be.empty;
    await isAccessible(list);
    list.remove();
  });

  it('keeps the old rows, dimmed, while others are on their way', async () => {
    let slow = false;
    const { list } = await mountReady({ attributes: plain, latency: () => (slow ? 60_000 : 0) });
    slow = true;
    button(list, 'Open').click();
    await waitUntil(() => find(list, 'table').getAttribute('aria-busy') === 'true');
    expect(subjects(list)).to.have.length(3);
    expect(find(list, 'table').className).to.contain('stale');
    list.remove();
  });

  it('is accessible when empty and without a match', async () => {
    const { list } = await mountReady({ tickets: [], attributes: plain });
    await isAccessible(list);
    button(list, 'Open').click();
    await waitUntil(() => find(list, '[part=empty]').textContent?.includes(en.noMatches));
    await isAccessible(list);
  });

  it('is accessible when signed out', async () => {
    const { list } = await mountReady({ signedInAs: undefined, attributes: plain });
    await isAccessible(list);
  });

  it('says that tickets could not be loaded, and loads them on demand', async () => {
    const { list, backend } = await mountReady({ attributes: plain });
    backend.failNext('tickets.list', new PortalError('unavailable', 'SQL at /var/lib'));
    button(list, 'Open').click();
    await waitUntil(() => findAll(list, '[part=error]').length);
    expect(pageText(list)).to.contain(en.listFailed).and.to.contain(en.errors.unavailable);
    expect(pageText(list)).not.to.contain('SQL');
    await isAccessible(list);
    button(list, 'Try again').click();
    await waitUntil(() => subjects(list).length === 2);
  });

  it('comes back after a start that failed', async () => {
    const backend = memoryBackend({ seed: seed(many(3)) });
    backend.failNext('start', 'lose-request');
    const { list } = await mount({ backend, attributes: plain });
    await waitUntil(() => findAll(list, '[part=error]').length);
    button(list, 'Try again').click();
    await waitUntil(() => subjects(list).length === 3);
  });

  it('says that it is offline', async () => {
    const { list } = await mountReady({ attributes: plain });
    list.portal?.online.set(false);
    await list.updateComplete;
    expect(find(list, '[part=offline]').textContent).to.equal(en.offlineList);
    expect(subjects(list)).to.have.length(3);
    await isAccessible(list);
    list.portal?.online.set(true);
    await list.updateComplete;
    expect(findAll(list, '[part=offline]')).to.be.empty;
  });

  it('forgets everything when the session ends, and reads anew with the next', async () => {
    const { list, backend } = await mountReady({ attributes: plain });
    backend.expireSessions();
    await waitUntil(() => list.portal?.paused.value);
    expect(pageText(list), 'it is covered, and stays').to.contain('Subject');
    list.portal?.leave();
    await waitUntil(() => findAll(list, '[part=signed-out]').length);
    expect(pageText(list)).not.to.contain('Subject');
    await list.portal?.signIn({
      method: 'password',
      email: 'bob@acme.example',
      password: 'lantern-harbor-42',
    });
    await waitUntil(() => findAll(list, '[part=empty]').length);
    expect(pageText(list)).not.to.contain('Subject 1');
  });

  it('is not shown by a portal that is off', async () => {
    const { list } = await mountReady({ attributes: plain, settings: { enabled: false } });
    expect(pageText(list)).to.contain(en.portalOff);
  });

  it('has the structure of a table, wide and narrow alike', async () => {
    const { list } = await mountReady({ attributes: plain, tickets: [ticket(1)] });
    for (const width of ['1000px', '320px']) {
      list.parentElement!.style.width = width;
      expect(findAll(list, '[role]').map((node) => node.getAttribute('role'))).to.include.members([
        'search',
        'table',
        'row',
        'cell',
        'status',
      ]);
      expect(find(list, 'table').getAttribute('aria-label')).to.equal('Tickets');
    }
  });

  it('fits 320 pixels with words without end', async () => {
    await setViewport({ width: 320, height: 640 });
    const { list } = await mountReady({
      attributes: plain,
      tickets: [ticket(1, { subject: 'x'.repeat(300), reference: 'R'.repeat(80) })],
    });
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    expect(find(list, '.frame').scrollWidth).to.be.at.most(list.clientWidth);
    await setViewport({ width: 1000, height: 700 });
  });
});

describe('<ticket-list> lives like a built-in element', () => {
  it('needs one round trip for settings, session and rows', async () => {
    const calls: string[] = [];
    await mountReady({ attributes: plain, faults: ({ name }) => void calls.push(name) });
    expect(calls).to.eql(['start']);
  });

  it('spends no skeleton on rows that a backend has at hand', async () => {
    const backend = memoryBackend({ seed: seed(many(3)) });
    const adapter = backend.adapter({ signedInAs: 'alice@acme.example' });
    const sort = { by: 'activity', descending: true } as const;
    const start = await adapter.start({ tickets: { view: 'mine', state: 'any', sort, limit: 25 } });
    const list = document.createElement('ticket-list');
    list.urlState = 'none';
    list.adapter = { ...adapter, start: () => Promise.resolve(start) };
    const shown: string[] = [];
    fixtureSync<HTMLElement>(html`<div></div>`).append(list);
    new MutationObserver(() =>
      shown.push(...findAll(list, '.skeleton, tr').map(({ localName }) => localName)),
    ).observe(root(list), { childList: true, subtree: true });
    await settled(list);
    expect(subjects(list)).to.have.length(3);
    expect(shown).to.include('tr').and.not.to.include('div');
  });

  it('is moved with its rows, and hears of changes afterwards', async () => {
    const { list, backend } = await mountReady({ attributes: plain });
    const elsewhere = fixtureSync<HTMLElement>(html`<section></section>`);
    elsewhere.append(list);
    await settled(list);
    expect(subjects(list)).to.have.length(3);
    backend.agentReply('t1', 'An answer');
    await waitUntil(() => subjects(list)[0] === 'Subject 1');
  });

  it('reads what a removal cut short once it is put back', async () => {
    let slow = true;
    const { list } = await mount({ attributes: plain, latency: () => (slow ? 60_000 : 0) });
    const parent = list.parentElement!;
    list.remove();
    slow = false;
    // Another start is what a new portal makes; the same portal waits for its first one.
    list.adapter = memoryBackend({ seed: seed(many(2)) }).adapter({ signedInAs: 'alice@acme.example' });
    parent.append(list);
    await waitUntil(() => subjects(list).length === 2);
  });

  it('asks no more after its removal', async () => {
    let requests = 0;
    const { list, backend } = await mountReady({
      attributes: plain,
      faults: ({ name }) => void (name === 'tickets.list' && requests++),
    });
    list.remove();
    backend.agentReply('t1', 'An answer');
    dispatchEvent(new PopStateEvent('popstate'));
    const other = await mountReady({ backend, attributes: plain });
    expect(subjects(other.list)[0]).to.equal('Subject 1');
    expect(requests).to.equal(0);
  });

  it('shows another backend’s tickets when it gets one', async () => {
    const { list } = await mountReady({ attributes: plain });
    list.adapter = memoryBackend({ seed: seed(many(5)) }).adapter({ signedInAs: 'alice@acme.example' });
    await waitUntil(() => subjects(list).length === 5);
  });

  it('takes slots for heading, empty words and footer', async () => {
    const { list } = await mountReady({ attributes: plain, tickets: [] });
    list.innerHTML = '<h2 slot="heading">Mine</h2><p slot="empty">None</p><p slot="footer">Foot</p>';
    const slots = findAll(list, 'slot') as HTMLSlotElement[];
    expect(slots.flatMap((slot) => slot.assignedElements().map((node) => node.textContent))).to.have.members([
      'Mine',
      'None',
      'Foot',
    ]);
  });

  it('speaks the language of the page', async () => {
    const { list } = await mountReady({ attributes: plain, tickets: [ticket(1), ticket(2)] });
    list.parentElement!.lang = 'pl';
    await waitUntil(() => pageText(list).includes('Zgłoszenia'));
    expect(pageText(list)).to.contain('2 zgłoszenia');
  });
});
