import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PortalError } from '../../api/errors.ts';
import type { Message } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { signInNotice } from '../base/sign-in-notice.ts';
import { PortalErrorEvent } from '../events.ts';
import { fileHref, linkedMessageOf, messageHref, ticketIdOf } from './addresses.ts';
import type { PortalComposer } from './composer.ts';
import { Conversation, type News } from './conversation.ts';
import { renderAction, renderDetails, renderTop, stageLabel } from './detail-view.ts';
import { Downloads } from './downloads.ts';
import { authorName, shownMessages } from './message-view.ts';
import { Replies, type Reply } from './replies.ts';
import { isInView, keepInPlace } from './scrolling.ts';
import { renderThread } from './thread-view.ts';
import type { TicketDetail } from './ticket-detail.ts';
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

export const styles = [baseStyles, ticketDetailStyles];

/** What `<ticket-detail>` shows and does, once its code is here. */
export class TicketView implements ReactiveController {
  readonly #host: TicketDetail;
  #portal: Portal | undefined;
  /** What makes message text safe to show: `undefined` until it has come, `null` where it cannot be had. */
  #renderBody: RenderBody | null | undefined;
  /** The newest message that came while its reader was elsewhere. */
  #unseen: Message | undefined;

  #conversation: Conversation | undefined;
  #source: readonly unknown[] = [];
  readonly #replies: Replies;
  readonly #downloads: Downloads;
  #linkedShown: string | undefined;
  #observer: IntersectionObserver | undefined;
  #observed: Element | null = null;
  #leaving = new AbortController();
  #shownError: PortalError | undefined;
  #refocus = false;

