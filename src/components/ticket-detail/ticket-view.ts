import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PortalError } from '../../api/errors.ts';
import { formatStage } from '../base/format.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { signInNotice } from '../base/sign-in-notice.ts';
import { PortalErrorEvent } from '../events.ts';
import { fileHref, linkedMessageOf, messageHref, ticketIdOf } from './addresses.ts';
import type { PortalComposer } from './composer.ts';
import { Conversation, type News } from './conversation.ts';
import { renderConversation } from './conversation-view.ts';
import { renderAction, renderDetails, renderReasons, renderTop } from './detail-view.ts';
import { Downloads } from './downloads.ts';
import { authorName, shownMessages } from './message-view.ts';
import { ReadingPlace } from './reading-place.ts';
import { Reasons } from './reasons.ts';
import { Replies, type Reply } from './replies.ts';
import type { TicketDetail } from './ticket-detail.ts';
import { ticketDetailStyles } from './ticket-detail.styles.ts';
import { detailWords } from '../../locales/en/detail.ts';
import { entryWords } from '../../locales/en/entry.ts';
import { filesWords } from '../../locales/en/files.ts';
import { ticketsWords } from '../../locales/en/tickets.ts';
import { speak } from '../../locales/index.ts';

speak(ticketsWords, detailWords, entryWords, filesWords);

type RenderBody = (typeof import('../../content/index.ts'))['renderBody'];

const composerParts =
  'composer, input, toolbar, format-button, attach-button, hint, send-button, composer-error, outcome';

export const styles = [baseStyles, ticketDetailStyles];

/** What `<ticket-detail>` shows and does, once its code is here. */
export class TicketView implements ReactiveController {
  readonly #host: TicketDetail;
  #portal: Portal | undefined;
  /** What makes message text safe to show: `undefined` until it has come, `null` where it cannot be had. */
  #renderBody: RenderBody | null | undefined;

  #conversation: Conversation | undefined;
  #reasons: Reasons | undefined;
  #source: readonly unknown[] = [];
  readonly #replies: Replies;
  readonly #downloads: Downloads;
  readonly #place: ReadingPlace;
  #leaving = new AbortController();
  #shownError: PortalError | undefined;
  #refocus = false;

  constructor(host: TicketDetail) {
    this.#host = host;
    this.#place = new ReadingPlace(host, () => this.#conversation);
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
    this.#place.start();
    void this.#load();
    if (this.#conversation) {
      this.#conversation.resume();
      this.#host.requestUpdate();
    }
  }

