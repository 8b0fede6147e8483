import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PortalError } from '../../src/api/errors.ts';
import type { MemoryConnectionOptions } from '../../src/api/memory/index.ts';
import type { PortalSettings, TicketReasons } from '../../src/api/model.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import { alice, part, words } from './portal-helpers.ts';
import { backendOf, id, mount, settled, show } from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

const answerOf = (element: TicketDetail): string => words(part(element, 'reasons-text')!);
const button = (element: TicketDetail): HTMLElement => part(element, 'reasons-button')!;

/** Asks, and waits for more than that it is loading. */
async function ask(element: TicketDetail): Promise<string> {
  button(element).click();
  await waitUntil(() => !/^(Loading…)?$/.test(answerOf(element)), 'an answer', { timeout: 8000 });
  return answerOf(element);
}

/** A ticket on a backend that gives these reasons. */
async function showWith(reasons: TicketReasons, settings: Partial<PortalSettings> = {}) {
  const backend = backendOf({}, settings);
  const adapter = backend.adapter({ signedInAs: alice });
  return show(
    backend,
    {},
    { adapter: { ...adapter, tickets: { ...adapter.tickets, reasons: () => Promise.resolve(reasons) } } },
  );
}

describe('ticket-detail, why it shows', () => {
  it('is told when somebody asks, and not before', async () => {
    const calls: string[] = [];
    const { element } = await show(backendOf(), { faults: ({ name }) => void calls.push(name) });
    expect(words(button(element))).to.equal('Why do I see this?');
    expect(calls).not.to.include('tickets.reasons');
    expect(await ask(element)).to.equal('It is your own ticket.');
    button(element).click();
    button(element).click();
    await element.updateComplete;
    expect(calls.filter((name) => name === 'tickets.reasons')).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it('names the company that a colleague’s ticket shows by', async () => {
    const { element } = await show(backendOf({ contactId: 'c-bob' }));
    expect(await ask(element)).to.equal('It is a ticket of Acme, whose tickets you may see.');
  });

  it('tells what the rule looks at in this ticket, and that there is more', async () => {
    const { element } = await showWith({
      owner: 'company',
      rule: {
        properties: [
          { key: 'status' },
          { key: 'subject' },
          { key: 'channel' },
          { key: 'severity', label: 'Severity', value: 'We are blocked' },
          { key: 'area', label: 'Area', value: null },
          { key: 'urgent', label: 'Urgent', value: true },
        ],
        hidden: true,
      },
    });
    await ask(element);
    expect(
      [...part(element, 'reasons-text')!.querySelectorAll('p, li')].map((line) => words(line)),
    ).to.deep.equal([
      'It is a ticket of your company.',
      'Not every ticket shows here. What counts in this one:',
      'Status: Awaiting your reply',
      'Subject: Export stops at 10,000 rows',
      'How it reached us',
      'Severity: We are blocked',
      'Area: nothing entered',
      'Urgent: Yes',
      'And more that is not shown here.',
    ]);
    await expect(element).to.be.accessible();
  });

  it('says so where nothing of the rule is for customers', async () => {
    const { element } = await showWith({ owner: 'mine', rule: { properties: [], hidden: true } });
    expect(await ask(element)).to.equal(
      'It is your own ticket. Not every ticket shows here. What counts in this one is not shown.',
    );
  });

  it('tells open or closed where the portal shows no stages, and dates as people write them', async () => {
    const { element } = await showWith(
      { owner: 'staff', rule: { properties: [{ key: 'status' }, { key: 'created' }], hidden: false } },
      { statusDisplay: 'state' },
    );
    expect(await ask(element)).to.match(
      /^You are signed in as staff, who see every ticket\. .* Status: OpenCreated: \w+ \d+, \d{4}$/,
    );
  });

  it('is text, whatever the words of the desk are', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const { element } = await showWith({
      owner: 'company',
      company: { id: 'x', name: evil },
      rule: { properties: [{ key: '__proto__' }, { key: evil, label: evil, value: [evil] }], hidden: false },
    });
    expect(await ask(element)).to.include(evil);
    expect(element.shadowRoot!.querySelectorAll('img')).to.have.length(0);
  });

  it('cannot be asked where the backend does not tell', async () => {
    const backend = backendOf();
    const adapter = backend.adapter({ signedInAs: alice });
    const { reasons: _, ...tickets } = adapter.tickets;
    const { element } = await show(backend, {}, { adapter: { ...adapter, tickets } });
    expect(button(element)).to.be.null;
  });

  it('is opened by keyboard, says that it loads, and what came instead', async () => {
    const faults: MemoryConnectionOptions['faults'] = ({ name }) =>
      name === 'tickets.reasons' ? new PortalError('unavailable') : undefined;
    const { element } = await show(backendOf(), { faults, latency: 60 });
    button(element).focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => answerOf(element) === 'Loading…');
    expect(part(element, 'reasons-text')).to.have.attribute('role', 'status');
    await waitUntil(() => /does not answer at the moment/.test(answerOf(element)));
    await expect(element).to.be.accessible();
  });

  it('is asked again at a press, which leaves focus where it was', async () => {
    const backend = backendOf();
    const { element } = await show(backend);
    backend.failNext('tickets.reasons', new PortalError('unavailable'));
    await ask(element);
    part(element, 'retry-button')!.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => answerOf(element) === 'It is your own ticket.');
    expect(element.shadowRoot!.activeElement).to.equal(button(element));
  });

  it('comes by itself once the line is back', async () => {
    const backend = backendOf();
    const { element } = await show(backend);
    backend.failNext('tickets.reasons', 'lose-request');
    expect(await ask(element)).to.include('No connection');
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('online'));
    await waitUntil(() => answerOf(element) === 'It is your own ticket.');
  });

  it('is told anew when the ticket has changed, and forgotten with it', async () => {
    const calls: string[] = [];
    const backend = backendOf();
    const other = backend.createTicket(alice, { subject: 'Another one', message: 'Hello' });
    const { element } = await show(backend, { faults: ({ name }) => void calls.push(name) });
    await ask(element);
    backend.setStage(id, 'in-progress');
    await waitUntil(() => calls.filter((name) => name === 'tickets.reasons').length === 2);
    expect(answerOf(element), 'the old answer stays until then').to.equal('It is your own ticket.');
    element.ticketId = other;
    await waitUntil(() => part(element, 'subject')?.textContent === 'Another one');
    expect(part<HTMLDetailsElement>(element, 'reasons')!.open).to.be.false;
  });

  it('is told in Polish, and fits a narrow place', async () => {
    const { element } = await mount(backendOf({ contactId: 'c-bob' }));
    element.lang = 'pl';
    element.style.inlineSize = '360px';
    await settled(element);
    await waitUntil(() => words(button(element)) === 'Dlaczego to widzę?', 'its words', { timeout: 8000 });
    button(element).click();
    await waitUntil(
      () => answerOf(element) === 'To zgłoszenie firmy Acme, której zgłoszenia możesz oglądać.',
    );
    expect(element.scrollWidth).to.be.at.most(360);
    expect(button(element).getBoundingClientRect().height).to.be.at.least(24);
    element.dir = 'rtl';
    await expect(element).to.be.accessible();
  });
});

describe('ticket-detail, a stage that has no name for customers', () => {
  it('shows as open or closed, and is announced where that changes', async () => {
    const stages = [
      { id: 'open', label: '', state: 'open' },
      { id: 'waiting', label: '', state: 'open' },
      { id: 'closed', label: '', state: 'closed' },
    ] as const;
    const backend = backendOf({}, { stages: [...stages] });
    const { element } = await show(backend);
    const announced = (): string =>
      [...element.shadowRoot!.children].find((child) => child.role === 'status')!.textContent.trim();
    expect(part(element, 'stage')).to.have.text('Open');
    backend.setStage(id, 'open');
    await element.refresh();
    await element.updateComplete;
    expect(announced(), 'nothing changes for who reads it').not.to.include('Status');
    backend.setStage(id, 'closed');
    await waitUntil(() => part(element, 'stage')?.textContent === 'Closed');
    expect(announced()).to.include('Status: Closed');
  });
});
