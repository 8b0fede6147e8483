import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { PortalError } from '../../api/errors.ts';
import type { Attachment, Message, ReplyOutcome } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { readUrlState } from '../../portal/url-state.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { PortalElement } from '../base/portal-element.ts';
import { signInNotice } from '../base/sign-in-notice.ts';
import { PortalErrorEvent } from '../events.ts';
import type { PortalComposer } from './composer.ts';
import { Conversation, type News } from './conversation.ts';
import {
  renderAction,
  renderBack,
  renderDetails,
  renderError,
  renderHeader,
  renderNotFound,
  renderSkeleton,
  stageLabel,
} from './detail-view.ts';
import { authorName, shownMessages } from './message-view.ts';
import { Replies, type Reply } from './replies.ts';
import { isInView, keepInPlace } from './scrolling.ts';
import { renderThread } from './thread-view.ts';
import { ticketDetailStyles } from './ticket-detail.styles.ts';
import { detailWords } from '../../locales/en/detail.ts';
import { entryWords } from '../../locales/en/entry.ts';
import { filesWords } from '../../locales/en/files.ts';
import { ticketsWords } from '../../locales/en/tickets.ts';
import { speak } from '../../locales/index.ts';

speak(ticketsWords, detailWords, entryWords, filesWords);

type RenderBody = (typeof import('../../content/index.ts'))['renderBody'];

/** Pages that are read in search of the message that the address points at. */
const linkedPages = 20;