  hostDisconnected(): void {
    this.#portal = undefined;
    this.#leaving.abort();
    this.#place.stop();
    this.#conversation?.stop();
    this.#reasons?.stop();
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
    this.#place.willRender();
    const { portal, session } = this.#host;
    if (portal !== this.#portal) {
      this.#portal = portal;
      if (portal) this.#listen(portal);
    }
    const source = [portal, this.#id, session?.contact.id];
    if (source.every((value, index) => value === this.#source[index])) return;
    this.#source = source;
    this.#conversation?.stop();
    this.#reasons?.stop();
    this.#conversation = this.#reasons = undefined;
    this.#place.forget();
    this.#replies.forget();
    this.#downloads.stop();
    if (!portal || !session || !this.#id) return;
    const conversation = new Conversation(portal, this.#id, (news) => {
      if (conversation === this.#conversation) this.#changed(news);
    });
    this.#conversation = conversation;
    this.#reasons = new Reasons(
      portal,
      () => conversation.ticket,
      () => this.#host.requestUpdate(),
    );
    void conversation.refresh();
  }

  hostUpdated(): void {
    this.#place.rendered();
    this.#markRead();
    if (this.#renderBody !== undefined) void this.#place.showLinked();
    if (this.#refocus && !this.#host.renderRoot.querySelector('.state-button')) {
      // The button that had focus is gone with what it did.
      this.#refocus = false;
      this.#host.renderRoot.querySelector<HTMLElement>('.columns')?.focus();
    }
  }

  get #id(): string {
    return ticketIdOf(this.#host);
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
    if (this.#reasons?.error) void this.#reasons.ask();
  };

  readonly #visibilityChanged = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.#host.portal?.adapter.capabilities.live === 'none') void this.refresh();
    this.#markRead();
  };

  #markRead(): void {
    if (document.visibilityState === 'visible' && !this.#place.unseen && this.#host.isConnected)
      void this.#conversation?.markRead();
  }

  #changed(news?: News): void {
    const { error } = this.#conversation ?? {};
    if (error && error !== this.#shownError) this.#host.dispatchEvent(new PortalErrorEvent(error));
    this.#shownError = error;
    const { settings, t } = this.#host;
    const message = news?.messages.findLast(({ author }) => !author.isMe);
    const [before, stage] = news?.stages?.map((known) => formatStage(known, settings, t)) ?? [];
    const words = [
      message && t.newMessage(authorName(message.author, this.#host.locale)),
      stage !== undefined && stage !== before && t.statusChanged(stage),
    ].filter(Boolean);
    if (words.length) this.#host.announce(words.join('. '));
    this.#place.take(news?.messages ?? []);
    if (news) this.#replies.confirm();
    this.#reasons?.check();
    this.#host.requestUpdate();
  }

  readonly #send = (reply: Reply): boolean => {
    const ticketId = this.#conversation?.ticket?.id;
    if (!ticketId || !this.#replies.send(ticketId, reply)) return false;
    this.#place.stayAtEnd();
    return true;
  };

  readonly #act = async (action: 'close' | 'reopen'): Promise<void> => {
    await this.#conversation?.act(action);
    this.#refocus = !this.#conversation?.actionError;
    this.#host.requestUpdate();
  };

  render(): TemplateResult {
    const { session, portal, t } = this.#host;
    const conversation = this.#conversation;
    const ticket = this.#renderBody === undefined ? undefined : conversation?.ticket;
    const stage = ticket && formatStage(ticket.stage, this.#host.settings, t);
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
              stage,
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
          ticket && conversation && stage !== undefined
            ? renderDetails(
                ticket,
                stage,
                this.#host.locale,
                renderAction(ticket, conversation, t, (action) => void this.#act(action)),
                this.#reasons && renderReasons(this.#reasons, ticket, this.#host.settings, this.#host.locale),
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
    const { unseen } = this.#place;
    return renderConversation(
      {
        messages: shownMessages(messages, this.#replies.pending, me),
        newestFirst,
        hasOlder,
        readingOlder,
        unseen: unseen && authorName(unseen.author, this.#host.locale),
        isOpen: this.#place.isOpen,
        turn: () => (this.#host.order = newestFirst ? 'oldest' : 'newest'),
        unfold: this.#place.unfold,
        readOlder: (event) => void this.#place.readOlder(event),
        showUnseen: this.#place.showUnseen,
      },
      {
        locale: this.#host.locale,
        renderBody: this.#renderBody,
        linked: linkedMessageOf(this.#host),
        messageHref: (id) => messageHref(this.#host.portal, this.#conversation?.ticket?.id, id),
        fileHref: (attachment) => fileHref(this.#host.portal, attachment),
        mark: ({ arrived }) => (arrived && this.#host.messageMark?.(arrived)) || undefined,
        downloads: this.#downloads,
        replies: this.#replies,
      },
    );
  }

  #renderReply(): unknown {
    const { ticket } = this.#conversation ?? {};
    const { portal, settings, t } = this.#host;
    const outcome = portal?.adapter.tickets.reply && ticket?.can.reply;
    if (outcome)
      return html`<portal-composer
        exportparts=${composerParts}
        .portal=${portal}
        .ticketId=${ticket.id}
        .outcome=${outcome}
        .send=${this.#send}
      ></portal-composer>`;
    if (ticket?.stage.state !== 'closed') return nothing;
    const form = settings?.forms.length ? fillLink(portal?.links.value.form) : undefined;
    return html`<div class="closed-note" part="closed-note">
      <slot name="closed">${t.closedNote} ${form ? html`<a href=${form}>${t.fileNew}</a>` : nothing}</slot>
    </div>`;
  }
}
