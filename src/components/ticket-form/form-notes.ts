import { html, nothing, type TemplateResult } from 'lit';
import type { FieldValue } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import type { Filing } from '../../portal/form-filing.ts';

/** What a change of the form has left without a place: to be read, copied, or let go of. */
export function renderKept(
  { kept, keptFiles, withdrawn }: Filing,
  t: Messages,
  forget: () => void,
): TemplateResult | typeof nothing {
  if (withdrawn) return html`<p class="restored" part="withdrawn" tabindex="-1">${t.formWithdrawn}</p>`;
  if (!kept.length && !keptFiles.length) return nothing;
  return html`<div class="kept" part="kept" tabindex="-1">
    <p>${t.fieldsGone}</p>
    <dl>
      ${kept.map(
        ({ label, value }) =>
          html`<div>
            <dt class="label" dir="auto">${label}</dt>
            <dd dir="auto">${wordsOf(value, t)}</dd>
          </div>`,
      )}
      ${
        keptFiles.length
          ? html`<div>
              <dt class="label">${t.keptFiles}</dt>
              <dd dir="auto">${keptFiles.join(', ')}</dd>
            </div>`
          : nothing
      }
    </dl>
    <button class="button quiet" type="button" @click=${forget}>${t.forgetKept}</button>
  </div>`;
}

function wordsOf(value: FieldValue, t: Messages): string {
  if (value === true) return t.ticked;
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}
