import { html, type TemplateResult } from 'lit';

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
        html`<button aria-pressed=${value === chosen} @click=${() => value !== chosen && onChoose(value)}>
          ${words}
        </button>`,
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
      ([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`,
    )}
  </select>`;
}

/** Whether somebody is marking text, so that a click is no wish to open what it fell on. */
export function isMarkingText(root: ShadowRoot | null): boolean {
  // Only Chromium needs, and has, a selection of the shadow root's own.
  const own = root as { getSelection?(): Selection | null } | null;
  return (own?.getSelection ? own.getSelection() : getSelection())?.type === 'Range';
}

/** A history entry remembers how many rows it showed. Its state is the page's: only our key in it is touched. */
const rowsKey = 'portico.rows';

export function rememberedRows(state: unknown = history.state): number {
  const rows = isRecord(state) ? state[rowsKey] : undefined;
  // A state that somebody else wrote must not make us load without end.
  return typeof rows === 'number' && rows > 0 ? Math.min(rows, 1_000) : 0;
}

export function rememberRows(rows: number | undefined, state: unknown = history.state): unknown {
  if (state !== null && state !== undefined && !isRecord(state)) return state;
  return { ...state, [rowsKey]: rows };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
