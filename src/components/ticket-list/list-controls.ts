import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../../locales/index.ts';

/** A value and its words. */
export type Choice = readonly [value: string, label: string];

/** A few choices side by side. */
export function renderSegments(
  part: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
  onChoose: (value: string) => void,
): TemplateResult {
  return html`<div class="segments" part=${part} role="group" aria-label=${label}>
    ${choices.map(
      ([value, words]) =>
        html`<button
          aria-pressed=${value === chosen}
          @click=${() => value !== chosen && onChoose(value)}
          .textContent=${words}
        ></button>`,
    )}
  </div>`;
}

/** Choices that are too many, or have too little room, to stand side by side. */
export function renderSelect(
  part: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
  onChoose: (value: string) => void,
): TemplateResult {
  return html`<select
    class="input ${part}"
    part=${part}
    aria-label=${label}
    @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value)}
  >
    ${choices.map(
      ([value, words]) =>
        html`<option value=${value} .selected=${value === chosen} .textContent=${words}></option>`,
    )}
  </select>`;
}

/** The search box. `typed` is what stands in it. */
export function renderSearch(
  t: Messages,
  typed: string,
  on: { type: (event: InputEvent) => void; search: (event: Event) => void; clearSearch: () => void },
): TemplateResult {
  return html`<form class="search" role="search" @submit=${on.search}>
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="7" cy="7" r="4.6"></circle>
      <path d="m10.6 10.6 3.6 3.6"></path>
    </svg>
    <input
      class="input"
      part="search-input"
      type="search"
      .enterKeyHint=${'search'}
      maxlength="200"
      autocomplete="off"
      placeholder=${t.searchTickets}
      aria-label=${t.searchTickets}
      .value=${typed}
      @input=${on.type}
      @compositionend=${on.type}
    />
    ${
      typed
        ? html`<button class="clear" type="button" aria-label=${t.clearSearch} @click=${on.clearSearch}>
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
              <path d="m3 3 8 8m0-8-8 8" />
            </svg>
          </button>`
        : nothing
    }
  </form>`;
}