  constructor(host: TicketDetail) {
    this.#host = host;
    this.#replies = new Replies({
      portal: () => host.portal,
      conversation: () => this.#conversation,
      composer: () => host.renderRoot.querySelector<PortalComposer>('portal-composer'),
      locale: host.locale,
      announce: (text) => host.announce(text),
      dispatchEvent: (event) => host.dispatchEvent(event),
      shown: () => host.updateComplete,
    });
    this.#downloads = new Downloads({
      portal: () => host.portal,
      locale: host.locale,
      announce: (text) => host.announce(text),
      requestUpdate: () => host.requestUpdate(),
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const update = () => this.#host.requestUpdate();
    for (const type of ['popstate', 'hashchange']) addEventListener(type, update, { signal });
    document.addEventListener('visibilitychange', this.#visibilityChanged, { signal });
    // "12 minutes ago" ages.
    const minute = setInterval(update, 60_000);
    signal.addEventListener('abort', () => clearInterval(minute));
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) this.#see(undefined);
    });
    void this.#load();
    if (this.#conversation) {
      this.#conversation.resume();
      this.#host.requestUpdate();
    }
  }

  hostDisconnected(): void {
    this.#portal = undefined;
    this.#leaving.abort();
    this.#observer?.disconnect();
    this.#observed = null;
    this.#conversation?.stop();
    this.#downloads.stop();
  }

  /** Reads the ticket and its newest messages again; what is shown stays until then. */
  async refresh(): Promise<void> {
    await this.#conversation?.refresh();
  }

  #listen(portal: Portal): void {
    const listen = (stop: () => void): void => this.#host.listen(stop);
    listen(
      portal.watch(({ kind, ticketId }) => {
        if (kind === 'reset' || ticketId === this.#id || ticketId === this.#conversation?.ticket?.id)
          void this.refresh();
      }),
    );
    let before = portal.unsent.value;
    listen(
      portal.unsent.subscribe((unsent) => {
        this.#replies.outboxChanged();
        // What an earlier visit left may arrive while the ticket is read, and too late for that read.
        const gone = before.filter(({ key }) => !unsent.some((entry) => entry.key === key));
        if (gone.some(({ key }) => !this.#replies.tracks(key))) void this.refresh();
        before = unsent;
        this.#host.requestUpdate();
      }),
    );
    listen(portal.online.subscribe((online) => online && this.#retry()));
  }

  hostUpdate(): void {
    const { portal, session } = this.#host;
    if (portal !== this.#portal) {
      this.#portal = portal;
      if (portal) this.#listen(portal);
    }
    const source = [portal, this.#id, session?.contact.id];
    if (source.every((value, index) => value === this.#source[index])) return;
    this.#source = source;
    this.#conversation?.stop();
    this.#conversation = undefined;
    this.#unseen = undefined;
    this.#linkedShown = undefined;
    this.#replies.forget();
    this.#downloads.stop();
    if (!portal || !session || !this.#id) return;
    const conversation = new Conversation(portal, this.#id, (news) => {
      if (conversation === this.#conversation) this.#changed(news);
    });
    this.#conversation = conversation;
    void conversation.refresh();
  }

  hostUpdated(): void {
    const end = this.#end;
    if (end !== this.#observed) {
      if (this.#observed) this.#observer?.unobserve(this.#observed);
      if (end) this.#observer?.observe(end);
      this.#observed = end;
    }
    this.#markRead();
    void this.#showLinked();
    if (this.#refocus && !this.#host.renderRoot.querySelector('.state-button')) {
      // The button that had focus is gone with what it did.
      this.#refocus = false;
      this.#host.renderRoot.querySelector<HTMLElement>('.columns')?.focus();
    }
  }

  /** Stands behind the last message. */
  get #end(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.end');
  }

  #see(unseen: Message | undefined): void {
    this.#unseen = unseen;
    this.#host.requestUpdate();
  }

  get #id(): string {
    return ticketIdOf(this.#host);
  }

  get #linked(): string | undefined {
    return linkedMessageOf(this.#host);
  }

  /** Loads what a ticket is read and answered with, while its data is on its way. */
  async #load(): Promise<void> {
    if (this.#renderBody) return;
    try {
      const { renderBody } = await import('../../content/index.ts');
      this.#renderBody = renderBody;
    } catch {
      this.#renderBody = null; // the line is down, perhaps: text as it was written beats none
    }
    this.#host.requestUpdate();
  }

  readonly #retry = (): void => {
    void this.#load();
    void this.refresh();
  };

  readonly #visibilityChanged = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.#host.portal?.adapter.capabilities.live === 'none') void this.refresh();
    this.#markRead();
  };

  #markRead(): void {
    if (document.visibilityState === 'visible' && !this.#unseen && this.#host.isConnected)
      void this.#conversation?.markRead();
  }

  #changed(news?: News): void {
    const { error } = this.#conversation ?? {};
    if (error && error !== this.#shownError) this.#host.dispatchEvent(new PortalErrorEvent(error));
    this.#shownError = error;
    const message = news?.messages.findLast(({ author }) => !author.isMe);
    const words = [
      message && this.#host.t.newMessage(authorName(message.author, this.#host.locale)),
      news?.stage && this.#host.t.statusChanged(stageLabel(news.stage, this.#host.settings, this.#host.t)),
    ].filter(Boolean);
    if (words.length) this.#host.announce(words.join('. '));
    if (message && this.#end) {
      if (isInView(this.#end)) this.#stayAtEnd();
      else this.#unseen = message;
    }
    if (news) this.#replies.confirm();
    this.#host.requestUpdate();
  }

  /** Lets messages come in above the reply box without moving it from under its writer's hands. */
  #stayAtEnd(): void {
    if (this.#end && this.#host.order === 'oldest')
      void keepInPlace(this.#host, this.#end, () => this.#rendered());
  }

  async #rendered(): Promise<void> {
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const bodies = this.#host.renderRoot.querySelectorAll('portal-message-body');
    await Promise.all([...bodies].map((body) => body.updateComplete));
  }

  readonly #send = (reply: Reply): boolean => {
    const ticketId = this.#conversation?.ticket?.id;
    if (!ticketId || !this.#replies.send(ticketId, reply)) return false;
    this.#stayAtEnd();
    return true;
  };

  readonly #readOlder = async (event: Event): Promise<void> => {
    const conversation = this.#conversation;
    const articles = this.#host.renderRoot.querySelectorAll<HTMLElement>('.message');
    const oldest = this.#host.order === 'oldest' ? articles[0] : articles[articles.length - 1];
    const button = event.currentTarget as HTMLElement;
    const read = async () => {
      await conversation?.readOlder();
      await this.#rendered();
    };
    if (!oldest) return read();
    await keepInPlace(this.#host, oldest, read);
    // With the last page the button goes: what was being read takes its focus.
    if (!button.isConnected) oldest.focus({ preventScroll: true });
  };

  /** Brings the message that the address points at into view, once. */
  async #showLinked(): Promise<void> {
    const conversation = this.#conversation;
    const id = this.#linked;
    if (!conversation?.ticket || this.#renderBody === undefined || id === this.#linkedShown) return;
    this.#linkedShown = id;
    await this.#host.updateComplete;
    const missing = () => id !== undefined && !conversation.messages.some((message) => message.id === id);
    for (let page = 0; page < linkedPages && missing() && conversation.hasOlder; page++)
      await conversation.readOlder();
    await this.#rendered();
    this.#article(id)?.scrollIntoView({ block: 'center' });
  }

  readonly #showUnseen = (): void => {
    const article = this.#article(this.#unseen?.id);
    this.#see(undefined);
    article?.scrollIntoView({ block: 'nearest' });
    article?.focus({ preventScroll: true });
  };

  #article(id: string | undefined): HTMLElement | undefined {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.message')].find(
      ({ dataset }) => id !== undefined && dataset['id'] === id,
    );
  }

  readonly #act = async (action: 'close' | 'reopen'): Promise<void> => {
    await this.#conversation?.act(action);
    this.#refocus = !this.#conversation?.actionError;
    this.#host.requestUpdate();
  };

  render(): TemplateResult {
    const { session, portal, t } = this.#host;
    const conversation = this.#conversation;
    const ticket = this.#renderBody === undefined ? undefined : conversation?.ticket;
    const expired = session === null && portal?.ended.value === 'expired';
    const blocks = ticket ? ['messages', 'reply'] : [];
    if (this.#host.order === 'newest') blocks.reverse();
    return html`${
        session === null
          ? signInNotice(
              this.#host,
              t,
              fillLink(portal?.links.value.signIn),
              expired ? t.sessionExpired : undefined,
            )
          : renderTop({
              t,
              ticket: conversation?.ticket,
              stage: ticket && stageLabel(ticket.stage, this.#host.settings, t),
              back: fillLink(portal?.links.value.list),
              online: portal?.online.value !== false,
              error: conversation?.error,
              gone: !!session && !this.#id,
              readable: this.#renderBody,
              retry: this.#retry,
            })
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
                stageLabel(ticket.stage, this.#host.settings, t),
                this.#host.locale,
                renderAction(ticket, conversation, t, (action) => void this.#act(action)),
              )
            : nothing
        }
      </div>
      <slot name="footer"></slot>`;
  }

  #renderConversation(): TemplateResult {
    const { messages = [], hasOlder = false, readingOlder = false } = this.#conversation ?? {};
    const newestFirst = this.#host.order === 'newest';
    const me = { name: this.#host.session?.contact.name ?? '', role: 'customer', isMe: true } as const;
    return renderThread(
      {
        messages: shownMessages(messages, this.#replies.pending, me),
        newestFirst,
        hasOlder,
        readingOlder,
        unseen: this.#unseen && authorName(this.#unseen.author, this.#host.locale),
        turn: () => (this.#host.order = newestFirst ? 'oldest' : 'newest'),
        readOlder: (event) => void this.#readOlder(event),
        showUnseen: this.#showUnseen,
      },
      {
        locale: this.#host.locale,
        renderBody: this.#renderBody,
        linked: this.#linked,
        messageHref: (id) => messageHref(this.#host.portal, this.#conversation?.ticket?.id, id),
        fileHref: (attachment) => fileHref(this.#host.portal, attachment),
        downloads: this.#downloads,
        replies: this.#replies,
      },
    );
  }

  #renderReply(): unknown {
    const { ticket } = this.#conversation ?? {};
    const outcome = this.#host.portal?.adapter.tickets.reply && ticket?.can.reply;
    if (outcome)
      return html`<portal-composer
        exportparts=${composerParts}
        .portal=${this.#host.portal}
        .ticketId=${ticket.id}
        .outcome=${outcome}
        .send=${this.#send}
      ></portal-composer>`;
    return ticket?.stage.state === 'closed'
      ? html`<div class="closed-note" part="closed-note">
          <slot name="closed">${this.#host.t.closedNote}</slot>
        </div>`
      : nothing;
  }
}
