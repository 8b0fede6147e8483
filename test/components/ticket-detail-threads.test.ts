import { expect } from '@open-wc/testing';
import type { SeedMessage } from '../../src/api/memory/index.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import { alice, part, words } from './portal-helpers.ts';
import {
  announced,
  backendOf,
  composerOf,
  fromAlice,
  fromJonas,
  id,
  messages,
  mount,
  reply,
  settled,
  show,
} from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

const inThread = (thread: string, ...written: SeedMessage[]): SeedMessage[] =>
  written.map((message) => ({ ...message, thread }));

/** Two messages in each of two threads, the older one a year ago. */
const twoThreads = (): SeedMessage[] => [
  ...inThread(
    'older',
    fromAlice('First question', { at: '2020-05-03T10:00:00.000Z' }),
    fromJonas('First answer', { at: '2020-05-04T10:00:00.000Z' }),
  ),
  ...inThread('newer', fromAlice('Second question'), fromJonas('Second answer')),
];

const foldsOf = (element: TicketDetail) => [
  ...element.shadowRoot!.querySelectorAll<HTMLDetailsElement>('details.thread'),
];
const visible = (element: TicketDetail): string[] =>
  [...element.shadowRoot!.querySelectorAll('.message')].flatMap((message, index) =>
    message.closest('details:not([open])') ? [] : [messages(element)[index]!],
  );