const composerParts =
  'composer, input, toolbar, format-button, attach-button, hint, send-button, composer-error, outcome';

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
 * @csspart message - A message.
 * @csspart own-message - A message of the signed-in contact.
 * @csspart avatar - Initials of an author.
 * @csspart message-header - Author, role, time and channel.
 * @csspart message-author - Who wrote a message.
 * @csspart role - Marks those who answer.
 * @csspart message-meta - Time and channel.
 * @csspart message-time - When a message was written.
 * @csspart message-body - A message's text.
 * @csspart message-note - Says that a text is shown plain, and why.
 * @csspart images-button - Loads a message's images from other servers.
 * @csspart quote - The quoted tail of an e-mail, folded.
 * @csspart quote-button - Unfolds it.
 * @csspart quoted-body - The quoted text.
 * @csspart attachment - A file.
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
  static override styles = [baseStyles, ticketDetailStyles];

  /** Which ticket; `id` of the page's address (query string or fragment) unless given. */
  @property({ attribute: 'ticket-id' }) ticketId?: string;

  /** A message to show and mark; `message` of the page's address unless given. */
  @property() message?: string;

  /** Which message comes first. */
  @property({ reflect: true }) order: 'oldest' | 'newest' = 'oldest';

  /** What makes message text safe to show: `undefined` until it has come, `null` where it cannot be had. */
  @state() private renderBody?: RenderBody | null;
  /** The newest message that came while its reader was elsewhere. */
  @state() private unseen?: Message;
  @query('.end') private end!: HTMLElement | null;
  @query('portal-composer') private composer!: PortalComposer | null;

  #conversation: Conversation | undefined;
  #source: readonly unknown[] = [];
  /** What the last ticket's box was for: it stays when the session ends while somebody writes. */
  #box: { source: string | undefined; ticketId: string; outcome: ReplyOutcome } | undefined;
  readonly #replies = new Replies({
    portal: () => this.portal,
    conversation: () => this.#conversation,
    composer: () => this.composer,
    locale: this.locale,
    announce: (text) => this.announce(text),
    dispatchEvent: (event) => this.dispatchEvent(event),
    shown: () => this.updateComplete,
  });
  #linkedShown: string | undefined;
  #observer: IntersectionObserver | undefined;
  #observed: Element | null = null;
  #leaving = new AbortController();
  #shownError: PortalError | undefined;
  #refocus = false;
  #said = { at: -Infinity, words: '' };

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const update = () => this.requestUpdate();
    for (const type of ['popstate', 'hashchange']) addEventListener(type, update, { signal });
    document.addEventListener('visibilitychange', this.#visibilityChanged, { signal });
    // "12 minutes ago" ages.
    const minute = setInterval(update, 60_000);
    signal.addEventListener('abort', () => clearInterval(minute));
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) this.unseen = undefined;
    });
    void this.#load();
    if (this.#conversation) {
      this.#conversation.resume();
      this.requestUpdate();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
    this.#observer?.disconnect();
    this.#observed = null;
    this.#conversation?.stop();
  }

  /** Reads the ticket and its newest messages again; what is shown stays until then. */
  async refresh(): Promise<void> {
    await this.#conversation?.refresh();
  }

  /** @internal What follows at once is said along: otherwise it would cut the first words off. */
  override announce(text: string): void {
    const now = performance.now();
    const { at, words } = this.#said;
    this.#said = { at: now, words: now - at < 1000 && words !== text ? `${words}. ${text}` : text };
    super.announce(this.#said.words);
  }

  protected override portalConnected(portal: Portal): void {
    this.listen(
      portal.watch(({ kind, ticketId }) => {
        if (kind === 'reset' || ticketId === this.#id || ticketId === this.#conversation?.ticket?.id)
          void this.refresh();
      }),
    );
    this.listen(
      portal.unsent.subscribe(() => {
        this.#replies.outboxChanged();
        this.requestUpdate();
      }),
    );
    this.listen(portal.online.subscribe((online) => online && this.#retry()));
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { portal, session } = this;
    const source = [portal, this.#id, session?.contact.id];
    if (source.every((value, index) => value === this.#source[index])) return;
    this.#source = source;
    this.#conversation?.stop();
    this.#conversation = undefined;
    this.unseen = undefined;
    this.#linkedShown = undefined;
    this.#replies.forget();
    if (!portal || !session || !this.#id) return;
    const conversation = new Conversation(portal, this.#id, (news) => {
      if (conversation === this.#conversation) this.#changed(news);
    });
    this.#conversation = conversation;
    void conversation.refresh();
  }

  protected override updated(): void {
    const { end } = this;
    if (end !== this.#observed) {
      if (this.#observed) this.#observer?.unobserve(this.#observed);
      if (end) this.#observer?.observe(end);
      this.#observed = end;
    }
    this.#markRead();
    void this.#showLinked();
    if (this.#refocus && !this.renderRoot.querySelector('.state-button')) {
      // The button that had focus is gone with what it did.
      this.#refocus = false;
      this.renderRoot.querySelector<HTMLElement>('.columns')?.focus();
    }
  }

  get #id(): string {
    return this.ticketId || readUrlState('query').get('id') || readUrlState('hash').get('id') || '';
  }

  get #linked(): string | undefined {
    return (
      this.message ?? readUrlState('query').get('message') ?? readUrlState('hash').get('message') ?? undefined
    );
  }

  /** Loads what a ticket is read and answered with, while its data is on its way. */
  async #load(): Promise<void> {
    if (this.renderBody) return;
    try {
      const [content] = await Promise.all([import('../../content/index.ts'), import('./define-parts.ts')]);
      this.renderBody = content.renderBody;
    } catch {
      this.renderBody = null; // the line is down, perhaps: text as it was written beats none
    }
  }

  readonly #retry = (): void => {
    void this.#load();
    void this.refresh();
  };

  readonly #visibilityChanged = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.portal?.adapter.capabilities.live === 'none') void this.refresh();
    this.#markRead();
  };

  #markRead(): void {
    if (document.visibilityState === 'visible' && !this.unseen && this.isConnected)
      void this.#conversation?.markRead();
  }

  #changed(news?: News): void {
    const { error } = this.#conversation ?? {};
    if (error && error !== this.#shownError) this.dispatchEvent(new PortalErrorEvent(error));
    this.#shownError = error;
    const message = news?.messages.findLast(({ author }) => !author.isMe);
    const words = [
      message && this.t.newMessage(authorName(message.author, this.locale)),
      news?.stage && this.t.statusChanged(stageLabel(news.stage, this.settings, this.t)),
    ].filter(Boolean);
    if (words.length) this.announce(words.join('. '));
    if (message && this.end) {
      if (isInView(this.end)) this.#stayAtEnd();
      else this.unseen = message;
    }
    if (news) this.#replies.confirm();
    this.requestUpdate();
  }

  /** Lets messages come in above the reply box without moving it from under its writer's hands. */
  #stayAtEnd(): void {
    if (this.end && this.order === 'oldest') void keepInPlace(this, this.end, () => this.#rendered());
  }

  async #rendered(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    const bodies = this.renderRoot.querySelectorAll('portal-message-body');
    await Promise.all([...bodies].map((body) => body.updateComplete));
  }

  readonly #send = (reply: Reply): boolean => {
    const ticketId = this.#conversation?.ticket?.id ?? this.#box?.ticketId;
    if (!ticketId || !this.#replies.send(ticketId, reply)) return false;
    this.#stayAtEnd();
    return true;
  };

  readonly #readOlder = async (event: Event): Promise<void> => {
    const conversation = this.#conversation;
    const articles = this.renderRoot.querySelectorAll<HTMLElement>('.message');
    const oldest = this.order === 'oldest' ? articles[0] : articles[articles.length - 1];
    const button = event.currentTarget as HTMLElement;
    const read = async () => {
      await conversation?.readOlder();
      await this.#rendered();
    };
    if (!oldest) return read();
    await keepInPlace(this, oldest, read);
    // With the last page the button goes: what was being read takes its focus.
    if (!button.isConnected) oldest.focus({ preventScroll: true });
  };

  /** Brings the message that the address points at into view, once. */
  async #showLinked(): Promise<void> {
    const conversation = this.#conversation;
    const id = this.#linked;
    if (!conversation?.ticket || this.renderBody === undefined || id === this.#linkedShown) return;
    this.#linkedShown = id;
    await this.updateComplete;
    const missing = () => id !== undefined && !conversation.messages.some((message) => message.id === id);
    for (let page = 0; page < linkedPages && missing() && conversation.hasOlder; page++)
      await conversation.readOlder();
    await this.#rendered();
    this.#article(id)?.scrollIntoView({ block: 'center' });
  }

  readonly #showUnseen = (): void => {
    const article = this.#article(this.unseen?.id);
    this.unseen = undefined;
    article?.scrollIntoView({ block: 'nearest' });
    article?.focus({ preventScroll: true });
  };

  #article(id: string | undefined): HTMLElement | undefined {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.message')].find(
      ({ dataset }) => id !== undefined && dataset['id'] === id,
    );
  }

  readonly #act = async (action: 'close' | 'reopen'): Promise<void> => {
    await this.#conversation?.act(action);
    this.#refocus = !this.#conversation?.actionError;
    this.requestUpdate();
  };

  #fileHref(attachment: Attachment): string | undefined {
    try {
      const href = this.portal?.adapter.attachments?.url(attachment) ?? '';
      return /^(https?|blob):$/.test(new URL(href, document.baseURI).protocol) ? href : undefined;
    } catch {
      return undefined; // no address: the file's name still shows
    }
  }

  #messageHref(id: string): string | undefined {
    const ticket = this.#conversation?.ticket;
    const href = ticket && fillLink(this.portal?.links.value.ticket, ticket.id);
    return href && `${href}${href.includes('?') ? '&' : '?'}message=${encodeURIComponent(id)}`;
  }

  protected override renderContent(): TemplateResult {
    const { session, portal, t } = this;
    const conversation = this.#conversation;
    const ticket = this.renderBody === undefined ? undefined : conversation?.ticket;
    const expired = session === null && portal?.ended.value === 'expired';
    if (session && ticket)
      this.#box =
        ticket.can.reply && portal?.adapter.tickets.reply
          ? { source: this.#id, ticketId: ticket.id, outcome: ticket.can.reply }
          : undefined;
    // Who was signed out on purpose leaves nothing behind; whose time was up finds the words again.
    if ((session === null && !expired) || this.#box?.source !== this.#id) this.#box = undefined;
    const blocks = [ticket && 'messages', (this.#box ?? ticket) && 'reply'].filter((block) => !!block);
    if (this.order === 'newest') blocks.reverse();
    return html`${
        session === null
          ? signInNotice(
              this,
              t,
              fillLink(portal?.links.value.signIn),
              expired ? t.sessionExpired : undefined,
            )
          : this.#renderTop()
      }
      <div class="columns" tabindex="-1">
        <div class="main">
          ${repeat(
            blocks,
            (block) => block,
            (block) => (block === 'reply' ? this.#renderReply() : this.#renderConversation()),
          )}
        </div>
        ${
          ticket && conversation
            ? renderDetails(
                ticket,
                stageLabel(ticket.stage, this.settings, t),
                this.locale,
                renderAction(ticket, conversation, t, (action) => void this.#act(action)),
              )
            : nothing
        }
      </div>
      <slot name="footer"></slot>`;
  }

  #renderTop(): unknown {
    const { t, session, portal, renderBody } = this;
    const { ticket, error } = this.#conversation ?? {};
    const ready = ticket && renderBody !== undefined;
    const gone = error?.code === 'not-found' || (session && !this.#id);
    const fault = error ?? (renderBody === null ? new PortalError('unavailable') : undefined);
    return [
      renderBack(fillLink(portal?.links.value.list), t),
      portal?.online.value === false ? html`<p class="note" part="offline">${t.offline}</p>` : nothing,
      gone
        ? renderNotFound(t)
        : fault && (error || ready)
          ? renderError(fault, !!ready, t, this.#retry)
          : nothing,
      ready
        ? renderHeader(ticket, stageLabel(ticket.stage, this.settings, t))
        : error || gone
          ? nothing
          : renderSkeleton(t),
    ];
  }

  #renderConversation(): TemplateResult {
    const { messages = [], hasOlder = false, readingOlder = false } = this.#conversation ?? {};
    const newestFirst = this.order === 'newest';
    const me = { name: this.session?.contact.name ?? '', role: 'customer', isMe: true } as const;
    return renderThread(
      {
        messages: shownMessages(messages, this.#replies.pending, me),
        newestFirst,
        hasOlder,
        readingOlder,
        unseen: this.unseen && authorName(this.unseen.author, this.locale),
        turn: () => (this.order = newestFirst ? 'oldest' : 'newest'),
        readOlder: (event) => void this.#readOlder(event),
        showUnseen: this.#showUnseen,
      },
      {
        locale: this.locale,
        renderBody: this.renderBody,
        linked: this.#linked,
        messageHref: (id) => this.#messageHref(id),
        fileHref: (attachment) => this.#fileHref(attachment),
        replies: this.#replies,
      },
    );
  }

  #renderReply(): unknown {
    const box = this.#box;
    const { ticket } = this.#conversation ?? {};
    if (box)
      return html`<portal-composer
        exportparts=${composerParts}
        .portal=${this.portal}
        .ticketId=${box.ticketId}
        .outcome=${box.outcome}
        .send=${this.#send}
      ></portal-composer>`;
    return ticket?.stage.state === 'closed'
      ? html`<div class="closed" part="closed-note"><slot name="closed">${this.t.closedNote}</slot></div>`
      : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ticket-detail': TicketDetail;
  }
}
