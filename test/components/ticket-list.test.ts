import { expect, oneEvent } from '@open-wc/testing';
import { memoryBackend } from '../../src/api/memory/index.ts';
import type { PortalTicketOpenEvent } from '../../src/components/events.ts';
import {
  button,
  find,
  findAll,
  mount,
  mountReady,
  pageText,
  seed,
  settled,
  spoken,
  subjects,
  ticket,
} from './ticket-list-fixture.ts';
import { waitUntil } from './wait-until.ts';

const plain = { 'url-state': 'none' };
const many = (count: number) => Array.from({ length: count }, (_, index) => ticket(index + 1));

describe('<ticket-list> shows tickets', () => {
  it('lists the newest activity first, in the columns of the settings', async () => {
    const { list } = await mountReady({ attributes: plain });
    expect(subjects(list)).to.eql(['Subject 3', 'Subject 2', 'Subject 1']);
    expect(findAll(list, '[role=columnheader]').map((cell) => cell.textContent?.trim())).to.eql([
      'ID',
      'Subject',
      'Created',
      'Last activity',
      'Status',
    ]);
    expect(find(list, '[role=row][data-id=t3] .reference').textContent).to.equal('PR-3');
  });

  it('takes other columns from its property or attribute, properties of tickets among them', async () => {
    const tickets = [ticket(1, { properties: { urgency: 'High' } }), ticket(2)];
    const { list } = await mountReady({ tickets, attributes: { ...plain, columns: 'subject  urgency' } });
    const headers = () => findAll(list, '[role=columnheader]').map((cell) => cell.textContent?.trim());
    expect(headers()).to.eql(['Subject', 'Urgency']);
    expect(findAll(list, 'td.property').map((cell) => cell.textContent)).to.eql(['', 'High']);
    list.columns = ['status', 'subject', 'status'];
    await list.updateComplete;
    expect(headers(), 'each once').to.eql(['Status', 'Subject']);
    list.columns = ['constructor', 'subject'];
    await list.updateComplete;
    expect(headers(), 'a key nobody knows is shown as it is').to.eql(['constructor', 'Subject']);
  });

  it('shows stages, or only whether a ticket is open', async () => {
    const tickets = [ticket(1, { stageId: 'waiting' }), ticket(2)];
    const { list } = await mountReady({ tickets, attributes: plain });
    expect(findAll(list, '[part=status]').map((pill) => pill.textContent)).to.eql([
      'Solved',
      'Awaiting your reply',
    ]);
    expect(find(list, '[data-id=t1] .pill').className).to.contain('waiting');
    const { list: simple } = await mountReady({
      tickets,
      attributes: plain,
      settings: { statusDisplay: 'state' },
    });
    expect(findAll(simple, '[part=status]').map((pill) => pill.textContent)).to.eql(['Closed', 'Open']);
  });

  it('marks the ticket that is open beside it, also as another one is opened', async () => {
    const { list } = await mountReady({ tickets: [ticket(1), ticket(2)], attributes: plain });
    const marked = () => findAll(list, 'tr[aria-current=true]').map((row) => row.dataset['id']);
    expect(marked()).to.eql([]);
    list.current = 't2';
    await list.updateComplete;
    expect(marked()).to.eql(['t2']);
    list.current = 't1';
    await list.updateComplete;
    expect(marked()).to.eql(['t1']);
    await expect(list).to.be.accessible();
    list.current = '"] *';
    await list.updateComplete;
    expect(marked()).to.eql([]);
  });

  it('marks unread tickets by weight and by word', async () => {
    const { list } = await mountReady({
      tickets: [ticket(1, { unread: true }), ticket(2)],
      attributes: plain,
    });
    const row = find(list, '[data-id=t1]');
    // The newest message is the contact's own: unread is for those of others.
    const other = await mountReady({
      tickets: [
        ticket(1, {
          unread: true,
          messages: [
            {
              at: '2026-11-01T00:00:00.000Z',
              author: { agent: 'Jo' },
              body: { format: 'text', content: 'x' },
            },
          ],
        }),
      ],
      attributes: plain,
    });
    expect(row.textContent).not.to.contain('Unread');
    const unread = find(other.list, '[data-id=t1]');
    expect(unread.querySelector('.subject')?.textContent).to.contain('Unread');
    expect(Number(getComputedStyle(unread.querySelector('[part=subject]')!).fontWeight)).to.be.above(
      Number(getComputedStyle(row.querySelector('[part=subject]')!).fontWeight),
    );
  });

  it('keeps hostile strings text', async () => {
    const subject = '<img src=x onerror="window.hit=1">"><script>window.hit=1</script>';
    const { list } = await mountReady({
      tickets: [ticket(1, { subject, reference: subject, properties: { urgency: subject } })],
      attributes: { ...plain, columns: 'reference subject urgency' },
    });
    expect(subjects(list)).to.eql([subject]);
    expect(find(list, 'td.property').textContent).to.equal(subject);
    expect(findAll(list, 'img, script')).to.be.empty;
    expect('hit' in window).to.be.false;
  });

  it('says nothing of tickets, and offers the sign-in, while nobody is signed in', async () => {
    const backend = memoryBackend({ seed: seed([ticket(1)]) });
    const { list } = await mount({ backend, signedInAs: undefined, attributes: plain });
    await settled(list);
    expect(pageText(list)).to.contain('Sign in to see your tickets.');
    expect(findAll(list, 'table, input')).to.be.empty;
    const asked = oneEvent(list, 'portal-sign-in');
    button(list, 'Sign in').click();
    expect((await asked).cancelable).to.be.true;
  });
});