describe('ticket-detail, a conversation in threads', () => {
  it('shows the newest, and folds the older ones with what is in them', async () => {
    const { element } = await show(backendOf({ messages: twoThreads() }));
    expect(visible(element)).to.deep.equal(['Second question', 'Second answer']);
    const [fold, ...others] = foldsOf(element);
    expect(others).to.have.length(0);
    const button = part(element, 'thread-button')!;
    expect(words(button)).to.equal('Earlier conversation, 2 messages, May 4, 2020');
    button.click();
    expect(fold!.open).to.be.true;
    expect(visible(element)).to.deep.equal([
      'First question',
      'First answer',
      'Second question',
      'Second answer',
    ]);
    await expect(element).to.be.accessible();
  });

  it('looks as ever where there is one, and where the backend knows of none', async () => {
    for (const thread of ['one', undefined]) {
      const written = [fromAlice('A'), fromJonas('B')].map((message) =>
        thread ? { ...message, thread } : message,
      );
      const { element } = await show(backendOf({ messages: written }));
      expect(foldsOf(element)).to.have.length(0);
      expect(visible(element)).to.deep.equal(['A', 'B']);
    }
  });

  it('takes what belongs to no thread for a part of the one around it', async () => {
    const call = fromJonas('What was said on the phone', { channel: 'phone' });
    const { element } = await show(
      backendOf({ messages: [call, ...inThread('one', fromAlice('About that call'))] }),
    );
    expect(foldsOf(element)).to.have.length(0);
    expect(visible(element)).to.deep.equal(['What was said on the phone', 'About that call']);
    const between = [...twoThreads().slice(0, 2), call, ...twoThreads().slice(2)];
    const { element: other } = await show(backendOf({ messages: between }));
    expect(words(part(other, 'thread-button')!)).to.match(/^Earlier conversation, 3 messages, /);
    expect(visible(other)).to.deep.equal(['Second question', 'Second answer']);
  });

  it('stays as somebody has folded it, whatever else changes', async () => {
    const backend = backendOf({ messages: twoThreads() });
    const { element } = await show(backend);
    part(element, 'thread-button')!.click();
    await element.refresh();
    await element.updateComplete;
    expect(foldsOf(element)[0]!.open).to.be.true;
    element.order = 'newest';
    await element.updateComplete;
    expect(visible(element)[0], 'the newest thread comes first then').to.equal('Second answer');
    expect(foldsOf(element)[0]!.open).to.be.true;
    part(element, 'thread-button')!.click();
    await element.refresh();
    await element.updateComplete;
    expect(foldsOf(element)[0]!.open).to.be.false;
  });

  it('has three and more, the one written in last open', async () => {
    const written = [
      ...inThread('a', fromAlice('A1')),
      ...inThread('b', fromAlice('B1')),
      ...inThread('c', fromAlice('C1')),
      ...inThread('b', fromJonas('B2')),
    ];
    const { element } = await show(backendOf({ messages: written }));
    expect(visible(element)).to.deep.equal(['B1', 'B2']);
    expect(messages(element)).to.deep.equal(['A1', 'C1', 'B1', 'B2']);
  });

  it('says in Polish too what is folded', async () => {
    const { element } = await mount(backendOf({ messages: twoThreads() }));
    element.lang = 'pl';
    await waitUntil(
      () =>
        words(part(element, 'thread-button') ?? element) === 'Wcześniejsza rozmowa, 2 wiadomości, 4 maj 2020',
      'the words are there',
      { timeout: 8000 },
    );
  });

  it('opens the thread of the message that the address points at', async () => {
    const { element } = await mount(backendOf({ messages: twoThreads() }));
    element.message = `${id}-m1`;
    await settled(element);
    await waitUntil(() => foldsOf(element)[0]?.open);
    const article = element.shadowRoot!.querySelector('[aria-current]')!;
    await waitUntil(() => {
      const { top, bottom } = article.getBoundingClientRect();
      return bottom > top && top >= 0 && bottom <= innerHeight;
    }, 'it is in view');
  });

  it('finds that message on an older page', async () => {
    const written = [
      ...inThread('older', ...Array.from({ length: 40 }, (_, index) => fromJonas(`Old ${index}`))),
      ...inThread('newer', ...Array.from({ length: 60 }, (_, index) => fromJonas(`New ${index}`))),
    ];
    const { element } = await mount(backendOf({ messages: written }));
    element.message = `${id}-m3`;
    await waitUntil(() => element.shadowRoot!.querySelector('details[open] [aria-current]'), 'it is open', {
      timeout: 8000,
    });
    expect(visible(element)).to.include('Old 2');
  });

  it('opens the threads that older pages bring more of, and counts what is not all there as so many at least', async () => {
    const written = [
      ...inThread('older', ...Array.from({ length: 30 }, (_, index) => fromJonas(`Old ${index}`))),
      ...inThread('newer', ...Array.from({ length: 40 }, (_, index) => fromJonas(`New ${index}`))),
    ];
    const { element } = await show(backendOf({ messages: written }));
    expect(words(part(element, 'thread-button')!)).to.match(/^Earlier conversation, at least 10 messages, /);
    expect(visible(element)[0]).to.equal('New 0');
    const first = element.shadowRoot!.querySelectorAll<HTMLElement>('.message')[10]!;
    part(element, 'older-button')!.focus();
    part(element, 'older-button')!.click();
    await waitUntil(() => !part(element, 'older-button'));
    expect(visible(element)[0]).to.equal('Old 0');
    expect(words(part(element, 'thread-button')!)).to.match(/^Earlier conversation, 30 messages, /);
    await waitUntil(() => element.shadowRoot!.activeElement === first, 'what was being read has focus');
  });

  it('opens a folded thread that somebody answers in, says so, and keeps the other one open', async () => {
    const backend = backendOf({ messages: twoThreads() });
    const { element } = await show(backend);
    const before = element.shadowRoot!.querySelectorAll<HTMLElement>('.message')[2]!;
    before.focus();
    backend.agentReply(id, 'One more to the first', undefined, 'older');
    await waitUntil(() => messages(element).includes('One more to the first'));
    expect(visible(element)).to.have.length(5);
    expect(foldsOf(element)).to.have.length(1);
    expect(words(part(element, 'thread-button')!)).to.match(/^Earlier conversation, 2 messages, /);
    expect(messages(element).at(-1)).to.equal('One more to the first');
    expect(announced(element)).to.include('New message from Jonas Keller');
    await waitUntil(
      () => element.shadowRoot!.activeElement?.textContent?.includes('You'),
      'what was being read has focus still',
    );
  });

  it('shows a reply at its end while it is on its way and once it has arrived', async () => {
    const backend = backendOf({ messages: twoThreads() });
    const { element } = await show(backend, { latency: 40 });
    await reply(element, 'And a third question');
    await waitUntil(() => visible(element).at(-1)?.includes('And a third question'));
    await waitUntil(() => announced(element).includes('Sent'));
    expect(visible(element)).to.have.length(3);
    expect(foldsOf(element)).to.have.length(1);
    expect(composerOf(element)).to.exist;
  });

  it('forgets what was unfolded with the ticket', async () => {
    const backend = backendOf({ messages: twoThreads() });
    const other = backend.createTicket(alice, { subject: 'Another one', message: 'Hello' });
    const { element } = await show(backend);
    part(element, 'thread-button')!.click();
    await element.updateComplete;
    element.ticketId = other;
    await waitUntil(() => part(element, 'subject')?.textContent === 'Another one');
    element.ticketId = id;
    await waitUntil(() => foldsOf(element).length === 1);
    expect(foldsOf(element)[0]!.open).to.be.false;
  });

  it('shows names of threads and marks nowhere as markup', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const { element } = await show(
      backendOf({ messages: [...inThread(evil, fromAlice('A')), ...inThread('__proto__', fromAlice('B'))] }),
    );
    element.messageMark = () => evil;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelectorAll('img')).to.have.length(0);
    expect(visible(element)).to.deep.equal(['B']);
    expect(words(part(element, 'thread-button')!)).to.include(evil);
  });

  for (const [name, width] of [
    ['wide', '900px'],
    ['narrow', '360px'],
  ] as const)
    it(`fits where it is ${name}, read from the right too`, async () => {
      const { element } = await show(backendOf({ messages: twoThreads() }));
      element.style.inlineSize = width;
      for (const dir of ['ltr', 'rtl']) {
        element.dir = dir;
        await element.updateComplete;
        expect(element.scrollWidth).to.be.at.most(Number.parseInt(width, 10));
        expect(part(element, 'thread-button')!.getBoundingClientRect().height).to.be.at.least(24);
        await expect(element).to.be.accessible();
      }
    });
});

describe('ticket-detail, what the page says of messages', () => {
  it('stands beside each, and beside a folded thread where it is said of all in it', async () => {
    const { element } = await show(backendOf({ messages: twoThreads() }));
    expect(part(element, 'message-mark')).to.be.null;
    element.messageMark = ({ thread, body }) =>
      thread === 'older' ? 'Not seen' : body.content === 'Second answer' ? 'Seen' : undefined;
    await element.updateComplete;
    const marks = [...element.shadowRoot!.querySelectorAll('[part=message-mark]')].map(
      (mark) => `${mark.parentElement!.localName} ${mark.textContent}`,
    );
    expect(marks).to.deep.equal(['summary Not seen', 'header Not seen', 'header Not seen', 'header Seen']);
    await expect(element).to.be.accessible();
  });

  it('is said of nothing that has not arrived', async () => {
    const { element } = await show(backendOf(), { latency: 300 });
    element.messageMark = () => 'Marked';
    await element.updateComplete;
    await reply(element, 'On its way');
    await waitUntil(() => element.shadowRoot!.querySelector('.message.sending'));
    expect(element.shadowRoot!.querySelector('.message.sending [part=message-mark]')).to.be.null;
    await waitUntil(() => announced(element).includes('Sent'));
  });
});
