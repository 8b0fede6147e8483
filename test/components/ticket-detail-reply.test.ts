import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PortalError } from '../../src/api/errors.ts';
import type { PortalReplySubmitEvent, PortalReplySubmittedEvent } from '../../src/components/events.ts';
import type { TicketDetail } from '../../src/components/ticket-detail/ticket-detail.ts';
import type { KeyValueStore } from '../../src/portal/storage.ts';
import { focused, part } from './portal-helpers.ts';
import {
  announced,
  backendOf,
  clickSend,
  composerOf,
  id,
  inputOf,
  messages,
  mount,
  reply,
  settled,
  show,
  type,
} from './ticket-detail-fixture.ts';
import { waitUntil } from './wait-until.ts';

/** What a browser keeps over reloads. */
function keeper(): KeyValueStore {
  const map = new Map<string, string>();
  return {
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}

const problem = (element: Element) =>
  part(composerOf(element as never)!, 'composer-error')!.textContent.trim();
const file = (name = 'shot.png', size = 10) => new File(['x'.repeat(size)], name, { type: 'image/png' });
const transferOf = (...files: File[]) => {
  const transfer = new DataTransfer();
  for (const one of files) transfer.items.add(one);
  return transfer;
};

/** Pastes into the reply box; answers whether it was taken. */
function paste(element: TicketDetail, clipboardData: DataTransfer): boolean {
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
  // Firefox makes an empty one of what is given to the constructor.
  Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  inputOf(element).dispatchEvent(event);
  return event.defaultPrevented;
}

describe('ticket-detail, replying', () => {
  it('shows the message at once as sending, then as sent, once', async () => {
    const backend = backendOf();
    const { element } = await show(backend, { latency: ({ name }) => (name === 'tickets.reply' ? 200 : 0) });
    await reply(element, 'It is **on**.');
    await element.updateComplete;
    const article = element.shadowRoot!.querySelector('.message.sending')!;
    expect(article).to.contain.text('Sending…');
    expect(inputOf(element).value).to.equal('');
    expect(focused()).to.equal(inputOf(element));
    await waitUntil(() => backend.countMessages(id) === 3);
    await waitUntil(() => !element.shadowRoot!.querySelector('.sending'));
    expect(article.isConnected, 'the same message, not another one').to.be.true;
    expect(messages(element)).to.have.length(3);
    expect(messages(element)[2]).to.equal('It is on.');
    await waitUntil(() => announced(element).includes('Sent'));
  });

  it('tells the page before and after', async () => {
    const { element } = await show(backendOf());
    await type(element, 'Hello');
    setTimeout(() => clickSend(element));
    const before = (await oneEvent(element, 'portal-reply-submit')) as PortalReplySubmitEvent;
    expect(before.ticketId).to.equal(id);
    expect(before.draft).to.deep.equal({ body: { format: 'markdown', content: 'Hello' }, attachments: [] });
    const after = (await oneEvent(element, 'portal-reply-submitted')) as PortalReplySubmittedEvent;
    expect(after.message.body.content).to.equal('Hello');
  });

  it('keeps the text when the page keeps it back', async () => {
    const backend = backendOf();
    const { element } = await show(backend);
    element.addEventListener('portal-reply-submit', (event) => event.preventDefault());
    await reply(element, 'Hello');
    expect(inputOf(element).value).to.equal('Hello');
    expect(messages(element)).to.have.length(2);
  });

  it('asks for words when there are none', async () => {
    const { element } = await show(backendOf());
    await reply(element, '   ');
    await waitUntil(() => problem(element), 'words');
    expect(problem(element)).to.equal('Please write something first.');
    expect(focused()).to.equal(inputOf(element));
    expect(inputOf(element)).to.have.attribute('aria-invalid', 'true');
    await expect(element).to.be.accessible();
    await type(element, 'Hello');
    expect(problem(element)).to.equal('');
  });

  it('sends by Ctrl+Enter', async () => {
    const backend = backendOf();
    const { element } = await show(backend);
    inputOf(element).focus();
    await sendKeys({ type: 'By keyboard' });
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Control' });
    await waitUntil(() => backend.countMessages(id) === 3);
  });

  it('sends a double click once, without a complaint', async () => {
    const backend = backendOf();
    const { element } = await show(backend, { latency: 10 });
    await type(element, 'Only once');
    clickSend(element);
    clickSend(element);
    await composerOf(element)!.updateComplete;
    clickSend(element);
    await composerOf(element)!.updateComplete;
    expect(problem(element)).to.equal('');
    await waitUntil(() => announced(element).includes('Sent'));
    expect(backend.countMessages(id)).to.equal(3);
  });

  it('says what a reply will do', async () => {
    const backend = backendOf();
    const adapter = backend.adapter({ signedInAs: 'alice@acme.example' });
    const get = async (ticketId: string) => {
      const ticket = await adapter.tickets.get(ticketId);
      return { ...ticket, can: { ...ticket.can, reply: 'reopens' as const } };
    };
    const { element } = await show(
      backend,
      {},
      { adapter: { ...adapter, tickets: { ...adapter.tickets, get } } },
    );
    expect(part(composerOf(element)!, 'outcome')).to.have.text('Sending a reply reopens this ticket.');
  });

  describe('on a bad line', () => {
    it('keeps a message whose request was lost, and sends it when asked', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-request');
      const { element } = await show(backend);
      await reply(element, 'Hello');
      await waitUntil(() => part(element, 'send-now-button'));
      expect(messages(element)[2]).to.equal(
        'Hello Not sent: no connection. It goes by itself once you are back online.',
      );
      expect(announced(element)).to.include('Not sent');
      await expect(element).to.be.accessible();
      part(element, 'send-now-button')!.click();
      expect(focused()).to.equal(inputOf(element));
      await waitUntil(() => announced(element).includes('Sent'));
      await element.updateComplete;
      expect(backend.countMessages(id)).to.equal(3);
      expect(messages(element)).to.have.length(3);
    });

    it('makes one message of one whose answer was lost', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-response');
      const { element } = await show(backend, { capabilities: { live: 'none' } });
      await reply(element, 'Hello');
      await waitUntil(() => announced(element).includes('Not sent'));
      dispatchEvent(new Event('online'));
      await waitUntil(() => announced(element).includes('Sent'));
      expect(backend.countMessages(id)).to.equal(3);
      await waitUntil(() => messages(element).length === 3 && !part(element, 'unsent'));
    });

    it('sees for itself when a message arrived though its answer was lost', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-response');
      const { element, portal } = await show(backend);
      await reply(element, 'Hello');
      await waitUntil(() => messages(element).length === 3 && !portal.outbox.entries.value.length);
      await element.updateComplete;
      expect(part(element, 'unsent')).to.be.null;
      expect(backend.countMessages(id)).to.equal(3);
    });

    it('says that the service does not answer, and tries again by itself', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', new PortalError('unavailable'));
      const { element } = await show(backend);
      await reply(element, 'Hello');
      await waitUntil(() => part(element, 'unsent'));
      expect(messages(element)[2]).to.include('It is tried again by itself.');
    });

    it('gives an unsent message back for editing, before what was written since', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-request');
      const { element, portal } = await show(backend);
      await reply(element, 'First');
      await waitUntil(() => part(element, 'edit-button'));
      await type(element, 'second');
      const key = portal.outbox.entries.value[0]!.key;
      part(element, 'edit-button')!.click();
      await composerOf(element)!.updateComplete;
      await element.updateComplete;
      expect(inputOf(element).value).to.equal('First\n\nsecond');
      expect(focused()).to.equal(inputOf(element));
      expect(portal.drafts.load(`reply:${id}`)!.key, 'it stays the same write').to.equal(key);
      expect(messages(element)).to.have.length(2);
    });

    it('notices that the earlier version had arrived, and keeps the changes', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-response');
      const { element, portal } = await show(backend, { capabilities: { live: 'none' } });
      await reply(element, 'First');
      await waitUntil(() => part(element, 'edit-button'));
      part(element, 'edit-button')!.click();
      await reply(element, 'First, and more');
      await waitUntil(() => problem(element).includes('had arrived already'));
      expect(inputOf(element).value).to.equal('First, and more');
      await waitUntil(() => messages(element).length === 3);
      expect(messages(element)[2]).to.equal('First');
      expect(portal.outbox.entries.value).to.be.empty;
      clickSend(element);
      await waitUntil(() => backend.countMessages(id) === 4);
    });

    it('lets an unsent message go', async () => {
      const backend = backendOf();
      backend.failNext('tickets.reply', 'lose-request');
      const { element, portal } = await show(backend);
      await reply(element, 'Never mind');
      await waitUntil(() => part(element, 'discard-button'));
      part(element, 'discard-button')!.click();
      await element.updateComplete;
      expect(messages(element)).to.have.length(2);
      expect(portal.outbox.entries.value).to.be.empty;
      expect(focused()).to.equal(inputOf(element));
    });

    it('says why a message was refused for good', async () => {
      const backend = backendOf();
      backend.failNext(
        'tickets.reply',
        new PortalError('invalid', '', { fields: [{ field: 'body.content', code: 'too-long', limit: 10 }] }),
      );
      const { element } = await show(backend);
      await reply(element, 'Far too long for that');
      await waitUntil(() => part(element, 'unsent'));
      expect(messages(element)[2]).to.equal('Far too long for that Not sent: At most 10 characters.');
    });

    it('keeps a message that came too late for an open ticket', async () => {
      const backend = backendOf();
      const { element } = await show(backend, { capabilities: { live: 'none' } });
      backend.closeTicket(id);
      await reply(element, 'One more thing');
      await waitUntil(() => part(element, 'closed-note'));
      expect(messages(element)[2]).to.include('One more thing Not sent:');
    });
  });

  describe('over reloads', () => {
    it('keeps what was typed, in the draft of its ticket', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const first = await show(backend, {}, { store });
      await type(first.element, 'Half a sent');
      expect(part(composerOf(first.element)!, 'hint')).to.have.text('Draft saved');
      first.element.remove();
      const second = await show(backend, {}, { store });
      expect(inputOf(second.element).value).to.equal('Half a sent');
      await type(second.element, '');
      const third = await show(backend, {}, { store });
      expect(inputOf(third.element).value).to.equal('');
    });

    it('keeps files that were uploaded, and sends them', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const first = await show(backend, {}, { store });
      part(composerOf(first.element)!, 'composer')!.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transferOf(file()), bubbles: true, cancelable: true }),
      );
      await waitUntil(() => first.portal.drafts.load(`reply:${id}`)?.attachments.length === 1);
      first.element.remove();
      const second = await show(backend, {}, { store });
      await reply(second.element, 'With a picture');
      await waitUntil(() => part(second.element, 'attachment'));
      expect(part(second.element, 'attachment')).to.contain.text('shot.png');
    });

    it('sends what was not sent yet, once', async () => {
      const [backend, store] = [backendOf(), keeper()];
      backend.failNext('tickets.reply', 'lose-response');
      const first = await show(backend, { capabilities: { live: 'none' } }, { store });
      await reply(first.element, 'Hello');
      await waitUntil(() => part(first.element, 'unsent'));
      first.element.remove();
      const { element } = await show(backend, {}, { store });
      await waitUntil(() => messages(element).length === 3 && !element.shadowRoot!.querySelector('.sending'));
      expect(messages(element)[2]).to.equal('Hello');
      expect(backend.countMessages(id)).to.equal(3);
    });

    it('shows another contact nothing of it', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const first = await show(backend, {}, { store });
      await type(first.element, 'Private words');
      first.element.remove();
      const { element } = await show(backend, { signedInAs: 'bob@acme.example' }, { store });
      expect(inputOf(element).value).to.equal('');
    });

    it('empties the draft once the message is handed over', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const { element, portal } = await show(backend, {}, { store });
      await reply(element, 'Hello');
      expect(portal.drafts.load(`reply:${id}`)).to.be.undefined;
    });
  });

  describe('beside another tab', () => {
    it('is a message of its own once it says something else', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const one = await show(backend, {}, { store });
      await type(one.element, 'Twins');
      const two = await show(backend, {}, { store });
      expect(inputOf(two.element).value).to.equal('Twins');
      await type(two.element, 'Only one of twins');
      clickSend(one.element);
      clickSend(two.element);
      await waitUntil(() => backend.countMessages(id) === 4);
      await waitUntil(() => messages(two.element).length === 4 && !part(two.element, 'unsent'));
      expect(messages(two.element).slice(2).toSorted()).to.deep.equal(['Only one of twins', 'Twins']);
    });

    it('is the same message while it says the same', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const one = await show(backend, {}, { store });
      await type(one.element, 'Twins');
      const two = await show(backend, {}, { store });
      clickSend(one.element);
      clickSend(two.element);
      await waitUntil(
        () => announced(one.element).includes('Sent') && announced(two.element).includes('Sent'),
      );
      expect(backend.countMessages(id)).to.equal(3);
    });

    it('says so where that one is sending what was taken back in both, and sends it when told to', async () => {
      const [backend, store] = [backendOf(), keeper()];
      const line = { down: false };
      const faults = () => (line.down ? new PortalError('offline') : undefined);
      const one = await show(backend, { faults }, { store });
      const two = await show(backend, { faults }, { store });
      line.down = true;
      await reply(one.element, 'Draft');
      await waitUntil(() => part(one.element, 'edit-button'));
      two.portal.outbox.resume();
      await waitUntil(() => part(two.element, 'edit-button'));
      part(two.element, 'edit-button')!.click();
      part(one.element, 'edit-button')!.click();
      await reply(two.element, 'Draft of two');
      await reply(one.element, 'Draft of one');
      await waitUntil(() => problem(one.element).includes('Another tab is sending'));
      expect(inputOf(one.element).value).to.equal('Draft of one');
      clickSend(one.element);
      line.down = false;
      two.portal.outbox.resume();
      one.portal.outbox.resume();
      await waitUntil(() => backend.countMessages(id) === 4);
    });
  });

  describe('while the session ends', () => {
    it('leaves everything where it stands, and sends once its writer has signed in again', async () => {
      const backend = backendOf();
      const { element, portal } = await show(backend);
      await type(element, 'Half a sentence');
      const input = inputOf(element);
      backend.expireSessions();
      await waitUntil(() => portal.paused.value);
      await element.updateComplete;
      expect(part(element, 'subject')).not.to.be.null;
      expect(inputOf(element)).to.equal(input);
      expect(input.value).to.equal('Half a sentence');
      // Clicked just before the dialog came.
      clickSend(element);
      await waitUntil(() => messages(element).some((text) => text.includes('Not sent')));
      expect(backend.countMessages(id)).to.equal(2);
      await portal.signIn({ method: 'password', email: 'alice@acme.example', password: 'lantern-harbor-42' });
      await waitUntil(() => backend.countMessages(id) === 3);
      await settled(element);
      expect(inputOf(element)).to.equal(input);
      expect(input.value).to.equal('');
    });

    it('shows no more of it to whoever does not sign in again, and keeps the draft', async () => {
      const backend = backendOf();
      const { element, portal } = await show(backend);
      await type(element, 'Private words');
      backend.expireSessions();
      await waitUntil(() => portal.paused.value);
      portal.leave();
      await waitUntil(() => part(element, 'signed-out'));
      expect(part(element, 'signed-out')).to.contain.text('Your session has ended.');
      expect(part(element, 'subject')).to.be.null;
      expect(composerOf(element)).to.be.null;
      await portal.signIn({ method: 'password', email: 'alice@acme.example', password: 'lantern-harbor-42' });
      await settled(element);
      expect(inputOf(element).value).to.equal('Private words');
    });

    it('leaves nothing to another contact who signs in', async () => {
      const backend = backendOf();
      const { element, portal } = await show(backend);
      await type(element, 'Private words');
      backend.expireSessions();
      await waitUntil(() => portal.paused.value);
      await portal.signIn({ method: 'password', email: 'bob@acme.example', password: 'lantern-harbor-42' });
      await settled(element);
      expect(inputOf(element).value).to.equal('');
    });

    it('goes on with an upload that found the session gone', async () => {
      const backend = backendOf();
      const { element, portal } = await show(backend);
      await type(element, 'With a file');
      backend.expireSessions();
      await waitUntil(() => portal.paused.value);
      paste(element, transferOf(new File(['log'], 'trace.log', { type: 'text/plain' })));
      clickSend(element);
      await portal.signIn({ method: 'password', email: 'alice@acme.example', password: 'lantern-harbor-42' });
      await waitUntil(() => backend.countMessages(id) === 3);
      await waitUntil(() => part(element, 'attachment'));
      expect(part(element, 'attachment')).to.contain.text('trace.log');
    });

    it('leaves nothing on the page after signing out on purpose', async () => {
      const { element, portal } = await show(backendOf());
      await type(element, 'Private words');
      await portal.signOut();
      await element.updateComplete;
      expect(composerOf(element)).to.be.null;
      await portal.signIn({ method: 'password', email: 'alice@acme.example', password: 'lantern-harbor-42' });
      await settled(element);
      expect(inputOf(element).value).to.equal('');
    });
  });

  describe('with files', () => {
    it('takes them when pasted, but text that comes with a picture stays text', async () => {
      const { element } = await show(backendOf());
      expect(paste(element, transferOf(file()))).to.be.true;
      const both = transferOf(file('table.png'));
      both.setData('text/plain', 'cells');
      expect(paste(element, both)).to.be.false;
      const files = composerOf(element)!.shadowRoot!.querySelector('portal-files')!;
      await waitUntil(() => part(files, 'file-name'));
      expect(files.shadowRoot!.querySelectorAll('li')).to.have.length(1);
    });

    it('waits for an upload that is under way', async () => {
      const backend = backendOf();
      const { element } = await show(backend, {
        latency: ({ name }) => (name.startsWith('attachments') ? 60 : 0),
      });
      composerOf(element)!
        .shadowRoot!.querySelector('form')!
        .dispatchEvent(new DragEvent('drop', { dataTransfer: transferOf(file()), cancelable: true }));
      await reply(element, 'With a picture');
      await composerOf(element)!.updateComplete;
      expect(composerOf(element)!.shadowRoot).to.contain.text('it is done');
      expect(backend.countMessages(id)).to.equal(2);
      await waitUntil(() => backend.countMessages(id) === 3);
      await waitUntil(() => part(element, 'attachment'));
    });

    it('does not leave one out silently that failed', async () => {
      const backend = backendOf();
      backend.failNext('attachments.upload', new PortalError('unsupported-media'));
      const { element } = await show(backend, { latency: 5 });
      composerOf(element)!
        .shadowRoot!.querySelector('form')!
        .dispatchEvent(new DragEvent('drop', { dataTransfer: transferOf(file()), cancelable: true }));
      await reply(element, 'With a picture');
      await waitUntil(() => problem(element) === 'shot.png was not uploaded');
      expect(backend.countMessages(id)).to.equal(2);
      expect(inputOf(element).value).to.equal('With a picture');
    });

    it('tells the limits on its button, and has none where nothing can be attached', async () => {
      const { element } = await show(backendOf({}, { attachments: { maxBytes: 25_000_000, maxCount: 10 } }));
      expect(part(composerOf(element)!, 'attach-button')!.title).to.equal(
        'Attach files. Up to 10 files, 25 MB each',
      );
      const without = await show(backendOf(), { capabilities: { attachments: false } });
      expect(part(composerOf(without.element)!, 'attach-button')).to.be.null;
    });
  });

  describe('formatting', () => {
    const format = async (text: string, [start, end]: [number, number], name: string) => {
      const { element } = await show(backendOf());
      await type(element, text);
      inputOf(element).setSelectionRange(start, end);
      composerOf(element)!.shadowRoot!.querySelector<HTMLElement>(`[aria-label="${name}"]`)!.click();
      await composerOf(element)!.updateComplete;
      const { value, selectionStart, selectionEnd } = inputOf(element);
      expect(focused()).to.equal(inputOf(element));
      return [value, value.slice(selectionStart, selectionEnd)];
    };

    it('wraps what is selected', async () => {
      expect(await format('so bold', [3, 7], 'Bold')).to.deep.equal(['so **bold**', 'bold']);
      expect(await format('so slanted', [3, 10], 'Italic')).to.deep.equal(['so _slanted_', 'slanted']);
      expect(await format('a b', [2, 3], 'Code')).to.deep.equal(['a `b`', 'b']);
      expect(await format('a\nb', [0, 3], 'Code')).to.deep.equal(['```\na\nb\n```', 'a\nb']);
    });

    it('makes lists of lines and links of words', async () => {
      expect(await format('one\ntwo', [1, 7], 'List')).to.deep.equal(['- one\n- two', '']);
      expect(await format('see here', [4, 8], 'Link')).to.deep.equal(['see [here](https://)', 'https://']);
    });

    it('goes by Ctrl+B, and can be undone', async () => {
      const { element } = await show(backendOf());
      inputOf(element).focus();
      await sendKeys({ type: 'word' });
      inputOf(element).select();
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'b' });
      await sendKeys({ up: 'Control' });
      await waitUntil(() => inputOf(element).value === '**word**');
      document.execCommand('undo');
      await waitUntil(() => inputOf(element).value === 'word');
    });

    it('is not offered where markdown does not work', async () => {
      const { element } = await show(backendOf(), {
        capabilities: { reply: { fidelity: 'email', toClosed: 'refused', formats: ['text'] } },
      });
      expect(part(composerOf(element)!, 'format-button')).to.be.null;
      expect(inputOf(element).placeholder).to.equal('Write a reply.');
      setTimeout(() => void reply(element, 'Plain'));
      const event = (await oneEvent(element, 'portal-reply-submit')) as PortalReplySubmitEvent;
      expect(event.draft.body.format).to.equal('text');
    });
  });

  it('grows with its text', async () => {
    const { element } = await mount(backendOf());
    await settled(element);
    const before = inputOf(element).clientHeight;
    await type(element, 'line\n'.repeat(12));
    expect(inputOf(element).clientHeight).to.be.greaterThan(before + 50);
  });
});