describe('<ticket-list> opens tickets', () => {
  const withLink = { ...plain, 'ticket-href': '#/tickets/{id}' };

  it('links each subject to its ticket', async () => {
    const { list } = await mountReady({ tickets: [ticket(1, { id: 'a/b?c' })], attributes: withLink });
    expect(find(list, 'a[part=subject]').getAttribute('href')).to.equal('#/tickets/a%2Fb%3Fc');
  });

  it('never links to a script', async () => {
    const { list } = await mountReady({
      attributes: { ...plain, 'ticket-href': 'javascript:alert(1)//{id}' },
    });
    expect(findAll(list, 'a')).to.be.empty;
    expect(findAll(list, 'button[part=subject]')).to.have.length(3);
  });

  it('asks the page first, which may route itself', async () => {
    const { list } = await mountReady({ attributes: withLink });
    list.addEventListener('portal-ticket-open', (event) => event.preventDefault(), { once: true });
    const asked = oneEvent(list, 'portal-ticket-open') as Promise<PortalTicketOpenEvent>;
    const before = location.href;
    const click = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true });
    find(list, '[data-id=t2] a').dispatchEvent(click);
    expect((await asked).ticketId).to.equal('t2');
    expect(click.defaultPrevented).to.be.true;
    expect(location.href).to.equal(before);
  });

  it('follows the link when nobody takes over, also from elsewhere in the row', async () => {
    const { list } = await mountReady({ attributes: withLink });
    const before = location.hash;
    find(list, '[data-id=t2] .status').click();
    await waitUntil(() => location.hash === '#/tickets/t2');
    history.replaceState(null, '', before || location.pathname + location.search);
  });

  it('leaves modified and middle clicks to the browser', async () => {
    const { list } = await mountReady({ attributes: withLink });
    let asked = 0;
    list.addEventListener('portal-ticket-open', () => asked++);
    // Keeps the test's browser from opening what it rightly would.
    list.addEventListener('click', (event) => event.preventDefault());
    for (const init of [{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { button: 1 }])
      find(list, '[data-id=t2] a').dispatchEvent(
        new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...init }),
      );
    expect(asked).to.equal(0);
  });

  it('lets people mark text in a row', async () => {
    const { list } = await mountReady({ attributes: plain });
    let asked = 0;
    list.addEventListener('portal-ticket-open', () => asked++);
    const cell = find(list, '[data-id=t2] .reference');
    const selection =
      (list.shadowRoot as { getSelection?(): Selection | null } | null)?.getSelection?.() ?? getSelection();
    selection?.setBaseAndExtent(cell.firstChild!, 0, cell.firstChild!, 3);
    expect(selection?.type).to.equal('Range');
    cell.click();
    expect(asked).to.equal(0);
    selection?.removeAllRanges();
    cell.click();
    expect(asked).to.equal(1);
  });
});

