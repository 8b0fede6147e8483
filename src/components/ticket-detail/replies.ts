import type { Message } from '../../api/model.ts';
import type { OutboxEntry, PendingReply } from '../../portal/outbox.ts';
import type { Portal } from '../../portal/portal.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { PortalReplySubmitEvent, PortalReplySubmittedEvent } from '../events.ts';
import type { PortalComposer } from './composer.ts';
import type { Conversation } from './conversation.ts';
import { pendingWords } from './message-view.ts';

export type Reply = Pick<PendingReply, 'key' | 'draft' | 'files'>;

/** What replies need of the element around them. */
export interface RepliesHost {
  portal(): Portal | undefined;
  conversation(): Conversation | undefined;
  composer(): PortalComposer | null;
  locale: LocaleController;
  announce(text: string): void;
  dispatchEvent(event: Event): boolean;
  /** Resolves once what has changed is shown. */
  shown(): Promise<unknown>;
}

/** The way of a ticket's replies from the box through the outbox into the conversation. */
export class Replies {
  readonly #host: RepliesHost;
  /** How each reply that has not arrived stands. */
  #states = new Map<string, OutboxEntry['status']>();
  /** Replies whose arrival this page is told. */
  readonly #tracked = new Set<string>();

  constructor(host: RepliesHost) {
    this.#host = host;
  }

  /** Replies to the ticket that are not known to have arrived. */
  get pending(): PendingReply[] {
    const id = this.#host.conversation()?.ticket?.id;
    return (this.#host.portal()?.unsent.value ?? []).filter(
      (entry): entry is PendingReply => entry.kind === 'reply' && entry.ticketId === id,
    );
  }

  /** Another ticket, or another contact: nothing is known of its replies. */
  forget(): void {
    this.#states.clear();
  }

  /** Whether this page is told of a reply's arrival, and shows it by itself. */
  tracks(key: string): boolean {
    return this.#tracked.has(key);
  }

  /** The outbox has changed: says what went wrong, and fetches what somebody else has sent. */
  outboxChanged(): void {
    const portal = this.#host.portal();
    const before = this.#states;
    const { pending } = this;
    this.#states = new Map(pending.map(({ key, status }) => [key, status]));
    for (const entry of pending) {
      const { key, status, error } = entry;
      if (status === before.get(key) || status === 'sending') continue;
      this.#host.announce(pendingWords(entry, this.#host.locale));
      if (status === 'failed' && error?.code === 'conflict') void this.#settleConflict(entry);
    }
    const live = portal?.adapter.capabilities.live !== 'none';
    const gone = [...before.keys()].filter((key) => !this.#states.has(key));
    // Sent by another tab, or left by an earlier visit: only the backend has the message.
    if (portal?.session.value && gone.some((key) => !live || !this.#tracked.has(key)))
      void this.#host.conversation()?.refresh();
  }

  /** The conversation was read: what waits though it has arrived, its answer lost, is asked for again at once. */
  confirm(): void {
    const arrived = new Set(this.#host.conversation()?.messages.map((message) => message.idempotencyKey));
    for (const { key, status } of this.pending)
      if (status === 'waiting' && arrived.has(key)) this.#host.portal()?.outbox.retry(key);
  }

  /** Hands a reply to the outbox, unless the page keeps it back. */
  send(ticketId: string, reply: Reply): boolean {
    if (!this.#host.dispatchEvent(new PortalReplySubmitEvent(ticketId, reply.draft))) return false;
    void this.#deliver({ kind: 'reply', ticketId, ...reply });
    return true;
  }

  readonly sendNow = ({ kind, ticketId, key, draft, files, status }: PendingReply): void => {
    void this.#deliver({ kind, ticketId, key, draft, files });
    if (status === 'waiting') this.#host.portal()?.outbox.retry(key);
    this.#host.composer()?.focus();
  };

  readonly edit = (entry: PendingReply): void => {
    const composer = this.#host.composer();
    if (composer && this.#take(entry)) composer.restore(entry);
  };

  readonly discard = (entry: PendingReply): void => {
    this.#take(entry);
    this.#host.composer()?.focus();
  };

  #take({ key }: PendingReply): OutboxEntry | undefined {
    this.#states.delete(key);
    this.#tracked.delete(key);
    return this.#host.portal()?.outbox.take(key);
  }

  async #deliver(entry: Reply & { kind: 'reply'; ticketId: string }): Promise<void> {
    const host = this.#host;
    this.#tracked.add(entry.key);
    try {
      const message = (await host.portal()?.outbox.send(entry)) as Message;
      if (!this.#tracked.delete(entry.key)) return; // sent twice, told once
      const conversation = host.conversation();
      if (conversation?.ticket?.id === entry.ticketId) conversation.add(message);
      host.announce(host.locale.messages.sent);
      host.dispatchEvent(new PortalReplySubmittedEvent(entry.ticketId, message));
    } catch {
      this.#tracked.delete(entry.key); // the entry in the outbox says why
    }
  }

  /** A key that was used for other words means that an earlier version of a message has arrived after all. */
  async #settleConflict(entry: PendingReply): Promise<void> {
    const host = this.#host;
    const conversation = host.conversation();
    await conversation?.refresh();
    await host.shown();
    const arrived = conversation?.messages.some(({ idempotencyKey }) => idempotencyKey === entry.key);
    const composer = host.composer();
    if (!arrived || conversation !== host.conversation() || !composer || !this.#take(entry)) return;
    composer.restore(entry, { newKey: true, problem: host.locale.messages.earlierArrived });
  }
}
