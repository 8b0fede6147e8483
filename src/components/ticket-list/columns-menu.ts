import { html, type TemplateResult } from 'lit';
import type { ColumnKey, PortalSettings } from '../../api/model.ts';
import { columnsWords } from '../../locales/en/columns.ts';
import { speak, type Messages } from '../../locales/index.ts';
import { columnLabel } from './ticket-rows.ts';

speak(columnsWords);

export interface ColumnsMenu {
  t: Messages;
  settings: PortalSettings;
  offered: readonly ColumnKey[];
  chosen: readonly ColumnKey[];
  /** Shows a column, or hides it. */
  show: (key: ColumnKey, shown: boolean) => void;
  /** Takes the choice back. */
  reset: () => void;
}

/** A box to tick for each column. The subject has none: by it a ticket is opened. */
export function renderMenu({ t, settings, offered, chosen, show, reset }: ColumnsMenu): TemplateResult {
  return html`<fieldset class="columns" part="columns" aria-describedby="columns-hint">
    <legend class="visually-hidden">${t.columnsShown}</legend>
    ${offered
      .filter((key) => key !== 'subject')
      .map(
        (key) =>
          html`<label>
            <input
              type="checkbox"
              .checked=${chosen.includes(key)}
              @change=${(event: Event) => show(key, (event.target as HTMLInputElement).checked)}
            />
            <span dir="auto">${columnLabel(key, t, settings)}</span>
          </label>`,
      )}
    <p class="label" id="columns-hint">${t.columnsKept}</p>
    <button class="button quiet" part="columns-reset" type="button" @click=${reset}>${t.resetColumns}</button>
  </fieldset>`;
}