describe('<ticket-list> finds tickets', () => {
  it('searches a moment after the last key, at once with Enter, and clears', async () => {
    const { list } = await mountReady({ tickets: many(5), attributes: plain });
    const input = find<HTMLInputElement>(list, '[type=search]');
    input.value = 'Subject 4';
    input.dispatchEvent(new InputEvent('input'));
    await waitUntil(() => subjects(list).length === 1, 'the search is made by itself');
    expect(subjects(list)).to.eql(['Subject 4']);
    input.value = ' 2 ';
    input.dispatchEvent(new InputEvent('input'));
    input.form?.requestSubmit();
    await waitUntil(() => subjects(list)[0] === 'Subject 2');
    await waitUntil(() => spoken(list).includes('1 ticket'), 'the count is announced');
    button(list, 'Clear search').click();
    await waitUntil(() => subjects(list).length === 5);
    expect(list.shadowRoot?.activeElement).to.equal(input);
    expect(input.value).to.equal('');
  });

  it('filters open and closed tickets', async () => {
    const { list } = await mountReady({ tickets: many(4), attributes: plain });
    button(list, 'Closed').click();
    await waitUntil(() => subjects(list).length === 2);
    expect(subjects(list)).to.eql(['Subject 4', 'Subject 2']);
    expect(button(list, 'Closed').getAttribute('aria-pressed')).to.equal('true');
    button(list, 'Open').click();
    await waitUntil(() => subjects(list)[0] === 'Subject 3');
  });

  it('sorts by a column, and the other way round', async () => {
    const { list } = await mountReady({ attributes: plain });
    const header = () =>
      findAll(list, 'th').find((cell) => cell.textContent?.trim() === 'Subject') as HTMLElement;
    expect(header().hasAttribute('aria-sort')).to.be.false;
    header().querySelector('button')?.click();
    await waitUntil(() => subjects(list)[0] === 'Subject 1');
    expect(header().getAttribute('aria-sort')).to.equal('ascending');
    header().querySelector('button')?.click();
    await waitUntil(() => subjects(list)[0] === 'Subject 3');
    expect(header().getAttribute('aria-sort')).to.equal('descending');
  });

  it('sorts by a select where there is no room for headers', async () => {
    const { list } = await mountReady({ attributes: plain });
    const select = find<HTMLSelectElement>(list, '.sort-select');
    expect(getComputedStyle(select).display).to.equal('none');
    list.parentElement!.style.width = '320px';
    await waitUntil(() => getComputedStyle(select).display !== 'none');
    expect(getComputedStyle(find(list, 'thead')).display).to.equal('none');
    select.value = 'created';
    select.dispatchEvent(new Event('change'));
    await waitUntil(() => subjects(list)[0] === 'Subject 1');
    expect(find(list, '.frame').scrollWidth).to.be.at.most(320);
  });

  it('hides what the backend cannot do', async () => {
    const { list } = await mountReady({
      attributes: plain,
      capabilities: { search: 'none', sortBy: [], views: ['mine'] },
      faults: ({ args }) => void args,
    });
    expect(findAll(list, '[type=search], select, th button, [part=views]')).to.be.empty;
  });

  it('shows the company’s tickets and who filed them', async () => {
    const tickets = [ticket(1), ticket(2, { contactId: 'bob' })];
    const { list } = await mountReady({ tickets, attributes: plain });
    expect(subjects(list)).to.eql(['Subject 1']);
    button(list, 'Acme’s tickets').click();
    await waitUntil(() => subjects(list).length === 2);
    expect(findAll(list, 'td.requester').map((cell) => cell.textContent?.trim())).to.eql(['Bob', 'You']);
    button(list, 'My tickets').click();
    await waitUntil(() => subjects(list).length === 1);
    expect(findAll(list, 'td.requester')).to.be.empty;
  });

  it('offers no company view to those without a company', async () => {
    const { list } = await mountReady({ signedInAs: 'carol@globex.example', attributes: plain });
    expect(findAll(list, '[part=views]')).to.be.empty;
  });

  it('has other words for nothing at all than for no match', async () => {
    const { list } = await mountReady({ tickets: [], attributes: plain });
    expect(find(list, '[part=empty]').textContent).to.contain('No tickets yet');
    button(list, 'Open').click();
    await waitUntil(() => find(list, '[part=empty]').textContent?.includes('No ticket matches'));
    button(list, 'Clear filters').click();
    await waitUntil(() => find(list, '[part=empty]').textContent?.includes('No tickets yet'));
    expect(list.shadowRoot?.activeElement, 'focus is not lost').to.exist;
  });
});

