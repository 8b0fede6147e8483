import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PortalError } from '../../api/errors.ts';
import type { Warning } from '../../portal/idle-module.ts';
import type { Portal } from '../../portal/portal.ts';
import { navWords } from '../../locales/en/nav.ts';
import { sessionWords } from '../../locales/en/session.ts';
import { speak } from '../../locales/index.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { LocaleController } from '../base/locale-controller.ts';
import type { PortalElement } from '../base/portal-element.ts';
import type { PortalLogin } from '../portal-login/portal-login.ts';
import { rememberFocus } from './focus-memory.ts';
import { portalSessionStyles } from './portal-session.styles.ts';

speak(sessionWords, navWords);

/** Seconds between two times that the countdown is said. */
const saidEvery = 30;

/** The box around the fields is the dialog's own. */
const loginSheet = css`
  portal-session > portal-login::part(card) {
    background: none;
    border: 0;
  }
`;

/**
 * Warns that a session is about to end for lack of activity, and lets its owner sign in again, in place, once it has
 * ended. Placed by the portal among the children of the outermost of its elements: the fields of the sign-in stand in
 * the document, where password managers look, and the dialog lies over the whole page.
 *
 * @summary Warns of a session's end, and asks to sign in again.
 * @slot - The sign-in.
 * @event portal-signed-out - Somebody chose to sign out.
 * @csspart dialog - The dialog.
 * @csspart heading - What it is about.
 * @csspart time - The time that is left.
 * @csspart stay-button - Stays signed in.
 * @csspart sign-out-button - Signs out.
 * @csspart leave-button - Leaves it at being signed out.
 */
export class PortalSession extends LitElement {
  static override styles = [baseStyles, portalSessionStyles];

  /** Whose session it is. */
  @property({ attribute: false }) portal!: Portal;

  @state() private warning: Warning | undefined;
  @state() private over = false;
  @state() private seconds = 0;
  @state() private said = '';
  /** Unsent messages that a sign-out would take, once that was asked about. */
  @state() private unsent = 0;
  @state() private failure: PortalError | undefined;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('h2') private heading!: HTMLElement | null;

