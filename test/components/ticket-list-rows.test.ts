import { expect } from '@open-wc/testing';
import { memoryBackend } from '../../src/api/memory/index.ts';
import type { TicketSummary } from '../../src/api/model.ts';
import type { TicketList } from '../../src/components/ticket-list/ticket-list.ts';
import { find, findAll, mountReady, seed, subjects, ticket } from './ticket-list-fixture.ts';
import { waitUntil } from './wait-until.ts';

const attributes = { 'url-state': 'none' };
const query = {
  view: 'mine',
  state: 'any',
  sort: { by: 'activity', descending: true },
  limit: 25,
} as const;

interface Shown {
  list: TicketList;
  /** Shows other tickets in place of those that are shown. */
  show: (tickets: TicketSummary[]) => Promise<void>;
  /** Tickets by their number, to show. */
  tickets: Record<number, TicketSummary>;
}

/** A list of tickets 3, 2 and 1, whose backend answers from then on what the test says. */
async function shown(): Promise<Shown> {
  const five = [1, 2, 3, 4, 5].map((number) => ticket(number));
  const { items } = await memoryBackend({ seed: seed(five) })
    .adapter({ signedInAs: 'alice@acme.example' })
    .tickets.list(query);
  const tickets = Object.fromEntries(items.map((item) => [Number(item.id.slice(1)), item]));
  const { list, adapter } = await mountReady({ attributes, tickets: [] });
  let answer = items.slice(2);
  list.adapter = {
    ...adapter,
    start: async (options) => ({ ...(await adapter.start(options)), tickets: undefined }),
    tickets: { ...adapter.tickets, list: () => Promise.resolve({ items: answer }) },
  };
  await waitUntil(() => subjects(list).length === 3, 'the first rows');
  const show = async (others: TicketSummary[]): Promise<void> => {
    answer = others;
    await list.refresh();
    await list.updateComplete;
  };
  return { list, tickets, show };
}

const row = (list: TicketList, number: number) => find(list, `[data-id=t${number}]`);

describe('<ticket-list> keeps rows', () => {
  it('in any order, while others come and go', async () => {
    const { list, show, tickets } = await shown();
    const rows = new Map<number, HTMLElement>();
    for (const order of [[3, 2, 1], [1, 3, 2], [5, 1, 4, 2], [2, 1], [4, 2, 3, 1, 5], [5, 4, 3, 2, 1], [1]]) {
      for (const number of rows.keys()) if (!order.includes(number)) rows.delete(number);
      await show(order.map((number) => tickets[number]!));
      expect(subjects(list)).to.eql(order.map((number) => `Subject ${number}`));
      for (const number of order) {
        expect(row(list, number), `row ${number} of ${order.join()}`).to.equal(
          rows.get(number) ?? row(list, number),
        );
        rows.set(number, row(list, number));
      }
    }
  });

  it('and writes in them only what has changed', async () => {
    const { list, show, tickets } = await shown();
    const cells = () => [...row(list, 2).children].map((cell) => (cell.firstElementChild ?? cell).firstChild);
    const before = cells();
    const stage = { id: 'waiting', label: 'Over to you', state: 'open', awaiting: 'customer' } as const;
    await show([tickets[3]!, { ...tickets[2]!, subject: 'Another subject', stage, unread: true }]);
    expect(row(list, 2).className).to.equal('unread');
    expect(row(list, 2).querySelector('.subject')?.textContent).to.equal('Another subjectUnread');
    expect(row(list, 2).querySelector('.status')?.textContent).to.equal('Over to you');
    expect(row(list, 2).querySelector('.pill')?.className).to.equal('pill waiting');
    expect(cells().map((node, index) => node === before[index])).to.eql([true, false, true, true, false]);
    await show([tickets[3]!, tickets[2]!]);
    expect(row(list, 2).className).to.equal('');
    expect(row(list, 2).querySelector('.subject')?.textContent).to.equal('Subject 2');
    expect(row(list, 2).querySelector('.pill')?.className).to.equal('pill closed');
  });

  it('leads elsewhere when the address of tickets changes', async () => {
    const { list } = await shown();
    expect(findAll(list, 'button[part=subject]')).to.have.length(3);
    for (const template of ['/help?id={id}', '#/tickets/{id}']) {
      list.ticketHref = template;
      await list.updateComplete;
      expect(findAll(list, 'a[part=subject]').map((link) => link.getAttribute('href'))).to.eql(
        [3, 2, 1].map((number) => template.replace('{id}', `t${number}`)),
      );
    }
  });

  it('speaks the page’s language in each row', async () => {
    const { list, show, tickets } = await shown();
    await show([{ ...tickets[2]!, unread: true }]);
    const created = () => row(list, 2).querySelector<HTMLElement>('.created');
    const english = created()?.textContent;
    expect(created()?.dataset['label']).to.equal('Created');
    list.parentElement!.lang = 'pl';
    await waitUntil(() => row(list, 2).querySelector('.subject')?.textContent === 'Subject 2Nieprzeczytane');
    expect(created()?.dataset['label']).to.equal('Utworzono');
    expect(created()?.textContent).not.to.equal(english);
  });
});
