// The states bench, while developing: each element in each state, on backends in memory that are held there.
import { PortalError, type ErrorCode, type PortalAdapter } from 'portico/api';
import 'portico/define';
import { memoryBackend } from 'portico/memory';
import { demoSeed } from '../src/api/memory/demo-seed.ts';

const alice = 'alice@acme.example';
const forever = 2 ** 31 - 1;
const seeded = (tickets = 12) => memoryBackend({ seed: demoSeed({ tickets }) });

/** A backend that fails: as a whole, or for a ticket's page where its ticket is asked for. */
const failing = (tag: string, code: ErrorCode) =>
  seeded().adapter({
    signedInAs: alice,
    faults: ({ name }) =>
      name === (tag === 'ticket-detail' ? 'tickets.get' : 'start') ? new PortalError(code) : undefined,
  });

/** A fresh backend for each cell, so that no state spills into the next. */
const states: Record<string, (tag: string) => PortalAdapter> = {
  'signed out': () => seeded().adapter(),
  loading: () => seeded().adapter({ signedInAs: alice, latency: forever }),
  empty: () => seeded(0).adapter({ signedInAs: alice }),
  error: (tag) => failing(tag, 'unavailable'),
  offline: (tag) => failing(tag, 'offline'),
  ready: () => seeded().adapter({ signedInAs: alice }),
};

const tags = ['portal-nav', 'portal-login', 'ticket-list', 'ticket-detail', 'ticket-form', 'portal-app'];

/** An element on a backend; a ticket's page shows the newest ticket that Alice sees. */
async function fill(cell: HTMLElement, tag: string, adapter: PortalAdapter): Promise<void> {
  const element = Object.assign(document.createElement(tag), { adapter });
  if (tag === 'ticket-detail') {
    const sort = { by: 'activity', descending: true } as const;
    const twin = seeded().adapter({ signedInAs: alice });
    const { items } = await twin.tickets.list({ view: 'mine', state: 'open', sort, limit: 1 });
    element.setAttribute('ticket-id', items[0]?.id ?? '');
  }
  cell.append(element);
}

async function build(main: HTMLElement): Promise<void> {
  for (const tag of tags) {
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = `<${tag}>`;
    section.append(heading);
    main.append(section);
    for (const [name, adapter] of Object.entries(states)) {
      const cell = document.createElement('div');
      cell.className = 'state';
      const label = document.createElement('p');
      label.className = 'eyebrow';
      label.textContent = name;
      cell.append(label);
      section.append(cell);
      await fill(cell, tag, adapter(tag));
    }
  }
}

const main = document.querySelector('main');
if (main) await build(main);
