import { expect } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { PortalErrorEvent } from '../../src/components/events.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import { hostileStrings } from '../corpora/index.ts';
import { alice, part, place, portalFor, words } from './portal-helpers.ts';
import {
  ago,
  backendOf,
  composerOf,
  fromAlice,
  fromJonas,
  id,
  messages,
  mount,
  settled,
  show,
} from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

const bodyOf = (element: TicketDetail, index = 0) =>
  element.shadowRoot!.querySelectorAll('portal-message-body')[index]!;

const slotted = (name: string, text: string) =>
  Object.assign(document.createElement('p'), { slot: name, textContent: text });

describe('ticket-detail', () => {
  describe('a ticket', () => {
    it('shows its subject, stage and details', async () => {
      const { element } = await show(backendOf());
      expect(part(element, 'subject')).to.have.text('Export stops at 10,000 rows');
      expect(part(element, 'stage')).to.have.text('Awaiting your reply');
      expect(part(element, 'stage')).to.have.class('waiting');
      const details = [...element.shadowRoot!.querySelectorAll('dl > div')].map((row) => words(row));
      expect(details[0]).to.equal('ID PR-2041');
      expect(details[1]).to.equal('Status Awaiting your reply');
      expect(details[2]).to.match(/^Created \w+ \d+, \d{4} at /);
      expect(details[3]).to.match(/^Last activity /);
      expect(details.slice(4)).to.deep.equal(['Priority High', 'Urgent Yes']);
    });

    it('shows only open or closed where the portal wants no stages', async () => {
      const { element } = await show(backendOf({}, { statusDisplay: 'state' }));
      expect(part(element, 'stage')).to.have.text('Open');
    });

    it('of somebody else names its requester', async () => {
      const { element } = await show(backendOf({ contactId: 'c-bob' }));
      expect(words(part(element, 'details')!)).to.include('From Bob Martin');
    });

    it('comes with its messages and what shows them at the same time', async () => {
      const calls: string[] = [];
      const { element } = await mount(backendOf(), {
        latency: 50,
        faults: ({ name }) => void calls.push(name),
      });
      await waitUntil(() => calls.length > 1);
      expect(calls.sort().slice(0, 3)).to.deep.equal(['start', 'tickets.get', 'tickets.messages']);
      await settled(element);
    });

    it('has slots for what the page adds or replaces', async () => {
      const { element } = await show(backendOf({ stageId: 'solved' }));
      element.append(
        slotted('heading', 'My heading'),
        slotted('details', 'More'),
        slotted('closed', 'No more'),
        slotted('footer', 'The end'),
      );
      for (const name of ['heading', 'details', 'closed', 'footer']) {
        const slot = element.shadowRoot!.querySelector<HTMLSlotElement>(`slot[name=${name}]`)!;
        expect(slot.assignedElements(), name).to.have.length(1);
      }
    });

    it('is found by the id of the address, in the query or the fragment', async () => {
      const address = location.href;
      try {
        history.replaceState(null, '', `?id=${id}`);
        const { element } = await mount(backendOf(), {}, {}, '');
        await settled(element);
        history.replaceState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate'));
        await waitUntil(() => part(element, 'not-found'));
        location.hash = `#/ticket?id=${id}`;
        await waitUntil(() => part(element, 'subject'));
      } finally {
        history.replaceState(null, '', address);
      }
    });

    it('gives way when another one is wanted', async () => {
      const backend = backendOf();
      const other = backend.createTicket(alice, { subject: 'Another one', message: 'Hello' });
      const { element } = await show(backend);
      element.setAttribute('ticket-id', other);
      await element.updateComplete;
      expect(part(element, 'subject'), 'nothing of the first one stays').to.be.null;
      await waitUntil(() => part(element, 'subject')?.textContent === 'Another one');
      expect(messages(element)).to.have.length(1);
    });

    it('links back to the list where there is one', async () => {
      const { element, portal } = await show(backendOf());
      expect(part(element, 'back-link')).to.be.null;
      portal.links.set({ list: '/help/tickets' });
      await element.updateComplete;
      expect(part(element, 'back-link')).to.have.attribute('href', '/help/tickets');
      portal.links.set({ list: 'javascript:alert(1)' });
      await element.updateComplete;
      expect(part(element, 'back-link')).to.be.null;
    });
  });

  describe('a message', () => {
    it('shows who wrote it, when and how, and its text', async () => {
      const { element } = await show(backendOf());
      const [first, second] = element.shadowRoot!.querySelectorAll('.message');
      expect(words(first!.querySelector('header')!)).to.equal('You 1 hour ago · web form');
      expect(words(second!.querySelector('header')!)).to.equal('Jonas Keller Support 1 hour ago · e-mail');
      expect(first!.querySelector('.avatar')).to.have.trimmed.text('AM');
      expect(first!.querySelector('time')!.title).to.match(/\d{4} at \d+:\d\d/);
      expect(messages(element)).to.deep.equal([
        'Every export ends after row 10000.',
        'Is streamed export on?',
      ]);
      expect(bodyOf(element, 1).shadowRoot!.querySelector('strong')).to.have.text('streamed export');
    });

    it('older than a week shows its day and time', async () => {
      const { element } = await show(
        backendOf({ messages: [fromAlice('Old', { at: '2020-03-04T05:06:00.000Z' })] }),
      );
      expect(part(element, 'message-time')!.textContent).to.match(/2020, \d+:\d\d/);
    });

    it('keeps what it quotes folded until asked', async () => {
      const { element } = await show(
        backendOf({
          messages: [fromJonas('Yes.', { quoted: { format: 'text', content: 'On Monday Alice wrote' } })],
        }),
      );
      const body = bodyOf(element);
      expect(body.shadowRoot!.textContent).not.to.include('On Monday');
      expect(part(body, 'quote-button')).to.have.attribute('aria-label', 'Show quoted text');
      part(body, 'quote-button')!.click();
      await waitUntil(() => part(body, 'quoted-body')?.textContent.includes('On Monday Alice wrote'));
      part(body, 'quote-button')!.click();
      part(body, 'quote-button')!.click();
      await body.updateComplete;
      expect(part(body, 'quoted-body')!.textContent).to.include('On Monday Alice wrote');
    });

    it('loads images of other servers only when asked', async () => {
      const { element } = await show(
        backendOf({
          messages: [fromJonas(`Look: ![a chart](${location.origin}/no-such-image.png)`)],
        }),
      );
      const body = bodyOf(element);
      expect(body.shadowRoot!.querySelector('img')).to.be.null;
      expect(part(body, 'images-button')).to.have.trimmed.text('Show 1 remote image');
      part(body, 'images-button')!.click();
      await body.updateComplete;
      expect(body.shadowRoot!.querySelector('img')!.getAttribute('src')).to.include('no-such-image.png');
      expect(part(body, 'images-button')).to.be.null;
    });

    it('that asks for too much work is plain text, and says so', async () => {
      const { element } = await show(backendOf({ messages: [fromJonas('['.repeat(9000))] }));
      const body = bodyOf(element);
      expect(part(body, 'message-note')).to.have.text('Shown as plain text, because of its size or nesting.');
      expect(part(body, 'message-body')!.textContent).to.include('[[[[');
    });

    it('gives its files as downloads, by name and size', async () => {
      const attachment = { id: 'f1', name: 'export.csv', mediaType: 'text/csv', content: 'a,b' };
      const { element } = await show(
        backendOf({ messages: [fromAlice('See', { attachments: [attachment] })] }),
      );
      const link = part<HTMLAnchorElement>(element, 'attachment')!;
      expect(link.download).to.equal('export.csv');
      expect(link.href).to.match(/^blob:/);
      expect(words(link)).to.equal('export.csv 3 bytes');
    });

    it('shows a file without an address of ours as its name only', async () => {
      const backend = backendOf({
        messages: [
          fromAlice('See', { attachments: [{ id: 'f', name: 'a.csv', mediaType: 'text/csv', content: '' }] }),
        ],
      });
      const adapter = backend.adapter({ signedInAs: alice });
      for (const url of [
        () => 'javascript:alert(1)',
        () => 'data:text/html,x',
        (): string => {
          throw new Error('broken');
        },
      ]) {
        const portal = portalFor(
          backend,
          {},
          { adapter: { ...adapter, attachments: { ...adapter.attachments!, url } } },
        );
        const element = document.createElement('ticket-detail');
        element.ticketId = id;
        place(portal).append(element);
        await settled(element);
        expect(part(element, 'attachment')).to.have.tagName('span');
      }
    });

    it('leads to itself, and is found again by that link', async () => {
      const links = { ticket: '/help/ticket?id={id}' };
      const backend = backendOf({
        messages: Array.from({ length: 120 }, (_, index) => fromJonas(`Number ${index}`)),
      });
      const { element } = await show(backend, {}, { links });
      const last = [...element.shadowRoot!.querySelectorAll('a.time')].at(-1)!;
      expect(last).to.have.attribute('href', `/help/ticket?id=${id}&message=${id}-m120`);
      const linked = await mount(backend, {}, { links });
      linked.element.message = `${id}-m3`;
      await waitUntil(() => linked.element.shadowRoot!.querySelector('[aria-current]'));
      const article = linked.element.shadowRoot!.querySelector('[aria-current]')!;
      await waitUntil(() => {
        const { top, bottom } = article.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }, 'it is in view');
      expect(article.querySelector('portal-message-body')!.shadowRoot!.textContent).to.include('Number 2');
    });

    it('with hostile words everywhere is text, and fits a narrow place', async () => {
      const evil = `<img src=x onerror="document.title='hit'"><script>document.title='hit'</script>${'W'.repeat(400)}`;
      const title = document.title;
      const { element } = await show(
        backendOf(
          {
            subject: evil,
            properties: { priority: evil },
            messages: [
              fromJonas('x', {
                author: { agent: evil },
                attachments: [{ id: 'f', name: evil, mediaType: 'text/plain', content: '' }],
              }),
            ],
          },
          { stages: [{ id: 'waiting', label: evil, state: 'open' }] },
        ),
      );
      element.style.width = '320px';
      expect(part(element, 'subject')).to.have.text(evil);
      expect(part(element, 'stage')).to.have.text(evil);
      expect(element.shadowRoot!.querySelectorAll('img, script')).to.have.length(0);
      expect(element.scrollWidth).to.be.at.most(320);
      expect(document.title).to.equal(title);
    });
  });

  it('shows every hostile string of the corpora as the text it is, wherever it stands', async () => {
    const strings = (await hostileStrings()).filter(
      ({ text: t }) => t.trim() === t && t && !t.includes('\r'),
    );
    expect(strings.length).to.be.greaterThan(500);
    const backend = backendOf();
    const adapter = backend.adapter({ signedInAs: alice });
    let text = '';
    const get = async (ticketId: string) => {
      const ticket = await adapter.tickets.get(ticketId);
      const stage = { ...ticket.stage, label: text };
      const requester = { ...ticket.requester, name: text };
      const properties = [{ key: 'priority', label: text, value: text }];
      return {
        ...ticket,
        subject: text,
        stage,
        requester,
        mine: false,
        properties,
        participants: [requester],
      };
    };
    const list: typeof adapter.tickets.messages = async (ticketId, page) => {
      const { items, ...rest } = await adapter.tickets.messages(ticketId, page);
      const attachments = [{ id: 'f', name: text, mediaType: text }];
      const author = { name: text, role: 'agent' as const, isMe: false };
      return { items: items.map((item) => ({ ...item, author, attachments })), ...rest };
    };
    const portal = portalFor(
      backend,
      {},
      { adapter: { ...adapter, tickets: { ...adapter.tickets, get, messages: list } } },
    );
    text = 'harmless';
    const element = document.createElement('ticket-detail');
    element.ticketId = id;
    place(portal).append(element);
    await settled(element);
    const tags = () => [...element.shadowRoot!.querySelectorAll('*')].map(({ localName }) => localName);
    const harmless = new Set(tags());
    const title = document.title;
    for (const payload of strings) {
      ({ text } = payload);
      await element.refresh();
      await element.updateComplete;
      expect(part(element, 'subject')!.textContent, payload.name).to.equal(text);
      expect(part(element, 'stage')!.textContent, payload.name).to.equal(text);
      expect(part(element, 'message-author')!.textContent, payload.name).to.equal(text);
      expect(part(element, 'attachment')!.querySelector('.name')!.textContent, payload.name).to.equal(text);
      const added = tags().filter((tag) => !harmless.has(tag));
      expect(added.join(), payload.name).to.equal('');
    }
    expect(document.title).to.equal(title);
  }).timeout(60_000);

  describe('its states', () => {
    const schemes = ['light', 'dark'];

    it('asks to sign in, without any data', async () => {
      const calls: string[] = [];
      const { element } = await mount(
        backendOf(),
        { signedInAs: undefined, faults: ({ name }) => void calls.push(name) },
        { links: { signIn: '/help/sign-in' } },
      );
      await waitUntil(() => part(element, 'signed-out'));
      expect(part(element, 'sign-in-link')).to.have.attribute('href', '/help/sign-in');
      expect(calls).to.deep.equal(['start']);
      await expect(element).to.be.accessible();
    });

    it('shows that it is loading', async () => {
      const { element } = await mount(backendOf(), { latency: 60_000 });
      expect(part(element, 'loading')).to.have.attribute('aria-label', 'Loading…');
      await expect(element).to.be.accessible();
    });

    for (const colorScheme of schemes)
      it(`is accessible when ready, ${colorScheme}`, async () => {
        const { element } = await show(backendOf());
        document.documentElement.style.colorScheme = colorScheme;
        document.body.style.background = colorScheme === 'dark' ? '#15181d' : '#fff';
        try {
          await expect(element).to.be.accessible();
        } finally {
          document.documentElement.style.colorScheme = document.body.style.background = '';
        }
      });

    it('says when there is no message', async () => {
      const { element } = await show(backendOf({ messages: [] }));
      expect(part(element, 'empty')).to.have.text('There are no messages yet.');
      expect(composerOf(element)).to.exist;
      await expect(element).to.be.accessible();
    });

    it('says that there is no such ticket, the same for one that is not theirs', async () => {
      const { element } = await mount(backendOf(), {}, {}, 'nope');
      await waitUntil(() => part(element, 'not-found'));
      expect(words(part(element, 'not-found')!)).to.equal(
        'There is no such ticket, or it is not yours to see.',
      );
      expect(part(element, 'retry-button')).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('offers another try when it could not be loaded, and tells the page', async () => {
      const backend = backendOf();
      backend.failNext('tickets.get', 'lose-request');
      const errors: PortalErrorEvent[] = [];
      const listen = (event: HTMLElementEventMap['portal-error']) => void errors.push(event);
      document.body.addEventListener('portal-error', listen);
      const { element } = await mount(backend);
      await waitUntil(() => part(element, 'error'));
      document.body.removeEventListener('portal-error', listen);
      expect(errors.map(({ error }) => error.code)).to.deep.equal(['offline']);
      expect(words(part(element, 'error')!)).to.equal(
        'The ticket could not be loaded. No connection. Please check the network. Try again',
      );
      await expect(element).to.be.accessible();
      part(element, 'retry-button')!.click();
      await settled(element);
      expect(part(element, 'error')).to.be.null;
    });

    it('keeps what it shows when a later read fails', async () => {
      const backend = backendOf();
      const { element } = await show(backend);
      backend.failNext('tickets.messages', new PortalError('unavailable'));
      await element.refresh();
      await element.updateComplete;
      expect(words(part(element, 'error')!)).to.include('does not answer');
      expect(messages(element)).to.have.length(2);
      await expect(element).to.be.accessible();
      part(element, 'retry-button')!.click();
      await waitUntil(() => !part(element, 'error'));
    });

    it('says that it is offline, and keeps what it shows', async () => {
      const { element, portal } = await show(backendOf());
      portal.online.set(false);
      await element.updateComplete;
      expect(part(element, 'offline')).to.have.text('You are offline. What you write is kept.');
      expect(messages(element)).to.have.length(2);
      await expect(element).to.be.accessible();
      portal.online.set(true);
      await element.updateComplete;
      expect(part(element, 'offline')).to.be.null;
    });

    it('says that a closed ticket takes no reply', async () => {
      const { element } = await show(backendOf({ stageId: 'solved' }));
      const note = part(element, 'closed-note')!;
      expect(note.textContent).to.include('This ticket is closed.');
      // Nowhere to lead to, as far as the page has said.
      expect(note.querySelector('a')).to.be.null;
      expect(composerOf(element)).to.be.null;
      await expect(element).to.be.accessible();
    });

    it('leads from a closed ticket to the form for a new one', async () => {
      const { element, portal } = await show(backendOf({ stageId: 'solved' }));
      portal.links.set({ form: '/new/{id}' });
      await element.updateComplete;
      const link = part(element, 'closed-note')!.querySelector('a')!;
      expect(link.getAttribute('href')).to.equal('/new/');
      expect(link).to.have.text('File a new one if you need more help');
      portal.settings.set({ ...portal.settings.value!, forms: [] });
      await element.updateComplete;
      expect(part(element, 'closed-note')!.querySelector('a')).to.be.null;
    });

    it('has no reply box with a backend that takes no replies', async () => {
      const backend = backendOf();
      const adapter = backend.adapter({ signedInAs: alice });
      const portal = portalFor(
        backend,
        {},
        { adapter: { ...adapter, tickets: { ...adapter.tickets, reply: undefined } } },
      );
      const element = document.createElement('ticket-detail');
      element.ticketId = id;
      place(portal).append(element);
      await settled(element);
      expect(composerOf(element)).to.be.null;
      expect(part(element, 'closed-note')).to.be.null;
    });

    it('says nothing more than words of its own when the backend throws at once', async () => {
      const backend = backendOf();
      const adapter = backend.adapter({ signedInAs: alice });
      const broken = (): never => {
        throw new Error('SELECT secret FROM internals');
      };
      const portal = portalFor(
        backend,
        {},
        { adapter: { ...adapter, tickets: { ...adapter.tickets, get: broken, messages: broken } } },
      );
      const element = document.createElement('ticket-detail');
      element.ticketId = id;
      place(portal).append(element);
      await waitUntil(() => part(element, 'error'));
      expect(words(element)).not.to.include('SELECT');
    });
  });

  describe('its life', () => {
    it('keeps what was set before it was upgraded', async () => {
      const backend = backendOf();
      const home = place(portalFor(backend, { signedInAs: alice }));
      const late = document.createElement('div');
      home.append(late);
      late.innerHTML = `<ticket-detail ticket-id="${id}" order="newest"></ticket-detail>`;
      const element = late.querySelector('ticket-detail')!;
      await settled(element);
      expect(messages(element)[0]).to.equal('Is streamed export on?');
    });

    it('keeps what it shows when it is moved, and catches up', async () => {
      const backend = backendOf();
      const { element } = await show(backend);
      const home = element.parentElement!;
      element.remove();
      backend.agentReply(id, 'While you were away');
      home.append(element);
      await element.updateComplete;
      expect(messages(element).length).to.be.at.least(2);
      await waitUntil(() => messages(element).length === 3);
    });

    it('ignores what comes back after it was removed', async () => {
      const { element } = await mount(backendOf(), { latency: 40 });
      const before = words(element);
      element.remove();
      await element.refresh();
      expect(words(element)).to.equal(before);
    });

    it('changes over to another adapter', async () => {
      const { element } = await show(backendOf());
      element.adapter = backendOf({ subject: 'From elsewhere' }).adapter({ signedInAs: alice });
      await waitUntil(() => part(element, 'subject')?.textContent === 'From elsewhere');
    });

    it('speaks the language of the page around it', async () => {
      const { element } = await show(backendOf({ messages: [fromAlice('Hej', { at: ago(1) })] }));
      element.parentElement!.lang = 'pl';
      await waitUntil(() => words(element).includes('Ty'));
      await waitUntil(() => part(composerOf(element)!, 'send-button')?.textContent.trim() === 'Wyślij');
    });
  });
});