  readonly #locale = new LocaleController(this);
  #contact: string | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #stop: (() => void)[] = [];
  #closing = false;
  #returnFocus: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { portal } = this;
    this.#stop = [portal.paused, portal.warning].map((store) => store.subscribe(() => this.#follow()));
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop.splice(0)) stop();
    clearInterval(this.#tick);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { dialog } = this;
    if (!dialog || dialog.open || this.#closing || !(this.over || this.warning)) return;
    this.#returnFocus ??= rememberFocus();
    dialog.showModal();
    if (this.over) this.heading?.focus();
  }

  /** Follows what the portal says: a warning, an end, and that it is over with either. */
  #follow(): void {
    const { paused, warning, session } = this.portal;
    if (!paused.value && !warning.value) return void this.#close();
    this.#closing = false;
    if (paused.value && !this.over) {
      // Another matter: focus begins anew.
      this.dialog?.close();
      this.#contact = session.value?.contact.id;
      this.#askToSignIn();
    }
    this.over = paused.value;
    this.warning = warning.value;
    this.failure = undefined;
    this.unsent = 0;
    clearInterval(this.#tick);
    if (!this.warning) return;
    this.#count();
    // Opening says it the first time.
    this.said = '';
    this.#tick = setInterval(() => this.#count(), 1000);
  }

  /** The same contact goes on at once; for another one, everything is rebuilt before it is uncovered. */
  async #close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    clearInterval(this.#tick);
    const { session, workers } = this.portal;
    if (this.over && session.value?.contact.id !== this.#contact)
      await Promise.all([...workers].map((element) => (element as PortalElement).updateComplete));
    if (!this.#closing) return;
    this.dialog?.close();
    this.#returnFocus?.();
    this.#returnFocus = undefined;
    this.over = false;
    this.warning = undefined;
    // The sign-in still has to tell the page that somebody signed in.
    setTimeout(() => this.#closing && this.remove());
  }

  #count(): void {
    this.seconds = Math.ceil((this.warning?.left() ?? 0) / 1000);
    if (this.seconds && this.seconds % saidEvery === 0)
      this.said = this.#locale.messages.idleLeft(this.seconds);
  }

  #askToSignIn(): void {
    const login = document.createElement('portal-login');
    const { contact } = this.portal.session.value ?? {};
    login.again = true;
    login.adapter = (this.parentElement as PortalElement | null)?.adapter;
    Object.assign(login, { email: contact?.email });
    const sheet = loginSheet.styleSheet;
    const root = this.getRootNode() as Document | ShadowRoot;
    if (sheet && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    this.replaceChildren(login);
    this.#focusFirstField(login);
  }

  /** The fields come with code that is loaded when they are needed. */
  #focusFirstField(login: PortalLogin): void {
    const observer = new MutationObserver(() => {
      const field = [...login.querySelectorAll<HTMLInputElement>('input')].find(
        (input) => !input.readOnly && input.type !== 'hidden' && input.checkVisibility(),
      );
      if (!field) return;
      observer.disconnect();
      // Not if somebody has gone elsewhere in the dialog meanwhile.
      if (this.shadowRoot?.activeElement === this.heading) field.focus();
    });
    observer.observe(login, { childList: true, subtree: true });
  }

  readonly #cancel = (event: Event): void => {
    event.preventDefault();
    this.#decline();
  };

  /** Closed by the browser itself, as at a second Escape. */
  readonly #closed = (): void => {
    if (!this.#closing && !this.dialog?.open) this.#decline();
  };

  #decline(): void {
    if (this.over) this.portal.leave();
    else void this.#stay();
  }

  readonly #stay = async (): Promise<void> => {
    this.failure = undefined;
    const { warning } = this;
    if (warning && !(await warning.stay())) this.failure = new PortalError('offline');
    this.requestUpdate();
  };

  readonly #signOut = async (): Promise<void> => {
    const { portal } = this;
    const unsent = portal.unsentCount;
    if (unsent > this.unsent) {
      this.unsent = unsent;
      return;
    }
    try {
      await portal.signOut();
    } catch (thrown) {
      this.failure = PortalError.from(thrown);
    }
  };

  protected override render(): TemplateResult | typeof nothing {
    const { over, warning } = this;
    if (!over && !warning) return nothing;
    const t = this.#locale.messages;
    return html`<dialog
      part="dialog"
      class=${over ? 'over' : 'warning'}
      role=${over ? 'dialog' : 'alertdialog'}
      aria-labelledby="heading"
      aria-describedby="text"
      @cancel=${this.#cancel}
      @close=${this.#closed}
    >
      <div class="frame">
        <div class="content">
          <h2 id="heading" part="heading" tabindex="-1">${over ? t.sessionOver : t.stillThere}</h2>
          ${over ? this.#renderOver() : this.#renderWarning()}
        </div>
      </div>
    </dialog>`;
  }

  #renderOver(): TemplateResult {
    const t = this.#locale.messages;
    return html`<p id="text">${t.signInToGoOn}</p>
      <div class="login"><slot></slot></div>
      <button
        class="button quiet leave"
        part="leave-button"
        type="button"
        @click=${() => this.portal.leave()}
      >
        ${t.notNow}
      </button>`;
  }

  #renderWarning(): TemplateResult {
    const t = this.#locale.messages;
    const { seconds, unsent, failure } = this;
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return html`<p id="text">
        ${t.idleReason}<span class="visually-hidden"
          >${t.idleLeft(Math.ceil(seconds / saidEvery) * saidEvery)}</span
        >
      </p>
      <p class="time" part="time" role="timer" aria-label=${t.idleLeft(seconds)}>${time}</p>
      ${unsent ? html`<p class="problem" role="alert">${t.unsentWarning(unsent)}</p>` : nothing}
      ${failure ? html`<p class="problem" role="alert">${t.errors[failure.code]}</p>` : nothing}
      <p class="visually-hidden" role="status">${this.said}</p>
      <div class="choices">
        <button class="button" part="sign-out-button" type="button" @click=${this.#signOut}>
          ${unsent ? t.signOutAnyway : t.signOut}
        </button>
        <button class="button primary" part="stay-button" type="button" autofocus @click=${this.#stay}>
          ${t.idleStay}
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-session': PortalSession;
  }
}
