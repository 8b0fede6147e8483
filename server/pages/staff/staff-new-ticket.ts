import { html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';
import { PortalError } from '../../../src/api/errors.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { Outbox } from '../../../src/portal/outbox.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { newTicketStyles } from './staff-new-ticket.styles.ts';
import { staffApi, type Inbox, type StaffContact } from './staff-api.ts';
import { staffWords, type StaffWords } from './words.ts';

const channels = ['phone', 'email', 'chat', 'other'] as const;
/** Customers offered at once. */
const offered = 6;

/**
 * A ticket made of a call: whose it is, what it is about, and what was said, for colleagues. What is typed stays until
 * it is sent, also while the dialog is closed.
 *
 * @fires staff-ticket-made - A ticket was made; its id is in `detail`.
 */
export class StaffNewTicket extends PortalElement {
  static override styles = [baseStyles, newTicketStyles];

  @state() private found: StaffContact[] | undefined;
  @state() private contact: StaffContact | undefined;
  /** Whether somebody is added who is not there yet. */
  @state() private adding = false;
  @state() private inboxes: Inbox[] = [];
  @state() private problem: string | undefined;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('form.ticket') private form!: HTMLFormElement | null;

  readonly #api = staffApi(
    () => this.portal,
    () => this.session?.contact.id,
  );
  /** Of what is written: a second try after a lost answer is the same ticket. */
  #key = Outbox.newKey();
  #busy = false;
  #asked: AbortController | undefined;

  async #open(): Promise<void> {
    this.dialog?.showModal();
    this.#focus(this.contact ? 'subject' : 'customer');
    this.inboxes = await this.#api.inboxes().catch(() => []);
  }

  #focus(name: string): void {
    void this.updateComplete.then(() => this.form?.querySelector<HTMLElement>(`[name=${name}]`)?.focus());
  }

  readonly #search = async (event: Event): Promise<void> => {
    const text = (event.target as HTMLInputElement).value.trim();
    this.#asked?.abort();
    if (text === '') {
      this.found = undefined;
      return;
    }
    const asked = (this.#asked = new AbortController());
    try {
      const found = await this.#api.contacts(text, asked.signal);
      if (asked.signal.aborted) return;
      this.found = found.slice(0, offered);
      this.announce(staffWords(this.locale.tag).customersFound(this.found.length));
    } catch (thrown) {
      if (!asked.signal.aborted) this.#fail(thrown);
    }
  };

  #choose(contact: StaffContact | undefined): void {
    this.contact = contact;
    this.found = undefined;
    this.adding = false;
    this.#edited();
    this.#focus(contact ? 'subject' : 'customer');
  }

  /** Another ticket than the one that was tried, perhaps: with a key of its own, and without its faults. */
  readonly #edited = (): void => {
    this.#key = Outbox.newKey();
    this.problem = undefined;
  };

  #add(): void {
    this.adding = true;
    this.#focus('email');
  }

  #fail(thrown: unknown): void {
    const error = PortalError.from(thrown);
    const words = staffWords(this.locale.tag);
    const fault = error.fields?.[0];
    // Codes that customers' pages have no words for.
    const code: string | undefined = fault?.code;
    if (code === 'taken') this.problem = words.addressTaken;
    else this.problem = fault?.field === 'email' ? words.noAddress : this.words(error);
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { form } = this;
    if (!form || this.#busy) return;
    const words = staffWords(this.locale.tag);
    const text = (name: string): string => {
      const value = new FormData(form).get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    this.problem = undefined;
    if (!this.contact && !(this.adding && text('email') && text('name'))) {
      this.problem = words.whoseTicket;
      return this.#focus(this.adding ? (text('email') ? 'name' : 'email') : 'customer');
    }
    if (!text('subject')) {
      this.problem = words.subjectNeeded;
      return this.#focus('subject');
    }
    this.#busy = true;
    try {
      // Kept once they are there: a second try must not add them again.
      this.contact ??= await this.#api.addContact({ email: text('email'), name: text('name') });
      const note = text('note');
      const inbox = text('inbox');
      const { id } = await this.#api.addTicket(
        {
          contactId: this.contact.id,
          subject: text('subject'),
          channel: text('channel'),
          ...(inbox && { inbox }),
          ...(note && { note: { format: 'text', content: note } }),
        },
        this.#key,
      );
      form.reset();
      this.contact = undefined;
      this.adding = false;
      this.#key = Outbox.newKey();
      this.dialog?.close();
      this.dispatchEvent(new CustomEvent('staff-ticket-made', { detail: id, bubbles: true, composed: true }));
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.#busy = false;
    }
  };

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    return html`<div class="open">
        <button class="button" @click=${() => this.#open()}>${words.newTicket}</button>
      </div>
      <dialog aria-labelledby="heading">
        <h2 id="heading">${words.newTicket}</h2>
        <p class="label">${words.newTicketHint}</p>
        <form class="ticket" novalidate @submit=${this.#send} @input=${this.#edited}>
          ${this.contact ? this.#renderContact(this.contact, words) : this.#renderChoice(words)}
          <label>
            <span class="label">${words.subject}</span>
            <input class="input" name="subject" maxlength="200" autocomplete="off" />
          </label>
          <div class="pair">
            <label>
              <span class="label">${words.channel}</span>
              <select class="input" name="channel">
                ${channels.map((channel) => html`<option value=${channel}>${words.channels[channel]}</option>`)}
              </select>
            </label>
            ${this.inboxes.length > 1 ? this.#renderInboxes(words) : nothing}
          </div>
          <label>
            <span class="label">${words.whatWasSaid}</span>
            <textarea class="input" name="note" aria-describedby="note-hint"></textarea>
          </label>
          <span class="label" id="note-hint">${words.noteHint}</span>
          ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
          <div class="choices">
            <button class="button quiet" type="button" @click=${() => this.dialog?.close()}>
              ${words.cancel}
            </button>
            <button class="button primary">${words.makeTicket}</button>
          </div>
        </form>
      </dialog>`;
  }

  #renderContact(contact: StaffContact, words: StaffWords): unknown {
    const company = contact.companies[0]?.name;
    return html`<div class="chosen">
      <span>
        <b dir="auto">${contact.name}</b>
        <span class="label">${company ? `${contact.email} · ${company}` : contact.email}</span>
      </span>
      <button class="button quiet" type="button" @click=${() => this.#choose(undefined)}>
        ${words.another}
      </button>
    </div>`;
  }

  #renderChoice(words: StaffWords): unknown {
    if (this.adding) {
      return html`<div class="pair">
          <label>
            <span class="label">${words.email}</span>
            <input class="input" name="email" type="email" maxlength="254" autocomplete="off" />
          </label>
          <label>
            <span class="label">${words.name}</span>
            <input class="input" name="name" maxlength="200" autocomplete="off" />
          </label>
        </div>
        <div>
          <button class="button quiet" type="button" @click=${() => this.#choose(undefined)}>
            ${words.another}
          </button>
        </div>`;
    }
    return html`<label>
        <span class="label">${words.customer}</span>
        <input
          class="input"
          name="customer"
          type="search"
          autocomplete="off"
          placeholder=${words.findCustomer}
          @input=${this.#search}
          @keydown=${this.#keepOpen}
        />
      </label>
      ${this.found ? this.#renderFound(this.found, words) : nothing}
      <div>
        <button class="button quiet" type="button" @click=${() => this.#add()}>${words.newCustomer}</button>
      </div>`;
  }

  /** Enter searches, or takes the only one found; it must not send a ticket of nobody. */
  readonly #keepOpen = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const [only, ...more] = this.found ?? [];
    if (only && more.length === 0) this.#choose(only);
  };

  #renderFound(found: StaffContact[], words: StaffWords): unknown {
    if (found.length === 0) return html`<p class="label">${words.customersFound(0)}</p>`;
    return html`<ul class="found">
      ${found.map(
        (contact) =>
          html`<li>
            <button class="button quiet" type="button" @click=${() => this.#choose(contact)}>
              <b dir="auto">${contact.name}</b> <span class="label">${contact.email}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #renderInboxes(words: StaffWords): unknown {
    return html`<label>
      <span class="label">${words.inbox}</span>
      <select class="input" name="inbox">
        <option value="">${words.noInboxYet}</option>
        ${this.inboxes.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select>
    </label>`;
  }
}
