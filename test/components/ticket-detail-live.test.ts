import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { focused, part, place, portalFor } from './portal-helpers.ts';
import {
  announced,
  backendOf,
  composerOf,
  fromAlice,
  id,
  inputOf,
  many,
  messages,
  mount,
  settled,
  show,
  type,
} from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

const inView = (element: Element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
};

describe('ticket-detail, as it changes', () => {
  afterEach(() => scrollTo(0, 0));

  describe('what comes in', () => {
    it('shows by itself, and is announced', async () => {
      const backend = backendOf();
      const { element } = await show(backend);
      backend.agentReply(id, 'Here is the answer');
      await waitUntil(() => messages(element).length === 3);
      await settled(element);
      expect(messages(element)[2]).to.equal('Here is the answer');
      expect(announced(element)).to.include('New message from Jonas Keller');
    });

    it('says so when the status changes', async () => {
      const backend = backendOf();
      const { element } = await show(backend);
      backend.setStage(id, 'in-progress');
      await waitUntil(() => part(element, 'stage')!.textContent === 'In progress');
      await element.updateComplete;
      expect(announced(element)).to.include('Status: In progress');
    });

    it('is not announced when it is their own, from another tab', async () => {
      const backend = backendOf();
      const { element } = await show(backend);
      const elsewhere = backend.adapter({ signedInAs: 'alice@acme.example' });
      await elsewhere.tickets.reply!(
        id,
        { body: { format: 'text', content: 'From my phone' }, attachments: [] },
        { idempotencyKey: 'k1' },
      );
      await waitUntil(() => messages(element).length === 3);
      expect(announced(element)).not.to.include('New message');
    });

    it('never moves the box from under the hands of who writes', async () => {
      const backend = backendOf({ messages: many(40) });
      const { element } = await show(backend);
      await type(element, 'Half a sent');
      inputOf(element).focus();
      composerOf(element)!.scrollIntoView({ block: 'end' });
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const before = composerOf(element)!.getBoundingClientRect().top;
      backend.agentReply(id, 'A long answer\n\n'.repeat(20));
      await waitUntil(() => announced(element).includes('New message'));
      await settled(element);
      await waitUntil(
        () => Math.abs(composerOf(element)!.getBoundingClientRect().top - before) < 2,
        'the box stays',
      );
      expect(focused()).to.equal(inputOf(element));
      expect(inputOf(element).value).to.equal('Half a sent');
      expect(part(element, 'new-message-button')).to.be.null;
    });

    it('waits behind a button while its reader is elsewhere', async () => {
      const backend = backendOf({ messages: many(40) });
      const { element } = await show(backend);
      scrollTo(0, 0);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      backend.agentReply(id, 'Down here');
      await waitUntil(() => part(element, 'new-message-button'));
      expect(scrollY).to.equal(0);
      expect(part(element, 'new-message-button')).to.have.trimmed.text('New message from Jonas Keller');
      await expect(element).to.be.accessible();
      part(element, 'new-message-button')!.click();
      await element.updateComplete;
      const last = [...element.shadowRoot!.querySelectorAll('.message')].at(-1)!;
      await waitUntil(() => inView(last));
      expect(focused()).to.equal(last);
      await waitUntil(() => !part(element, 'new-message-button'));
    });

    it('fills the gap after changes were missed', async () => {
      const backend = backendOf();
      const adapter = backend.adapter({ signedInAs: 'alice@acme.example' });
      let tell: (() => void) | undefined;
      const watch: NonNullable<typeof adapter.tickets.watch> = (listener) => {
        tell = () => listener({ kind: 'reset' });
        return () => (tell = undefined);
      };
      const portal = portalFor(
        backend,
        {},
        { adapter: { ...adapter, tickets: { ...adapter.tickets, watch } } },
      );
      const element = document.createElement('ticket-detail');
      element.ticketId = id;
      place(portal).append(element);
      await settled(element);
      for (let n = 0; n < 120; n++) backend.agentReply(id, `Missed ${n}`);
      tell!();
      await waitUntil(() => messages(element).length === 122);
      await settled(element);
      expect(messages(element).slice(1, 4)).to.deep.equal(['Is streamed export on?', 'Missed 0', 'Missed 1']);
      element.remove();
      await waitUntil(() => tell === undefined, 'nobody listens any more');
    });

    it('counts as read once it is on the screen', async () => {
      const backend = backendOf();
      const read: unknown[] = [];
      const { element, portal } = await show(backend, {
        faults: ({ name, args }) => void (name === 'tickets.markRead' && read.push(args[1])),
      });
      await waitUntil(() => read.length === 1);
      expect(read).to.deep.equal([`${id}-m2`]);
      await waitUntil(async () => !(await portal.adapter.tickets.get(id)).unread);
      const next = backend.agentReply(id, 'And another');
      await waitUntil(() => read.length === 2);
      expect(read[1]).to.equal(next);
      await element.refresh();
      expect(read).to.have.length(2);
    });

    it('comes at the next look where nothing is told live', async () => {
      const backend = backendOf();
      const { element } = await show(backend, { capabilities: { live: 'none' } });
      backend.agentReply(id, 'Quietly');
      document.dispatchEvent(new Event('visibilitychange'));
      await waitUntil(() => messages(element).length === 3);
    });

    it('shows a ticket that was taken away as gone', async () => {
      const backend = backendOf();
      const adapter = backend.adapter({ signedInAs: 'alice@acme.example' });
      let gone = false;
      const get = (ticketId: string) => adapter.tickets.get(gone ? 'nope' : ticketId);
      const portal = portalFor(
        backend,
        {},
        { adapter: { ...adapter, tickets: { ...adapter.tickets, get } } },
      );
      const element = document.createElement('ticket-detail');
      element.ticketId = id;
      place(portal).append(element);
      await settled(element);
      gone = true;
      await element.refresh();
      await waitUntil(() => part(element, 'not-found'));
      expect(part(element, 'subject')).to.be.null;
      expect(messages(element)).to.be.empty;
    });
  });

  describe('a long conversation', () => {
    it('shows its newest part, and older ones page by page, each message once', async () => {
      const { element } = await show(backendOf({ messages: many(230) }));
      expect(messages(element)).to.have.length(50);
      expect(messages(element)[0]).to.equal('Message number 181');
      for (const count of [100, 150, 200, 230]) {
        part(element, 'older-button')!.click();
        await waitUntil(() => messages(element).length === count, `${count} messages`, { timeout: 5000 });
      }
      await settled(element);
      expect(messages(element)).to.deep.equal(
        Array.from({ length: 230 }, (_, index) => `Message number ${index + 1}`),
      );
      expect(part(element, 'older-button')).to.be.null;
    });

    it('stays where it is being read when older messages come', async () => {
      const { element } = await show(backendOf({ messages: many(80) }));
      const reading = element.shadowRoot!.querySelector('.message')!;
      const button = part(element, 'older-button')!;
      const before = reading.getBoundingClientRect().top;
      button.focus();
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => messages(element).length === 80);
      await settled(element);
      await waitUntil(() => Math.abs(reading.getBoundingClientRect().top - before) < 2, 'it stays');
      await waitUntil(() => focused() === reading, 'focus is not lost with the button');
    });

    it('says that older messages could not be had, and keeps the way to them', async () => {
      const backend = backendOf({ messages: many(80) });
      const { element } = await show(backend);
      backend.failNext('tickets.messages', 'lose-request');
      part(element, 'older-button')!.click();
      await waitUntil(() => part(element, 'error'));
      expect(messages(element)).to.have.length(50);
      part(element, 'older-button')!.click();
      await waitUntil(() => messages(element).length === 80);
      await element.updateComplete;
      expect(part(element, 'error')).to.be.null;
    });

    it('can be turned round, the box along with it, and its text stays', async () => {
      const { element } = await show(backendOf({ messages: many(60) }));
      await type(element, 'Half a sent');
      const input = inputOf(element);
      part(element, 'order-button')!.click();
      await element.updateComplete;
      expect(messages(element)[0]).to.equal('Message number 60');
      expect(part(element, 'order-button')).to.have.trimmed.text('Show oldest first');
      expect(element).to.have.attribute('order', 'newest');
      const [first] = element.shadowRoot!.querySelector('.main')!.children;
      expect(first).to.equal(composerOf(element));
      expect(inputOf(element)).to.equal(input);
      expect(input.value).to.equal('Half a sent');
      part(element, 'older-button')!.click();
      await waitUntil(() => messages(element).length === 60);
      expect(messages(element).at(-1)).to.equal('Message number 1');
      await expect(element).to.be.accessible();
    });
  });

  describe('closing and reopening', () => {
    it('marks as solved, shows the new status, and offers the way back', async () => {
      const backend = backendOf();
      const { element } = await show(backend, {
        latency: ({ name }) => (name === 'tickets.close' ? 100 : 0),
      });
      const button = part(element, 'state-button')!;
      expect(button).to.have.trimmed.text('Mark as solved');
      button.focus();
      button.click();
      button.click();
      await element.updateComplete;
      expect(button).to.have.trimmed.text('Marking as solved…');
      expect(button).to.have.attribute('aria-busy', 'true');
      await waitUntil(() => part(element, 'stage')!.textContent === 'Solved');
      await waitUntil(() => announced(element).includes('Status: Solved'));
      expect(button, 'focus stays with the way back').to.equal(focused());
      await waitUntil(() => button.textContent.trim() === 'Reopen');
      button.click();
      await waitUntil(() => part(element, 'stage')!.textContent === 'New');
      expect(composerOf(element)).to.exist;
    });

    it('keeps focus in the ticket where there is no way back', async () => {
      const { element } = await show(backendOf(), { capabilities: { reopen: false } });
      part(element, 'state-button')!.focus();
      part(element, 'state-button')!.click();
      await waitUntil(() => !part(element, 'state-button'));
      await waitUntil(() => focused()?.classList.contains('columns'));
    });

    it('happens once when its answer was lost and it is tried again', async () => {
      const backend = backendOf();
      const { element } = await show(backend, { capabilities: { live: 'none' } });
      backend.failNext('tickets.close', 'lose-response');
      part(element, 'state-button')!.click();
      await waitUntil(() => part(element, 'state-error'));
      expect(part(element, 'state-error')).to.have.text('No connection. Please check the network.');
      expect(part(element, 'state-error')).to.have.attribute('role', 'alert');
      await expect(element).to.be.accessible();
      part(element, 'state-button')!.click();
      await waitUntil(() => part(element, 'stage')!.textContent === 'Solved');
      expect(part(element, 'state-error')).to.be.null;
    });

    it('shows how it stands when somebody else was faster', async () => {
      const backend = backendOf();
      const { element } = await show(backend, { capabilities: { live: 'none' } });
      backend.closeTicket(id);
      part(element, 'state-button')!.click();
      await waitUntil(() => part(element, 'stage')!.textContent === 'Solved');
    });

    it('is not offered where it is not possible', async () => {
      const { element } = await show(backendOf(), { capabilities: { close: false, reopen: false } });
      expect(part(element, 'state-button')).to.be.null;
    });
  });

  it('goes through the whole ticket by keyboard alone', async () => {
    const backend = backendOf({ messages: [fromAlice('Hello')] });
    const { element } = await mount(backend);
    await settled(element);
    inputOf(element).focus();
    await sendKeys({ type: 'By keyboard' });
    const seen: string[] = [];
    for (let step = 0; step < 12 && !seen.includes('send-button'); step++) {
      await sendKeys({ press: 'Tab' });
      seen.push(focused()!.getAttribute('part') ?? '');
    }
    expect(seen).to.deep.equal([...Array<string>(5).fill('format-button'), 'attach-button', 'send-button']);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => backend.countMessages(id) === 2);
    expect(focused()).to.equal(inputOf(element));
  });
});
