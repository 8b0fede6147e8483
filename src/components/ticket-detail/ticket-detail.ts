import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { Message } from '../../api/model.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { PortalElement } from '../base/portal-element.ts';
import type { TicketView } from './ticket-view.ts';

/** What shows a ticket, loaded while the session is asked for: pages that only lead to tickets do without. */
const detailLook = new LazyModule(() => {
  // Messages need it next; the view tells where it cannot be had.
  import('../../content/index.ts').catch(() => undefined);
  return import('./define-view.ts');
});

/**
 * One ticket of the signed-in contact: its details, the conversation, and a box to reply. New answers come by
 * themselves; what is written outlives reloads and lost lines, and arrives exactly once.
 *
 * @summary A ticket: details, conversation, reply.
 * @slot heading - In place of the subject.
 * @slot details - Below the details.
 * @slot signed-out - In place of the words shown while nobody is signed in.
 * @slot not-found - In place of the words shown where there is no such ticket.
 * @slot closed - In place of the words shown where no reply is possible.
 * @slot footer - Below everything.
 * @event portal-reply-submit - A reply is about to be sent; cancel it to keep it back.
 * @event portal-reply-submitted - A reply has arrived.
 * @event portal-sign-in - Somebody signed out wants to sign in; cancel it to show your own way.
 * @event portal-error - The ticket could not be loaded.
 * @csspart frame - Everything the element shows.
 * @csspart back-link - Leads to the list.
 * @csspart header - Subject and stage.
 * @csspart subject - The subject.
 * @csspart stage - The stage.
 * @csspart conversation - The messages.
 * @csspart order-button - Puts the newest message first, or last.
 * @csspart older-button - Loads older messages.
 * @csspart thread - An older thread of the conversation.
 * @csspart thread-button - Unfolds it, and says what is in it.
 * @csspart message - A message.
 * @csspart own-message - A message of the signed-in contact.
 * @csspart avatar - Initials of an author.
 * @csspart message-header - Author, role, time and channel.
 * @csspart message-author - Who wrote a message.
 * @csspart role - Marks those who answer.
 * @csspart message-meta - Time and channel.
 * @csspart message-time - When a message was written.
 * @csspart message-mark - What the page says of a message, or of all in an older thread.
 * @csspart message-body - A message's text.
 * @csspart message-note - Says that a text is shown plain, and why.
 * @csspart images-button - Loads a message's images from other servers.
 * @csspart quote - The quoted tail of an e-mail, folded.
 * @csspart quote-button - Unfolds it.
 * @csspart quoted-body - The quoted text.
 * @csspart attachment - A file.
 * @csspart attachment-error - Why a file was not fetched.
 * @csspart unsent - Why a reply was not sent, and what can be done.
 * @csspart send-now-button - Tries to send a reply again.
 * @csspart edit-button - Puts an unsent reply back into the box.
 * @csspart discard-button - Lets an unsent reply go.
 * @csspart new-message-button - Leads to a message that came while its reader was elsewhere.
 * @csspart composer - The box around a reply and its buttons.
 * @csspart input - The reply's text.
 * @csspart toolbar - The buttons below the reply.
 * @csspart format-button - Puts a format on what is selected.
 * @csspart attach-button - Opens the file chooser.
 * @csspart hint - Says that the draft is saved.
 * @csspart send-button - Sends the reply.
 * @csspart composer-error - Why nothing was sent.
 * @csspart outcome - What a reply will do to the ticket.
 * @csspart closed-note - Says that no reply is possible.
 * @csspart details - The details.
 * @csspart detail - A detail's name and value.
 * @csspart state-button - Closes or reopens the ticket.
 * @csspart state-error - Why that failed.
 * @csspart reasons - Why the ticket shows, folded.
 * @csspart reasons-button - Asks that.
 * @csspart reasons-text - The answer.
 * @csspart empty - Shown while there is no message.
 * @csspart not-found - Shown where there is no such ticket.
 * @csspart error - Shown when the ticket could not be loaded.
 * @csspart retry-button - Tries again.
 * @csspart offline - Shown while the browser is offline.
 * @csspart signed-out - Shown while nobody is signed in.
 * @csspart sign-in-link - Leads to the sign-in.
 * @cssproperty [--portal-ticket-detail-side-width=260px] - Width of the details beside the conversation.
 * @cssproperty [--portal-ticket-detail-message-padding] - Space above and below a message.
 * @cssproperty [--portal-ticket-detail-composer-max-height=60vh] - Height from which a reply scrolls.
 */
export class TicketDetail extends PortalElement {
  protected static override look = detailLook;

  /** Which ticket; `id` of the page's address (query string or fragment) unless given. */
  @property({ attribute: 'ticket-id' }) ticketId?: string;

  /** A message to show and mark; `message` of the page's address unless given. */
  @property() message?: string;

  /** Which message comes first. */
  @property({ reflect: true }) order: 'oldest' | 'newest' = 'oldest';

  /** Tells what to write beside a message, such as who else reads it; of most messages nothing. */
  @property({ attribute: false }) messageMark?: (message: Message) => string | undefined;

  #view: TicketView | undefined;
  #said = { at: -Infinity, words: '' };

  /** Reads the ticket and its newest messages again; what is shown stays until then. */
  async refresh(): Promise<void> {
    await this.#view?.refresh();
  }

  /** @internal What follows at once is said along: otherwise it would cut the first words off. */
  override announce(text: string): void {
    const now = performance.now();
    const { at, words } = this.#said;
    this.#said = { at: now, words: now - at < 1000 && words !== text ? `${words}. ${text}` : text };
    super.announce(this.#said.words);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.#view && detailLook.value) this.#view = new detailLook.value.TicketView(this);
  }

  protected override renderContent(): unknown {
    return this.#view?.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ticket-detail': TicketDetail;
  }
}
