import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { PortalError } from '../../../src/api/errors.ts';
import type { PortalTicketOpenEvent } from '../../../src/components/events.ts';
import type { TicketList } from '../../../src/components/ticket-list/ticket-list.ts';
import { noteArrival } from '../../../src/portal/arrival.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { chooseInbox, chosenInbox } from './inbox-address.ts';
import { staffApi, type StaffMessage } from './staff-api.ts';
import type { StaffInboxChosenEvent } from './staff-inboxes.ts';
import { staffWords } from './words.ts';

/** The agents' page: the inbox, and beside it the ticket they work on. The address keeps the ticket: `#/tickets/{id}`. */
export class StaffApp extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      header {
        align-items: center;
        border-block-end: 1px solid var(--_line);
        display: flex;
        flex-wrap: wrap;
        gap: var(--_space) calc(var(--_space) * 4);
        padding: calc(var(--_space) * 3) calc(var(--_space) * 5);
      }
      header b {
        font-size: calc(var(--_font-size) * 1.13);
        font-weight: 640;
        margin-inline-end: auto;
      }
      .panes {
        display: grid;
        grid-template-columns: minmax(320px, 2fr) minmax(0, 3fr);
      }
      .pane {
        block-size: calc(100dvh - 66px);
        overflow: auto;
        padding: calc(var(--_space) * 5);
        /* What is hidden for screen readers alone lies in it, too, and does not make the page longer. */
        position: relative;
      }
      .tools {
        display: grid;
        gap: calc(var(--_space) * 3);
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        margin-block-end: calc(var(--_space) * 4);
      }
      .pane + .pane {
        border-inline-start: 1px solid var(--_line);
      }
      .work {
        display: grid;
        gap: calc(var(--_space) * 5);
        grid-template-columns: minmax(0, 1fr);
      }
      /* The inbox stands beside the ticket, or one way leads back to it. */
      .back,
      ticket-detail::part(back-link) {
        display: none;
      }
      portal-login {
        margin: calc(var(--_space) * 12) auto calc(var(--_space) * 5);
        max-inline-size: 420px;
      }
      .way-back {
        text-align: center;
      }
      /* The conversation first; beside it what only staff see, where there is room. */
      @container (min-width: 1180px) {
        .panes {
          grid-template-columns: minmax(320px, 1fr) minmax(0, 3fr);
        }
        .work {
          align-items: start;
          gap: calc(var(--_space) * 6);
          grid-template: auto 1fr / minmax(0, 1fr) 260px;
        }
        ticket-detail {
          grid-area: 1 / 1 / 3;
        }
      }
      @container (max-width: 900px) {
        .panes {
          grid-template-columns: 1fr;
        }
        .panes:has(.work) .inbox,
        .panes:not(:has(.work)) .ticket {
          display: none;
        }
        .pane,
        .pane + .pane {
          block-size: auto;
          border: 0;
        }
        .back {
          display: block;
        }
        header {
          gap: 0 calc(var(--_space) * 4);
          padding-block: calc(var(--_space) * 2);
        }
        header b {
          flex-basis: 100%;
        }
        header .button.quiet {
          font-size: var(--_small);
          padding-inline: 0;
        }
        header .label {
          display: none;
        }
      }
    `,
  ];

  @state() private ticketId = '';
  @state() private simulating = false;
  /** Empty for all. */
  @state() private inbox = '';
  /** Whether a mailed link led here: what it is for comes before the inbox. */
  @state() private mailed = false;
  @state() private problem: PortalError | undefined;
  readonly #api = staffApi(
    () => this.portal,
    () => this.session?.contact.id,
  );
  #stop: AbortController | undefined;
  #stranger = false;

  override connectedCallback(): void {
    // Before the address is read: it may hold what an identity provider has sent along.
    noteArrival();
    super.connectedCallback();
    this.#stop = new AbortController();
    globalThis.addEventListener('hashchange', this.#read, this.#stop);
    globalThis.addEventListener('popstate', this.#read, this.#stop);
    globalThis.addEventListener('staff-ticket-read', this.#refreshList, this.#stop);
    this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.abort();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    const { portal, session } = this;
    // Strangers were told customers' names of stages, and of some nothing.
    if (session && this.#stranger) void portal?.restart().catch(() => undefined); // told by its `failure`
    this.#stranger = session === null;
  }

  readonly #read = (): void => {
    this.mailed = /^#\/(link|reset)\b/.test(location.hash);
    this.inbox = chosenInbox() ?? '';
    this.simulating = /^#\/simulator\b/.test(location.hash);
    const [, id = ''] = /^#\/tickets\/([^?/]+)/.exec(location.hash) ?? [];
    try {
      this.ticketId = decodeURIComponent(id);
    } catch {
      this.ticketId = ''; // an escape cut in two names no ticket
    }
  };

  readonly #mark = (message: StaffMessage): string | undefined =>
    message.hiddenFromCustomer ? staffWords(this.locale.tag).unseenMessage : undefined;

  readonly #open = (event: PortalTicketOpenEvent): void => {
    event.preventDefault();
    location.hash = `#/tickets/${encodeURIComponent(event.ticketId)}`;
  };

  readonly #chooseInbox = (event: StaffInboxChosenEvent): void => {
    chooseInbox(event.inbox);
    this.#read();
  };

  readonly #showMade = (event: CustomEvent<string>): void => {
    this.#refreshList();
    location.hash = `#/tickets/${encodeURIComponent(event.detail)}`;
  };

  readonly #viewPortal = async (): Promise<void> => {
    this.problem = undefined;
    try {
      location.assign(await this.#api.preview());
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    }
  };

  readonly #signedIn = (): void => {
    this.mailed = false;
    if (/^#\/(link|reset)\b/.test(location.hash)) history.replaceState(history.state, '', '#/');
  };

  readonly #refreshList = (): void => {
    void this.renderRoot.querySelector<TicketList>('ticket-list')?.refresh();
  };

  protected override renderObstacle(): TemplateResult | typeof nothing | undefined {
    // Here is where it is worked on while it is off.
    return this.settings?.enabled === false ? undefined : super.renderObstacle();
  }

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    const { session, portal } = this;
    if (session === undefined) return html`<p class="notice">${this.t.loading}</p>`;
    if (session === null || this.mailed)
      return html`<portal-login @portal-signed-in=${this.#signedIn}></portal-login>
        ${session ? html`<p class="way-back"><a href="#/">${words.backToInbox}</a></p>` : nothing}`;
    const signOut = html`<button class="button quiet" @click=${() => portal?.signOut()}>
      ${this.t.signOut}
    </button>`;
    if (session.role === 'customer')
      return html`<div class="notice">
        <p>${words.forStaff}</p>
        ${signOut}
      </div>`;
    return html`<header>
        <b>${this.settings?.name} · ${words.inbox}</b>
        ${session.role === 'owner' ? html`<a class="button quiet" href="./settings/">${words.settings}</a>` : nothing}
        ${
          this.simulating
            ? html`<a class="button quiet" href="#/">${words.inbox}</a>`
            : html`<a class="button quiet" href="#/simulator">${words.simulator}</a>`
        }
        <button class="button quiet" @click=${this.#viewPortal}>${words.toPortal}</button>
        <span class="label">${session.contact.name}</span>
        ${signOut}
        ${this.problem ? html`<p class="problem" role="alert">${this.words(this.problem)}</p>` : nothing}
      </header>
      ${this.simulating ? html`<staff-simulator></staff-simulator>` : this.#renderInbox()}`;
  }

  #renderInbox(): unknown {
    const words = staffWords(this.locale.tag);
    return html`<div class="panes" @staff-ticket-changed=${this.#refreshList}>
      <section class="pane inbox" aria-label=${words.inbox}>
        <div class="tools">
          <staff-inboxes .inbox=${this.inbox} @staff-inbox-chosen=${this.#chooseInbox}></staff-inboxes>
          <staff-new-ticket @staff-ticket-made=${this.#showMade}></staff-new-ticket>
        </div>
        ${keyed(
          // A new list for another inbox: nothing of the last one stands there while its own is read.
          this.inbox,
          html`<ticket-list
            url-state="none"
            ticket-href="#/tickets/{id}"
            .current=${this.ticketId}
            .columns=${['reference', 'subject', 'requester', 'activity', 'status']}
            @portal-ticket-open=${this.#open}
            ><p slot="empty">${words.emptyInbox}</p></ticket-list
          >`,
        )}
      </section>
      <main class="pane ticket">${this.ticketId ? this.#renderTicket() : this.#renderNone()}</main>
    </div>`;
  }

  #renderTicket(): unknown {
    const words = staffWords(this.locale.tag);
    // New elements for another ticket: nothing of the last one stands there, or is acted on, while its own is read.
    return keyed(
      this.ticketId,
      html`<div class="work">
        <a class="back" href="#/">${words.backToInbox}</a>
        <staff-panel ticket-id=${this.ticketId}></staff-panel>
        <ticket-detail ticket-id=${this.ticketId} .messageMark=${this.#mark}></ticket-detail>
        <staff-notes ticket-id=${this.ticketId}></staff-notes>
      </div>`,
    );
  }

  #renderNone(): unknown {
    return html`<p class="notice">${staffWords(this.locale.tag).pickTicket}</p>`;
  }
}
