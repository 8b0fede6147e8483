import { css, html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Lookup } from './lookup.ts';
import type { OptionChosenEvent } from './option-search.ts';
import type { Choice, RuleProperty } from './rule-properties.ts';
import { SettingsControl } from './settings-control.ts';

/** Choices that all fit on the page; more are searched for. */
const shownChoices = 12;

export class ValuesChangedEvent extends Event {
  readonly values: string[];
  constructor(values: string[]) {
    super('values-changed');
    this.values = values;
  }
}

/** The values of a condition: boxes to tick, a day, words, or what was found by name. */
export class ValuePicker extends SettingsControl {
  static override styles = [
    ...SettingsControl.styles,
    css`
      .frame {
        container-type: normal;
      }
      .values {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .choice,
      .chip {
        align-items: center;
        border: 1px solid var(--_line-strong);
        border-radius: 99px;
        display: inline-flex;
        gap: 6px;
        min-block-size: 32px;
        overflow-wrap: anywhere;
        padding: 3px 12px 3px 10px;
      }
      .choice:has(:checked) {
        background: var(--_brand-soft);
        border-color: var(--_brand-text);
        color: var(--_brand-text);
      }
      .choice:has(:focus-visible) {
        outline: 2px solid var(--_brand-text);
        outline-offset: 1px;
      }
      .choice input {
        accent-color: var(--_brand);
        inline-size: 16px;
        block-size: 16px;
        outline: none;
      }
      .chip {
        background: var(--_chip);
        border-color: transparent;
        padding-inline-end: 3px;
      }
      .chip button {
        background: none;
        block-size: 26px;
        border: 0;
        border-radius: 50%;
        inline-size: 26px;
        line-height: 1;
        padding: 0;
      }
      .chip button:hover {
        background: var(--_line);
      }
      .add {
        display: flex;
        flex: 1 1 200px;
        gap: 6px;
        min-inline-size: 0;
      }
      option-search {
        flex: 1 1 200px;
      }
      .input {
        min-block-size: 36px;
        padding-block: 4px;
      }
      .add .button {
        min-block-size: 36px;
      }
      input[type='date'] {
        inline-size: auto;
        max-inline-size: 100%;
      }
      fieldset {
        border: 0;
        margin: 0;
        min-inline-size: 0;
        padding: 0;
      }
      .problem {
        margin-block-start: 4px;
      }
    `,
  ];

  @property({ attribute: false }) values: readonly string[] = [];
  @property({ attribute: false }) kind: RuleProperty['values'] = { by: 'text' };
  /** What the values are of, for screen readers. */
  @property() label = '';
  /** What is wrong with them. */
  @property() problem = '';
  @property({ attribute: false }) lookup?: Lookup;
  /** A value's name. */
  @property({ attribute: false }) nameOf: (value: string) => string = (value) => value;
  @property({ type: Boolean }) disabled = false;

