import { css, html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';
import { PortalError } from '../../../src/api/errors.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { staffApi } from './staff-api.ts';
import { staffWords, type StaffWords } from './words.ts';

/** For owners: mails to those on the contact lists who could have an account and have none. */
export class StaffInvitations extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      /* A button among others: as wide as its word. */
      :host,
      .frame {
        container-type: normal;
        inline-size: auto;
      }
      @media (max-width: 900px) {
        .frame > .button.quiet {
          padding-inline: 0;
        }
      }
      dialog {
        background: var(--_raised);
        border: 1px solid var(--_line);
        border-radius: var(--_radius-large);
        color: var(--_text);
        inline-size: min(460px, 100vw - 32px);
        padding: calc(var(--_space) * 6);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }
      h2 {
        font-size: calc(var(--_font-size) * 1.2);
        font-weight: 640;
        margin-block-end: calc(var(--_space) * 3);
      }
      .state {
        display: grid;
        gap: calc(var(--_space) * 3);
        min-block-size: 72px;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--_space) * 2);
        justify-content: flex-end;
        margin-block-start: calc(var(--_space) * 5);
      }
    `,
  ];

  /** How many can be invited; unknown until asked. */
  @state() private count: number | undefined;
  /** How many mails went out just now. */
  @state() private sent: number | undefined;
  @state() private problem: PortalError | undefined;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('h2') private heading!: HTMLElement | null;

  readonly #api = staffApi();

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    const { count, busy } = this;
    return html`<button class="button quiet" @click=${this.#open}>${words.invitations}</button>
      <dialog aria-labelledby="title">
        <h2 id="title" tabindex="-1">${words.invitations}</h2>
        <div class="state" aria-live="polite">${this.#renderState(words)}</div>
        <form class="choices" method="dialog">
          <button class="button">${this.sent === undefined && count ? this.t.cancel : this.t.close}</button>
          ${
            count
              ? html`<button class="button primary" type="button" @click=${this.#invite}>
                  ${busy ? words.inviting : words.invite(count)}
                </button>`
              : nothing
          }
        </form>
      </dialog>`;
  }

  #renderState(words: StaffWords): unknown {
    const { count, problem, sent } = this;
    if (problem)
      return html`<p class="problem" role="alert">${this.words(problem)}</p>
        ${
          count === undefined
            ? html`<p><button class="button" @click=${this.#load}>${this.t.retry}</button></p>`
            : nothing
        }`;
    if (sent !== undefined)
      return html`<p>${words.invited(sent)}</p>
        ${count ? html`<p class="label">${words.invitableLeft(count)}</p>` : nothing}`;
    if (count === undefined) return html`<p>${this.t.loading}</p>`;
    if (count === 0) return html`<p>${words.nobodyToInvite}</p>`;
    return html`<p>${words.invitable(count)}</p>
      <p class="label">${words.inviteHow}</p>`;
  }

  readonly #open = (): void => {
    this.count = this.sent = undefined;
    this.dialog?.showModal();
    this.heading?.focus();
    void this.#load();
  };

  readonly #load = async (): Promise<void> => {
    this.problem = undefined;
    try {
      this.count = await this.#api.invitable();
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    }
  };

  readonly #invite = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      this.sent = await this.#api.invite();
      // The button that had the focus may be gone.
      this.heading?.focus();
      this.count = await this.#api.invitable();
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    } finally {
      this.busy = false;
    }
  };
}
