import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PortalError } from '../../../../src/api/errors.ts';
import { PortalElement } from '../../../../src/components/base/portal-element.ts';
import { baseStyles } from '../../../../src/theme/base.styles.ts';
import '../controls/define-rule-editor.ts';
import type { OptionChosenEvent } from '../controls/option-search.ts';
import { settingsStyles } from '../settings.styles.ts';
import { peopleWords } from '../words/people.ts';
import { shellWords } from '../words/shell.ts';
import { isTaken, type Company, type Contact, type peopleApi } from './people-api.ts';

/** Somebody was added or changed. */
export class ContactSavedEvent extends Event {
  readonly contact: Contact;
  constructor(contact: Contact) {
    super('contact-saved');
    this.contact = contact;
  }
}

/**
 * Name, address and companies of one contact, new or known; an address is never changed, for it is what people sign in
 * with.
 */
export class ContactForm extends PortalElement {
  static override styles = [baseStyles, settingsStyles];

  @property({ attribute: false }) api!: ReturnType<typeof peopleApi>;
  /** Absent: a new one. */
  @property({ attribute: false }) contact: Contact | undefined;

  @state() private companies: readonly Company[] = [];
  @state() private problems: { name?: string; email?: string } = {};
  @state() private failure: PortalError | undefined;
  @query('form') private form!: HTMLFormElement | null;
  #busy = false;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('contact') && this.contact) this.companies = this.contact.companies;
  }

  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('input')?.focus(options),
    );
  }

  protected override renderContent(): unknown {
    const { contact, problems, failure } = this;
    const words = peopleWords(this.locale.tag);
    return html`<form class="controls inner" novalidate @submit=${this.#submit}>
      ${contact ? nothing : this.#renderField('email', words.email, problems.email)}
      ${this.#renderField('name', words.name, problems.name)} ${this.#renderCompanies()}
      ${failure ? html`<p class="problem" role="alert">${this.words(failure)}</p>` : nothing}
      <div class="buttons">
        <button class="button" type="submit">${contact ? words.saveContact : words.add}</button>
        ${
          contact
            ? html`<button
                class="button quiet"
                type="button"
                @click=${() => this.dispatchEvent(new Event('contact-left'))}
              >
                ${this.t.cancel}
              </button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #renderField(name: 'name' | 'email', label: string, problem: string | undefined): unknown {
    return html`<div class="control">
      <label for=${name}>${label}</label>
      <input
        class="input"
        id=${name}
        name=${name}
        type=${name === 'email' ? 'email' : 'text'}
        maxlength=${name === 'email' ? 254 : 200}
        autocomplete="off"
        .value=${name === 'name' ? (this.contact?.name ?? '') : ''}
        aria-invalid=${problem ? 'true' : nothing}
        aria-describedby=${problem ? `${name}-problem` : nothing}
      />
      ${problem ? html`<p class="problem" id="${name}-problem">${problem}</p>` : nothing}
    </div>`;
  }

  #renderCompanies(): unknown {
    const words = peopleWords(this.locale.tag);
    const shared = shellWords(this.locale.tag);
    const { companies } = this;
    return html`<fieldset class="control tags">
      <legend>${words.companies}</legend>
      <div class="help">${words.companiesHelp}</div>
      ${companies.length === 0 ? html`<p class="empty">${words.noCompany}</p>` : nothing}
      <ul>
        ${companies.map(
          (company, index) =>
            html`<li class="tag">
              <span dir="auto">${company.name}</span>
              ${index === 0 && companies.length > 1 ? html`<span class="label">${words.primary}</span>` : nothing}
              ${
                index > 0
                  ? html`<button
                      class="button icon"
                      type="button"
                      aria-label=${shared.moveUp(company.name)}
                      @click=${() => this.#raise(index)}
                    >
                      ↑
                    </button>`
                  : nothing
              }<button
                class="button icon"
                type="button"
                aria-label=${shared.removeItem(company.name)}
                @click=${() => this.#remove(company)}
              >
                ×
              </button>
            </li>`,
        )}
      </ul>
      <option-search
        .label=${words.addCompany}
        .placeholder=${words.addCompany}
        .taken=${companies.map(({ id }) => id)}
        .search=${this.#search}
        @option-chosen=${({ choice }: OptionChosenEvent) => {
          this.companies = [...companies, { id: choice.value, name: choice.label }];
          this.announce(`${words.companies}: ${choice.label}`);
        }}
      ></option-search>
    </fieldset>`;
  }

  readonly #search = async (text: string, signal: AbortSignal) =>
    (await this.api.companies(text, signal)).map(({ id, name }) => ({ value: id, label: name }));

  #raise(index: number): void {
    const next = [...this.companies];
    const [company] = next.splice(index, 1) as [Company];
    next.splice(index - 1, 0, company);
    this.companies = next;
    this.announce(shellWords(this.locale.tag).moved(company.name, index, next.length));
    this.#focusSearch();
  }

  #remove(company: Company): void {
    this.companies = this.companies.filter((other) => other !== company);
    this.announce(shellWords(this.locale.tag).removed(company.name));
    this.#focusSearch();
  }

  /** What had the focus may be gone. */
  #focusSearch(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('option-search')?.focus());
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { form, contact, api } = this;
    if (!form || this.#busy) return;
    const data = new FormData(form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const words = peopleWords(this.locale.tag);
    this.failure = undefined;
    this.problems = {
      ...(text('name') === '' && { name: words.needed }),
      ...(!contact && !/^[^\s@]+@[^\s@]+$/.test(text('email')) && { email: words.invalidEmail }),
    };
    if (Object.keys(this.problems).length > 0) return this.#focusProblem();
    const companies = this.companies.map(({ id }) => id);
    this.#busy = true;
    try {
      const saved = contact
        ? await api.changeContact(contact.id, { name: text('name'), companies })
        : await api.addContact({ email: text('email'), name: text('name'), companies });
      if (!contact) {
        form.reset();
        this.companies = [];
      }
      this.dispatchEvent(new ContactSavedEvent(saved));
    } catch (thrown) {
      this.#explain(PortalError.from(thrown));
    } finally {
      this.#busy = false;
    }
  };

  #explain(problem: PortalError): void {
    const words = peopleWords(this.locale.tag);
    const [fault] = problem.fields ?? [];
    if (fault?.field === 'email')
      this.problems = { email: isTaken(fault) ? words.taken.email : words.invalidEmail };
    else if (fault?.field === 'name') this.problems = { name: words.needed };
    else this.failure = problem;
    this.#focusProblem();
  }

  #focusProblem(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid]')?.focus(),
    );
  }
}
