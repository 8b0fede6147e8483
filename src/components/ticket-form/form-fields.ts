import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { FieldError } from '../../api/errors.ts';
import type { FieldDefinition, FieldValue } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

/** Share of the allowed characters from which on the rest is counted down. */
const nearlyFull = 0.8;

export interface FieldContext {
  t: Messages;
  /** The field's number in its form: keys are the desk's words, and no ids. */
  index: number;
  value: FieldValue | undefined;
  error: FieldError | undefined;
  onInput: (value: FieldValue) => void;
  /** What a field for files shows. */
  files: () => unknown;
}

/** A fault in words. */
export function faultOf({ code, limit }: FieldError, t: Messages): string {
  const words: (limit?: number) => string = Object.hasOwn(t.fields, code) ? t.fields[code] : t.fields.invalid;
  return words(limit);
}

/** A field with its label, help, control and fault. */
export function renderField(field: FieldDefinition, context: FieldContext): TemplateResult {
  const { t, index, error } = context;
  const { label, help, kind, required } = field;
  // A box that may stay empty says so by itself.
  const title = html`${label}${required || kind === 'checkbox' ? nothing : html` <span class="optional">(${t.optional})</span>`}`;
  const around = [
    help ? html`<p class="label" id="help-${index}" part="help">${help}</p>` : nothing,
    error
      ? html`<p class="problem" id="error-${index}" part="field-error">${faultOf(error, t)}</p>`
      : nothing,
  ];
  if (kind === 'checkbox')
    return html`<div class="field" part="field">
      <label class="choice">${renderControl(field, context)}<span>${title}</span></label
      >${around}
    </div>`;
  if (kind === 'radio' || kind === 'multiselect')
    return html`<fieldset
      class="field"
      part="field"
      role=${kind === 'radio' ? 'radiogroup' : 'group'}
      id="field-${index}"
      tabindex="-1"
      aria-required=${ifDefined(kind === 'radio' ? required : undefined)}
      aria-invalid=${ifDefined(kind === 'radio' && error ? 'true' : undefined)}
      aria-describedby=${ifDefined(describedBy(field, context))}
    >
      <legend part="label">${title}</legend>
      ${around[0]}${renderChoices(field, context)}${around[1]}
    </fieldset>`;
  if (kind === 'file')
    return html`<fieldset
      class="field"
      part="field"
      id="field-${index}"
      tabindex="-1"
      aria-describedby=${ifDefined(describedBy(field, context))}
    >
      <legend part="label">${title}</legend>
      ${around[0]}${context.files()}${around[1]}
    </fieldset>`;
  return html`<div class="field" part="field">
    <label for="field-${index}" part="label">${title}</label>${around[0]}
    ${renderControl(field, context)}${renderRest(field, context)}${around[1]}
  </div>`;
}

function describedBy({ help }: FieldDefinition, { index, error }: FieldContext): string | undefined {
  const ids = [help && `help-${index}`, error && `error-${index}`].filter(Boolean).join(' ');
  return ids || undefined;
}

function renderControl(field: FieldDefinition, context: FieldContext): TemplateResult {
  const { index, value, error, onInput, t } = context;
  const { kind, required, options = [] } = field;
  const invalid = ifDefined(error ? 'true' : undefined);
  const described = ifDefined(describedBy(field, context));
  const text = typeof value === 'string' ? value : '';
  const input = (event: Event): void =>
    onInput((event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value);
  switch (kind) {
    case 'multiline':
      return html`<textarea
        class="input"
        part="input"
        id="field-${index}"
        rows="5"
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${described}
        .value=${text}
        @input=${input}
      ></textarea>`;
    case 'select':
      return html`<select
        class="input"
        part="input"
        id="field-${index}"
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${described}
        @change=${input}
      >
        <option value="" .selected=${!text}>${t.chooseOne}</option>
        ${options.map(
          (option) =>
            html`<option value=${option.value} .selected=${option.value === text}>${option.label}</option>`,
        )}
      </select>`;
    case 'checkbox':
      return html`<input
        type="checkbox"
        part="input"
        id="field-${index}"
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${described}
        .checked=${value === true}
        @change=${(event: Event) => onInput((event.target as HTMLInputElement).checked)}
      />`;
    default: {
      const [type, autocomplete, mode] = textKinds[kind] ?? ['text', 'off'];
      return html`<input
        class="input"
        part="input"
        id="field-${index}"
        type=${type}
        inputmode=${ifDefined(mode)}
        autocomplete=${autocomplete}
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${described}
        .value=${text}
        @input=${input}
      />`;
    }
  }
}

type Mode = HTMLInputElement['inputMode'];

/** Type, autocomplete token and keyboard. A number is text: a browser's number field throws away what it cannot read. */
const textKinds: Partial<
  Record<FieldDefinition['kind'], ['text' | 'date' | 'email' | 'tel' | 'url', AutoFill, Mode?]>
> = {
  date: ['date', 'off'],
  number: ['text', 'off', 'decimal'],
  email: ['email', 'email'],
  tel: ['tel', 'tel'],
  url: ['url', 'off'],
};

function renderChoices({ kind, options = [] }: FieldDefinition, context: FieldContext): TemplateResult[] {
  const { index, value, onInput } = context;
  const chosen = Array.isArray(value) ? value : [];
  return options.map((option) =>
    kind === 'radio'
      ? html`<label class="choice"
          ><input
            type="radio"
            part="input"
            name="field-${index}"
            .checked=${value === option.value}
            @change=${() => onInput(option.value)}
          /><span>${option.label}</span></label
        >`
      : html`<label class="choice"
          ><input
            type="checkbox"
            part="input"
            .checked=${chosen.includes(option.value)}
            @change=${(event: Event) =>
              onInput(
                (event.target as HTMLInputElement).checked
                  ? [...chosen, option.value]
                  : chosen.filter((other) => other !== option.value),
              )}
          /><span>${option.label}</span></label
        >`,
  );
}

/** Counts down where the limit is near; what is too much is kept, and said at submit. */
function renderRest(
  { maxLength }: FieldDefinition,
  { t, value }: FieldContext,
): TemplateResult | typeof nothing {
  const length = typeof value === 'string' ? value.trim().length : 0;
  if (!maxLength || length < maxLength * nearlyFull) return nothing;
  return html`<p class="label" part="counter">${t.charactersLeft(maxLength - length)}</p>`;
}