  @query('.text') private text!: HTMLInputElement | null;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('input, option-search')?.focus(options);
  }

  protected override renderContent(): unknown {
    const { kind, label, problem, disabled } = this;
    return html`<fieldset
        ?disabled=${disabled}
        aria-label=${label}
        aria-describedby=${problem ? 'problem' : nothing}
      >
        ${
          kind.by === 'choice' && kind.options.length <= shownChoices
            ? this.#renderChoices(kind.options)
            : kind.by === 'date'
              ? this.#renderDays()
              : this.#renderChips()
        }
      </fieldset>
      ${problem ? html`<p class="problem" id="problem">${problem}</p>` : nothing}`;
  }

  #renderChoices(options: readonly Choice[]): unknown {
    // What was chosen and is offered no longer can be taken away.
    const gone = this.values.filter((value) => !options.some((option) => option.value === value));
    return html`<div class="values">
      ${[...options, ...gone.map((value) => ({ value, label: this.words.unknown(value) }))].map(
        (option) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              .checked=${this.values.includes(option.value)}
              @change=${(event: Event) => this.#tick(option.value, (event.target as HTMLInputElement).checked)}
            />${option.label}</label
          >`,
      )}
    </div>`;
  }

  #renderDays(): unknown {
    const days = this.values.length > 0 ? this.values : [''];
    return html`<div class="values">
      ${days.map(
        (value, index) =>
          html`<input
            class="input"
            type="date"
            aria-label=${this.label}
            aria-invalid=${this.problem ? 'true' : nothing}
            .value=${value.slice(0, 10)}
            @change=${(event: Event) => this.#setDay(index, event.target as HTMLInputElement)}
            @blur=${({ target }: Event) => this.#restoreDay(index, target as HTMLInputElement)}
          />`,
      )}
    </div>`;
  }

  #renderChips(): unknown {
    const { kind, words } = this;
    return html`<div class="values">
      ${repeat(
        this.values,
        (value) => value,
        (value) =>
          html`<span class="chip"
            >${this.nameOf(value)}<button
              type="button"
              aria-label=${words.removeValue(this.nameOf(value))}
              @click=${() => this.#remove(value)}
            >
              <span aria-hidden="true">×</span>
            </button></span
          >`,
      )}
      ${
        kind.by === 'text'
          ? html`<span class="add"
              ><input
                class="input text"
                type="text"
                maxlength="500"
                aria-label=${this.label}
                aria-invalid=${this.problem ? 'true' : nothing}
                placeholder=${words.typeValue}
                @keydown=${this.#keyed}
                @change=${this.#add}
              /><button class="button" type="button" @click=${this.#add}>${words.addValue}</button></span
            >`
          : html`<option-search
              .label=${this.label}
              .placeholder=${this.#placeholder()}
              .taken=${this.values}
              .search=${this.#search}
              ?disabled=${this.disabled}
              @option-chosen=${this.#chosen}
            ></option-search>`
      }
    </div>`;
  }

  #placeholder(): string {
    const { kind, words } = this;
    if (kind.by === 'company') return words.searchCompany;
    return kind.by === 'contact' ? words.searchContact : words.searchOption;
  }

  readonly #search = async (text: string, signal: AbortSignal): Promise<readonly Choice[]> => {
    const { kind } = this;
    if (kind.by === 'company' || kind.by === 'contact')
      return (await this.lookup?.search(kind.by, text, signal)) ?? [];
    if (kind.by !== 'choice') return [];
    const wanted = text.toLocaleLowerCase();
    return kind.options.filter(({ label }) => label.toLocaleLowerCase().includes(wanted)).slice(0, 50);
  };

  readonly #chosen = ({ choice }: OptionChosenEvent): void => this.#tell([...this.values, choice.value]);

  #tick(value: string, on: boolean): void {
    this.#tell(on ? [...this.values, value] : this.values.filter((other) => other !== value));
  }

  #setDay(index: number, { value, validity }: HTMLInputElement): void {
    // Half a day, while it is typed: to take the rest from under somebody's hands helps nobody.
    if (validity.badInput) return;
    const days = [...this.values];
    days[index] = value;
    this.#tell(days.filter(Boolean));
  }

  /** What was left half typed is still the day that it was. */
  #restoreDay(index: number, input: HTMLInputElement): void {
    if (input.validity.badInput) input.value = this.values[index]?.slice(0, 10) ?? '';
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    this.#add();
  };

  // What was typed and not added counts too: leaving the field is enough.
  readonly #add = (): void => {
    const value = this.text?.value.trim() ?? '';
    if (this.text) this.text.value = '';
    if (value && !this.values.includes(value)) this.#tell([...this.values, value]);
  };

  #remove(value: string): void {
    this.#tell(this.values.filter((other) => other !== value));
    this.focus();
  }

  #tell(values: readonly string[]): void {
    this.dispatchEvent(new ValuesChangedEvent([...values]));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'value-picker': ValuePicker;
  }
}
