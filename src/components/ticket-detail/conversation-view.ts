import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderMessage, type MessageContext, type Shown } from './message-view.ts';
import { threadsOf, type Thread } from './threads.ts';

export interface ShownConversation {
  /** Oldest first. */
  messages: readonly Shown[];
  newestFirst: boolean;
  hasOlder: boolean;
  readingOlder: boolean;
  /** Who wrote what came while the reader was elsewhere. */
  unseen: string | undefined;
  /** Whether an older thread is unfolded. */
  isOpen: (thread: string) => boolean;
  turn: () => void;
  unfold: (thread: string, open: boolean) => void;
  readOlder: (event: Event) => void;
  showUnseen: () => void;
}

/** The messages in their order, older threads folded, with the ways to what is older and to what is new. */
export function renderConversation(shown: ShownConversation, context: MessageContext): TemplateResult {
  const t = context.locale.messages;
  const { messages, newestFirst, unseen } = shown;
  const older = shown.hasOlder
    ? html`<button
        class="button quiet"
        part="older-button"
        type="button"
        aria-busy=${shown.readingOlder ? 'true' : nothing}
        @click=${shown.readOlder}
      >
        ${shown.readingOlder ? t.loading : t.olderMessages}
      </button>`
    : nothing;
  const end = html`<div class="end"></div>`;
  return html`<section aria-label=${t.conversation} part="conversation">
    ${
      messages.length > 1 || shown.hasOlder
        ? html`<div class="tools">
            ${newestFirst ? nothing : older}
            <button class="button quiet order" part="order-button" type="button" @click=${shown.turn}>
              ${newestFirst ? t.oldestMessagesFirst : t.newestMessagesFirst}
            </button>
          </div>`
        : nothing
    }
    ${newestFirst ? end : nothing}
    ${
      messages.length
        ? renderThreads(shown, context)
        : html`<p class="notice" part="empty">${t.noMessages}</p>`
    }
    ${newestFirst ? html`<div class="more">${older}</div>` : end}
    ${
      unseen === undefined
        ? nothing
        : html`<div class="unseen">
            <button class="button primary" part="new-message-button" type="button" @click=${shown.showUnseen}>
              ${t.newMessage(unseen)}
            </button>
          </div>`
    }
  </section>`;
}

function renderThreads(shown: ShownConversation, context: MessageContext): unknown {
  const threads = threadsOf(shown.messages);
  const newest = threads.at(-1);
  return repeat(
    shown.newestFirst ? threads.toReversed() : threads,
    ({ key }) => key,
    (thread) =>
      thread === newest
        ? renderMessages(thread, shown, context)
        : html`<details
            class="thread"
            part="thread"
            .open=${shown.isOpen(thread.key)}
            @toggle=${({ target }: Event) =>
              target instanceof HTMLDetailsElement && shown.unfold(thread.key, target.open)}
          >
            <summary part="thread-button">${threadWords(thread, shown, context)}</summary>
            ${renderMessages(thread, shown, context)}
          </details>`,
  );
}

function renderMessages({ messages }: Thread, { newestFirst }: ShownConversation, context: MessageContext) {
  return repeat(
    newestFirst ? messages.toReversed() : messages,
    ({ key }) => key,
    (message) => renderMessage(message, context),
  );
}

/** What a folded thread holds: how much, from when, and what the page says of all of it. */
function threadWords(
  { messages }: Thread,
  { hasOlder }: ShownConversation,
  { locale, mark }: MessageContext,
): unknown {
  const t = locale.messages;
  const last = messages.at(-1);
  const words = t.earlierThread(messages.length, hasOlder, last ? locale.day(last.at) : '');
  const marks = new Set(messages.map(mark));
  const [common] = marks;
  return marks.size === 1 && common
    ? html`${words} <span class="mark" part="message-mark">${common}</span>`
    : words;
}
