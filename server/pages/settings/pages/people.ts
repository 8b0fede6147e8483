import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { PortalError } from '../../../../src/api/errors.ts';
import { define } from '../../../../src/components/base/define.ts';
import { QueryController } from '../../../../src/components/base/query-controller.ts';
import { section } from '../controls.ts';
import { pageWith, SettingsPage } from '../settings-page.ts';
import { peopleWords } from '../words/people.ts';
import { ContactForm, type ContactSavedEvent } from './contact-form.ts';
import { isTaken, peopleApi, type Company, type Contact } from './people-api.ts';

/** Milliseconds after a letter before it is searched for. */
const pause = 250;

/** Companies and contacts: found, added, changed, invited one by one. */
export class PeoplePage extends pageWith(peopleWords) {
  static override styles = [
    ...SettingsPage.styles,
    css`
      .people {
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
      }
      .people > li {
        display: grid;
        gap: calc(var(--_space) * 2);
        padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
      }
      .people > li + li {
        border-block-start: 1px solid var(--_line);
      }
      .person {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: var(--_space) calc(var(--_space) * 3);
      }
      .who {
        flex: 1 1 240px;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .who > * {
        display: block;
      }
    `,
  ];

  @state() private contactText = '';
  @state() private companyText = '';
  @state() private edited: string | undefined;
  /** What was done last, said where it was done. */
  @state() private told: { id: string; text: string; wrong?: boolean } | undefined;
  @state() private companyProblem = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;

