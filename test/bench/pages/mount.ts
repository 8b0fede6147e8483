import '../../../src/components/ticket-list/define.ts';
import * as look from '../../../src/components/ticket-list/list-look.ts';
import { listLook } from '../../../src/components/ticket-list/ticket-list.ts';
import { makeBareTable, plainList } from './tables.ts';
import { benchAdapter, makeTickets } from './tickets.ts';

// As in the file with all elements: what is measured is mounting, not loading.
listLook.provide(look);

declare global {
  interface Window {
    bench: Record<'bare' | 'plain' | 'list', (rows: number) => Promise<number>>;
  }
}

/** Two frames later, what was made is on the screen. */
const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Puts a view on the page, and counts its rows once they are all there and on the screen. */
async function mounted(view: HTMLElement, count: number): Promise<number> {
  document.body.append(view);
  const rows = () => view.shadowRoot?.querySelectorAll('tbody tr').length ?? 0;
  while (rows() < count) await new Promise((resolve) => setTimeout(resolve));
  await painted();
  return rows();
}

window.bench = {
  async bare(count) {
    const table = makeBareTable(makeTickets(count));
    document.body.append(table);
    await painted();
    return table.tBodies[0]?.rows.length ?? 0;
  },

  plain(count) {
    const sheets = look.styles.flatMap(({ styleSheet }) => styleSheet ?? []);
    return mounted(plainList(benchAdapter(count), sheets), count);
  },

  list(count) {
    const list = document.createElement('ticket-list');
    list.setAttribute('url-state', 'none');
    list.setAttribute('ticket-href', '#/tickets/{id}');
    list.adapter = benchAdapter(count);
    return mounted(list, count);
  },
};
