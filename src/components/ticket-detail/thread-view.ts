import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderMessage, type MessageContext, type Shown } from './message-view.ts';

export interface Thread {
  /** Oldest first. */
  messages: readonly Shown[];
  newestFirst: boolean;
  hasOlder: boolean;
  readingOlder: boolean;
  /** Who wrote what came while the reader was elsewhere. */
  unseen: string | undefined;
  turn: () => void;
  readOlder: (event: Event) => void;
  showUnseen: () => void;
}

/** The messages in their order, with the ways to the older ones and to what is new. */
export function renderThread(thread: Thread, context: MessageContext): TemplateResult {
  const t = context.locale.messages;
  const { messages, newestFirst, unseen } = thread;
  const older = thread.hasOlder
    ? html`<button
        class="button quiet"
        part="older-button"
        type="button"
        aria-busy=${thread.readingOlder ? 'true' : nothing}
        @click=${thread.readOlder}
      >
        ${thread.readingOlder ? t.loading : t.olderMessages}
      </button>`
    : nothing;
  const end = html`<div class="end"></div>`;
  return html`<section aria-label=${t.conversation} part="conversation">
    ${
      messages.length > 1 || thread.hasOlder
        ? html`<div class="tools">
            ${newestFirst ? nothing : older}
            <button class="button quiet order" part="order-button" type="button" @click=${thread.turn}>
              ${newestFirst ? t.oldestMessagesFirst : t.newestMessagesFirst}
            </button>
          </div>`
        : nothing
    }
    ${newestFirst ? end : nothing}
    ${
      messages.length
        ? repeat(
            newestFirst ? messages.toReversed() : messages,
            ({ key }) => key,
            (message) => renderMessage(message, context),
          )
        : html`<p class="notice" part="empty">${t.noMessages}</p>`
    }
    ${newestFirst ? html`<div class="more">${older}</div>` : end}
    ${
      unseen === undefined
        ? nothing
        : html`<div class="unseen">
            <button
              class="button primary"
              part="new-message-button"
              type="button"
              @click=${thread.showUnseen}
            >
              ${t.newMessage(unseen)}
            </button>
          </div>`
    }
  </section>`;
}
