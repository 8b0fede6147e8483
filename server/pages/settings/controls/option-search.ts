import { css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { SettingsControl } from './settings-control.ts';
import type { Choice } from './rule-properties.ts';

/** Somebody has chosen one of what was found. */
export class OptionChosenEvent extends Event {
  readonly choice: Choice;
  constructor(choice: Choice) {
    super('option-chosen');
    this.choice = choice;
  }
}

/** Milliseconds after a letter before it is searched for. */
const pause = 200;

/** A field that finds things by name, with the list of what it has found: arrow keys, Enter, Escape. */
export class OptionSearch extends SettingsControl {
  static override styles = [
    ...SettingsControl.styles,
    css`
      .frame {
        container-type: normal;
      }
      .search {
        position: relative;
      }
      [role='listbox'] {
        background: var(--_raised);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        box-shadow: 0 6px 20px rgb(0 0 0 / 0.12);
        inset-inline: 0;
        list-style: none;
        margin-block-start: 2px;
        max-block-size: 260px;
        overflow: auto;
        padding: 4px;
        position: absolute;
        z-index: 3;
      }
      [role='option'] {
        border-radius: var(--_radius-small);
        cursor: pointer;
        overflow-wrap: anywhere;
        padding: 6px 8px;
      }
      [role='option'][aria-selected='true'] {
        background: var(--_brand-soft);
        color: var(--_brand-text);
      }
      .search > p {
        margin-block-start: 4px;
      }
    `,
  ];

  /** What the field is called. */
  @property() label = '';
  @property() placeholder = '';
  @property({ attribute: false }) search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]> =
    () => Promise.resolve([]);
  /** Values that are chosen already. */
  @property({ attribute: false }) taken: readonly string[] = [];
  @property({ type: Boolean }) disabled = false;

  @state() private found: readonly Choice[] | undefined;
  @state() private failed = false;
  @state() private active = -1;
  @query('input') private input!: HTMLInputElement | null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | undefined;
  /** Whether what is found is not what was asked for last. */
  #stale = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  protected override renderContent(): unknown {
    const { found, active, words } = this;
    const open = found !== undefined && found.length > 0;
    return html`<div class="search" @focusout=${this.#left}>
      <input
        class="input"
        type="text"
        role="combobox"
        autocomplete="off"
        aria-label=${this.label}
        aria-autocomplete="list"
        aria-expanded=${open}
        aria-controls="found"
        aria-activedescendant=${open && active >= 0 ? `option-${active}` : nothing}
        placeholder=${this.placeholder}
        ?disabled=${this.disabled}
        @input=${this.#typed}
        @click=${this.#typed}
        @keydown=${this.#keyed}
      />
      <ul id="found" role="listbox" aria-label=${this.label} ?hidden=${!open}>
        ${(found ?? []).map(
          (choice, index) =>
            html`<li
              id="option-${index}"
              role="option"
              aria-selected=${index === active}
              @pointerdown=${(event: Event) => event.preventDefault()}
              @click=${() => this.#choose(choice)}
            >
              ${choice.label}
            </li>`,
        )}
      </ul>
      <p class="label" role="status">
        ${this.failed ? words.searchFailed : found?.length === 0 ? words.nothingFound : open ? html`<span class="visually-hidden">${words.found(found.length)}</span>` : nothing}
      </p>
    </div>`;
  }

  readonly #typed = (): void => {
    this.#stale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), pause);
  };

  async #read(): Promise<void> {
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    try {
      const all = await this.search(this.input?.value.trim() ?? '', signal);
      if (signal.aborted) return;
      this.#stale = false;
      this.found = all.filter(({ value }) => !this.taken.includes(value));
      this.failed = false;
      this.active = this.found.length > 0 && this.input?.value ? 0 : -1;
    } catch {
      if (signal.aborted) return;
      this.found = undefined;
      this.failed = true;
    }
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const { found = [] } = this;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (found.length === 0) return this.#typed();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active = (this.active + step + found.length) % found.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      void this.#chooseTyped();
    } else if (event.key === 'Escape' && this.found) {
      event.stopPropagation();
      this.#close();
    }
  };

  /** What is marked; whoever types faster than it is found means the first of what fits. */
  async #chooseTyped(): Promise<void> {
    if (this.#stale) {
      clearTimeout(this.#timer);
      await this.#read();
    }
    const choice = this.found?.[this.active];
    if (choice) this.#choose(choice);
  }

  #choose(choice: Choice): void {
    if (this.input) this.input.value = '';
    this.#close();
    this.dispatchEvent(new OptionChosenEvent(choice));
  }

  readonly #left = (event: FocusEvent): void => {
    if (event.relatedTarget && this.renderRoot.contains(event.relatedTarget as Node)) return;
    this.#close();
  };

  #close(): void {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.found = undefined;
    this.failed = false;
    this.active = -1;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'option-search': OptionSearch;
  }
}