  readonly #contacts = new QueryController<readonly [string], Contact[]>(
    this,
    () => (this.editor ? [this.contactText] : undefined),
    ([text], signal) => this.#api.contacts(text, signal),
  );
  readonly #companies = new QueryController<readonly [string], Company[]>(
    this,
    () => (this.editor ? [this.companyText] : undefined),
    ([text], signal) => this.#api.companies(text, signal),
  );

  get #api() {
    return peopleApi(this.editor.api);
  }

  override connectedCallback(): void {
    define('contact-form', ContactForm);
    super.connectedCallback();
  }

  protected override renderPage(): unknown {
    const words = this.own;
    return html`${this.#renderContacts()}
    ${section(
      words.newContact,
      words.newContactHint,
      html`<contact-form .api=${this.#api} @contact-saved=${this.#added}></contact-form>
        ${this.#renderTold('new')}`,
    )}
    ${section(words.companies, '', this.#renderCompanies())}`;
  }

  #renderContacts(): unknown {
    const words = this.own;
    const { value: items, error } = this.#contacts;
    return html`<div class="control">
        <label for="find">${words.find}</label>
        <input
          class="input"
          id="find"
          type="search"
          autocomplete="off"
          @input=${(event: Event) => this.#later(event, (text) => (this.contactText = text))}
        />
        <div role="status">
          ${items?.length === 0 ? html`<p class="empty">${this.contactText ? words.none : words.nobodyYet}</p>` : nothing}
          ${items && items.length >= 20 ? html`<p class="empty">${words.all}</p>` : nothing}
        </div>
      </div>
      ${error ? this.#renderFailure(error, () => void this.#contacts.run()) : nothing}
      ${
        items?.length
          ? html`<ul class="people" aria-label=${words.contacts}>
              ${items.map((contact) => this.#renderContact(contact))}
            </ul>`
          : nothing
      }`;
  }

  #renderContact(contact: Contact): unknown {
    const words = this.own;
    const { id, name, email, companies, access } = contact;
    const again = access === 'invited';
    return html`<li id="contact-${id}" tabindex="-1">
      <div class="person">
        <div class="who">
          <b dir="auto">${name}</b>
          <span class="label">${email}</span>
          <span class="label" dir="auto"
            >${companies.map((company) => company.name).join(', ') || words.noCompany} ·
            ${words.access[access]}</span
          >
        </div>
        <button
          class="button"
          aria-label=${words.edit(name)}
          aria-expanded=${this.edited === id}
          @click=${() => this.#edit(this.edited === id ? undefined : id)}
        >
          ${words.editShort}
        </button>
        ${
          access === 'account'
            ? nothing
            : html`<button
                class="button"
                aria-label=${again ? words.inviteAgain(name) : words.invite(name)}
                @click=${() => this.#invite(contact)}
              >
                ${again ? words.inviteAgainShort : words.inviteShort}
              </button>`
        }
      </div>
      ${
        this.edited === id
          ? html`<contact-form
              .api=${this.#api}
              .contact=${contact}
              @contact-saved=${this.#changed}
              @contact-left=${() => this.#edit(undefined)}
            ></contact-form>`
          : nothing
      }
      ${this.#renderTold(id)}
    </li>`;
  }

  #renderCompanies(): unknown {
    const words = this.own;
    const { value: items, error } = this.#companies;
    return html`<form class="control" novalidate @submit=${this.#addCompany}>
        <label for="new-company">${words.newCompany}</label>
        <div class="adder">
          <input
            class="input"
            id="new-company"
            name="name"
            maxlength="200"
            autocomplete="off"
            aria-invalid=${this.companyProblem ? 'true' : nothing}
            aria-describedby=${this.companyProblem ? 'company-problem' : nothing}
          />
          <button class="button">${words.addNewCompany}</button>
        </div>
        ${this.companyProblem ? html`<p class="problem" id="company-problem">${this.companyProblem}</p>` : nothing}
      </form>
      ${this.#renderTold('company')}
      <div class="control">
        <label for="find-company">${words.findCompany}</label>
        <input
          class="input"
          id="find-company"
          type="search"
          autocomplete="off"
          @input=${(event: Event) => this.#later(event, (text) => (this.companyText = text))}
        />
      </div>
      ${items?.length === 0 ? html`<p class="empty">${this.companyText ? words.noCompanies : words.noCompaniesYet}</p>` : nothing}
      ${error ? this.#renderFailure(error, () => void this.#companies.run()) : nothing}
      ${
        items?.length
          ? html`<ul class="people" aria-label=${words.companies}>
              ${items.map(({ name }) => html`<li dir="auto">${name}</li>`)}
            </ul>`
          : nothing
      }`;
  }

  #renderTold(id: string): unknown {
    const { told } = this;
    return html`<div role="status">
      ${told?.id === id ? html`<p class=${told.wrong ? 'problem' : 'label'}>${told.text}</p>` : nothing}
    </div>`;
  }

  #renderFailure(error: PortalError, again: () => void): unknown {
    return html`<p class="problem" role="alert">${this.words(error)}</p>
      <p><button class="button" @click=${again}>${this.t.retry}</button></p>`;
  }

  #later({ target }: Event, find: (text: string) => void): void {
    clearTimeout(this.#timer);
    // The event forgets its field once it has passed.
    this.#timer = setTimeout(() => find((target as HTMLInputElement).value.trim()), pause);
  }

  #edit(id: string | undefined): void {
    const before = this.edited;
    this.edited = id;
    this.told = undefined;
    void this.updateComplete.then(() => {
      const row = this.renderRoot.querySelector<HTMLElement>(
        `#${CSS.escape(`contact-${id ?? before ?? ''}`)}`,
      );
      row?.querySelector<HTMLElement>(id === undefined ? 'button' : 'contact-form')?.focus();
    });
  }

  readonly #added = ({ contact }: ContactSavedEvent): void => {
    this.told = { id: 'new', text: this.own.added(contact.name) };
    void this.#contacts.run();
  };

  readonly #changed = async ({ contact }: ContactSavedEvent): Promise<void> => {
    this.#edit(undefined);
    this.told = { id: contact.id, text: this.own.saved(contact.name) };
    await this.#contacts.run();
  };

  async #invite({ id, name }: Contact): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#api.invite(id);
      this.told = { id, text: this.own.invited(name) };
      await this.#contacts.run();
    } catch (thrown) {
      this.told = { id, text: this.words(PortalError.from(thrown)), wrong: true };
    } finally {
      this.#busy = false;
    }
  }

  readonly #addCompany = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const input = form.querySelector('input');
    const name = input?.value.trim() ?? '';
    const words = this.own;
    if (this.#busy) return;
    this.companyProblem = name === '' ? words.needed : '';
    if (name === '') return input?.focus();
    this.#busy = true;
    try {
      const company = await this.#api.addCompany(name);
      form.reset();
      this.told = { id: 'company', text: words.companyAdded(company.name) };
      await this.#companies.run();
    } catch (thrown) {
      const problem = PortalError.from(thrown);
      this.companyProblem = problem.fields?.some(isTaken) ? words.taken.name : this.words(problem);
      input?.focus();
    } finally {
      this.#busy = false;
    }
  };
}