describe('<ticket-list> turns pages', () => {
  it('loads more below, keeps focus on the button and says how far it is', async () => {
    const { list } = await mountReady({ tickets: many(60), attributes: plain });
    expect(subjects(list)).to.have.length(25);
    expect(find(list, '[part=more]').textContent).to.contain('25 of 60 tickets');
    const more = button(list, 'Load more');
    more.focus();
    more.click();
    await waitUntil(() => subjects(list).length === 50);
    expect(list.shadowRoot?.activeElement).to.equal(more);
    await waitUntil(() => spoken(list) === '50 of 60 tickets');
    more.click();
    await waitUntil(() => subjects(list).length === 60);
    await waitUntil(
      () => list.shadowRoot?.activeElement?.textContent?.trim() === 'Subject 10',
      'with the button gone, focus is on the first new row',
    );
    expect(find(list, '[part=more]').textContent?.trim()).to.equal('60 tickets');
  });

  it('asks for more than a backend gives at a time in several requests', async () => {
    const limits: number[] = [];
    const { list } = await mountReady({
      tickets: many(250),
      attributes: { ...plain, 'page-size': '230' },
      faults: ({ name, args }) => {
        const query = (args[0] ?? {}) as { limit?: number };
        if (query.limit) limits.push(query.limit);
        return void name;
      },
    });
    await waitUntil(() => subjects(list).length === 230);
    expect(limits).to.eql([100, 100, 30]);
  });

  it('shows a ticket once that two pages repeat, and never loads without end', async () => {
    const { list, adapter } = await mount({ attributes: plain, tickets: [] });
    const page = await memoryBackend({ seed: seed(many(3)) })
      .adapter({ signedInAs: 'alice@acme.example' })
      .tickets.list({ view: 'mine', state: 'any', sort: { by: 'activity', descending: true }, limit: 3 });
    let calls = 0;
    list.adapter = {
      ...adapter,
      start: async (options) => ({ ...(await adapter.start(options)), tickets: undefined }),
      tickets: {
        ...adapter.tickets,
        list: () => {
          calls++;
          return Promise.resolve({ items: page.items, next: 'again' });
        },
      },
    };
    await waitUntil(() => subjects(list).length === 3);
    await settled(list);
    expect(subjects(list)).to.eql(['Subject 3', 'Subject 2', 'Subject 1']);
    expect(calls).to.be.below(4);
    expect(find(list, '[part=more]').textContent, 'an unknown total is not guessed').to.contain('3 tickets');
  });

  it('says when there are more tickets than were counted', async () => {
    const { list, adapter } = await mount({ attributes: plain, tickets: [] });
    const page = await memoryBackend({ seed: seed(many(2)) })
      .adapter({ signedInAs: 'alice@acme.example' })
      .tickets.list({ view: 'mine', state: 'any', sort: { by: 'activity', descending: true }, limit: 1 });
    list.adapter = {
      ...adapter,
      start: async (options) => ({
        ...(await adapter.start(options)),
        tickets: { ...page, total: { value: 1000, exact: false } },
      }),
    };
    list.pageSize = 1;
    await waitUntil(() => pageText(list).includes('1 of 1,000+ tickets'));
  });

  it('shows the error of a page that failed, keeps the rows, and tries that page again', async () => {
    const { list, backend } = await mountReady({ tickets: many(30), attributes: plain });
    backend.failNext('tickets.list', 'lose-request');
    const failed = oneEvent(list, 'portal-error');
    button(list, 'Load more').click();
    await failed;
    await list.updateComplete;
    expect(subjects(list)).to.have.length(25);
    expect(find(list, '[role=alert]').textContent).to.contain('No connection');
    button(list, 'Try again').click();
    await waitUntil(() => subjects(list).length === 30);
    expect(findAll(list, '[part=error]')).to.be.empty;
  });
});
