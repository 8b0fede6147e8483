import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { describe, type Choice, type ControlHost, type ControlOptions } from './controls/control.ts';

/**
 * Labelled native controls bound to paths of the draft. Each shows its help and what the gateway has refused, and names
 * both to screen readers; `id` is made of the path, so that lists of changes and problems can lead to it.
 */

export { describe, idOf, type Choice, type ControlHost, type ControlOptions } from './controls/control.ts';
export { choiceList, tagList, type ChoiceListOptions, type TagListOptions } from './controls/tag-list.ts';
export { rows, type RowsOptions } from './controls/rows.ts';

export interface TextOptions extends ControlOptions {
  type?: 'text' | 'email' | 'url' | 'search';
  /** An empty field takes the value out of the document. */
  optional?: boolean;
  placeholder?: string;
  maxLength?: number;
  /** Before and after what is typed, such as the rest of an address. */
  before?: string;
  after?: string;
  /** In place of the draft's value at the path. */
  value?: string;
  /** In place of setting the path. */
  change?: (value: string) => void;
  /** Whether problems anywhere within the path are this field's. */
  below?: boolean;
  rows?: number;
  /** Text that a program reads: no spelling, even letters. */
  code?: boolean;
}

export interface ChoiceOptions<Value> extends ControlOptions {
  choices: readonly Choice<Value>[];
  /** Whether problems below the path have a control of their own that shows them. */
  apart?: boolean;
  value?: Value;
  change?: (value: Value) => void;
}

const textAt = (host: ControlHost, { path, value }: TextOptions): string => {
  const known = value ?? host.editor.get(path);
  return typeof known === 'string' || typeof known === 'number' ? String(known) : '';
};

const setText = (host: ControlHost, { path, optional, change }: TextOptions, text: string): void => {
  if (change) change(text);
  else host.editor.set(path, optional && text === '' ? undefined : text);
};

const labelOf = (host: ControlHost, label: string, optional?: boolean): unknown =>
  optional ? html`${label} <span class="optional">(${host.shared.optional})</span>` : label;

export function textField(host: ControlHost, options: TextOptions): unknown {
  const { path, label, help, type = 'text', optional, before, after } = options;
  const { id, describedBy, invalid, ...shown } = describe(host, path, help, options.below);
  const input = html`<input
    class="input"
    id=${id}
    type=${type}
    placeholder=${ifDefined(options.placeholder)}
    maxlength=${ifDefined(options.maxLength)}
    .value=${live(textAt(host, options))}
    autocomplete="off"
    autocapitalize=${options.code ? 'off' : nothing}
    spellcheck=${options.code ? 'false' : nothing}
    ?readonly=${host.editor.readOnly}
    aria-describedby=${ifDefined(describedBy)}
    aria-invalid=${ifDefined(invalid)}
    @input=${(event: Event) => setText(host, options, (event.target as HTMLInputElement).value)}
  />`;
  return html`<div class="control">
    <label for=${id}>${labelOf(host, label, optional)}</label>
    ${
      before === undefined && after === undefined
        ? input
        : html`<div class="affixed">
            ${before === undefined ? nothing : html`<span class="affix">${before}</span>`}${input}${
              after === undefined ? nothing : html`<span class="affix">${after}</span>`
            }
          </div>`
    }
    ${shown.help} ${shown.problem}
  </div>`;
}

export function textArea(host: ControlHost, options: TextOptions): unknown {
  const { path, label, help, optional } = options;
  const { id, describedBy, invalid, ...shown } = describe(host, path, help);
  return html`<div class="control">
    <label for=${id}>${labelOf(host, label, optional)}</label>
    <textarea
      class=${options.code ? 'input code' : 'input'}
      id=${id}
      rows=${options.rows ?? 5}
      placeholder=${ifDefined(options.placeholder)}
      maxlength=${ifDefined(options.maxLength)}
      .value=${live(textAt(host, options))}
      spellcheck=${options.code ? 'false' : nothing}
      ?readonly=${host.editor.readOnly}
      aria-describedby=${ifDefined(describedBy)}
      aria-invalid=${ifDefined(invalid)}
      @input=${(event: Event) => setText(host, options, (event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${shown.help} ${shown.problem}
  </div>`;
}

export interface NumberOptions extends ControlOptions {
  min?: number;
  max?: number;
  optional?: boolean;
  unit?: string;
  /** How many of the document's units one of the shown ones is: 1_000_000 shows bytes as megabytes. */
  scale?: number;
}

export function numberField(host: ControlHost, options: NumberOptions): unknown {
  const { path, label, help, min, max, optional, unit, scale = 1 } = options;
  const { id, describedBy, invalid, ...shown } = describe(host, path, help);
  const value = host.editor.get(path);
  const change = ({ target }: Event): void => {
    const { value: text, valueAsNumber, validity } = target as HTMLInputElement;
    if (validity.badInput) return; // on the way to a number
    host.editor.set(path, text === '' ? undefined : Math.round(valueAsNumber * scale));
  };
  return html`<div class="control">
    <label for=${id}>${labelOf(host, label, optional)}</label>
    <div class="affixed number">
      <input
        class="input"
        id=${id}
        type="number"
        step=${scale === 1 ? 1 : 'any'}
        min=${ifDefined(min)}
        max=${ifDefined(max)}
        .value=${live(typeof value === 'number' ? String(value / scale) : '')}
        ?readonly=${host.editor.readOnly}
        aria-describedby=${ifDefined(describedBy)}
        aria-invalid=${ifDefined(invalid)}
        @input=${change}
      />${unit === undefined ? nothing : html`<span class="affix">${unit}</span>`}
    </div>
    ${shown.help} ${shown.problem}
  </div>`;
}

export interface ToggleOptions extends ControlOptions {
  value?: boolean;
  change?: (value: boolean) => void;
}

/** Yes or no. */
export function toggle(host: ControlHost, { path, label, help, value, change }: ToggleOptions): unknown {
  const { id, describedBy, invalid, ...shown } = describe(host, path, help);
  return html`<div class="control check">
    <input
      type="checkbox"
      id=${id}
      .checked=${live(value ?? host.editor.get(path) === true)}
      ?disabled=${host.editor.readOnly}
      aria-describedby=${ifDefined(describedBy)}
      aria-invalid=${ifDefined(invalid)}
      @change=${({ target }: Event) => {
        const { checked } = target as HTMLInputElement;
        if (change) change(checked);
        else host.editor.set(path, checked);
        // What was not taken must not look taken.
        host.requestUpdate();
      }}
    />
    <label for=${id}>${label}</label>
    ${shown.help} ${shown.problem}
  </div>`;
}

/** One of a few, each with room for an explanation. */
export function choice<Value extends string | number | boolean | undefined>(
  host: ControlHost,
  { path, label, help, choices, apart, value, change }: ChoiceOptions<Value>,
): unknown {
  const { id, describedBy, invalid, ...shown } = describe(host, path, help, !apart);
  const current = value ?? host.editor.get(path);
  return html`<fieldset
    class="control choice"
    id=${id}
    tabindex="-1"
    aria-describedby=${ifDefined(describedBy)}
    aria-invalid=${ifDefined(invalid)}
  >
    <legend>${label}</legend>
    ${shown.help}
    ${choices.map(
      (one, index) =>
        html`<div class="check">
          <input
            type="radio"
            name=${id}
            id="${id}-${index}"
            .checked=${live(one.value === current)}
            ?disabled=${host.editor.readOnly}
            aria-describedby=${one.help ? `${id}-${index}-help` : nothing}
            @change=${() => {
              if (change) change(one.value);
              else host.editor.set(path, one.value);
              host.requestUpdate();
            }}
          />
          <label for="${id}-${index}">${one.label}</label>
          ${one.help ? html`<div class="help" id="${id}-${index}-help">${one.help}</div>` : nothing}
        </div>`,
    )}
    ${shown.problem}
  </fieldset>`;
}

export interface SelectOptions<Value> extends ChoiceOptions<Value> {
  /** Whether it chooses what is shown, and not a setting: then it works where nothing can be saved. */
  always?: boolean;
  /** The words for nothing chosen, which takes the value out of the document; absent: something must be chosen. */
  empty?: string;
}

/** One of many. A value that is not among the choices stays, and is shown as it is. */
export function select<Value extends string | number>(
  host: ControlHost,
  { path, label, help, choices, empty, ...options }: SelectOptions<Value>,
): unknown {
  const { id, describedBy, invalid, ...shown } = describe(host, path, help);
  const current = options.value ?? (host.editor.get(path) as Value | undefined);
  const known = choices.some(({ value }) => value === current);
  const change = ({ target }: Event): void => {
    const index = (target as HTMLSelectElement).value;
    const value = index === '' ? undefined : choices[Number(index)]?.value;
    if (options.change && value !== undefined) options.change(value);
    else host.editor.set(path, value);
  };
  return html`<div class="control">
    <label for=${id}>${label}</label>
    <select
      class="input"
      id=${id}
      ?disabled=${host.editor.readOnly && !options.always}
      aria-describedby=${ifDefined(describedBy)}
      aria-invalid=${ifDefined(invalid)}
      @change=${change}
    >
      ${
        empty !== undefined || current === undefined
          ? html`<option value="" .selected=${current === undefined}>${empty ?? '–'}</option>`
          : nothing
      }
      ${current !== undefined && !known ? html`<option disabled selected>${current}</option>` : nothing}
      ${choices.map(
        (one, index) => html`<option value=${index} .selected=${one.value === current}>${one.label}</option>`,
      )}
    </select>
    ${shown.help} ${shown.problem}
  </div>`;
}

export interface CheckListOptions<Value> extends ControlOptions {
  choices: readonly Choice<Value>[];
  /** The words where there is nothing to choose from. */
  empty?: unknown;
}

/** Any of a few; the list in the document keeps the order of the choices. */
export function checkList<Value extends string>(
  host: ControlHost,
  { path, label, help, choices, empty }: CheckListOptions<Value>,
): unknown {
  const { id, describedBy, invalid, ...shown } = describe(host, path, help, true);
  const current = (host.editor.get(path) ?? []) as readonly Value[];
  const change = (value: Value, checked: boolean): void => {
    const wanted = new Set(current);
    if (checked) wanted.add(value);
    else wanted.delete(value);
    const known = choices.map((one) => one.value).filter((one) => wanted.delete(one));
    host.editor.set(path, [...known, ...wanted]);
  };
  return html`<fieldset
    class="control choice"
    id=${id}
    tabindex="-1"
    aria-describedby=${ifDefined(describedBy)}
    aria-invalid=${ifDefined(invalid)}
  >
    <legend>${label}</legend>
    ${shown.help} ${choices.length === 0 && empty ? html`<p class="empty">${empty}</p>` : nothing}
    ${choices.map(
      (one, index) =>
        html`<div class="check">
          <input
            type="checkbox"
            id="${id}-${index}"
            .checked=${live(current.includes(one.value))}
            ?disabled=${host.editor.readOnly}
            aria-describedby=${one.help ? `${id}-${index}-help` : nothing}
            @change=${({ target }: Event) => change(one.value, (target as HTMLInputElement).checked)}
          />
          <label for="${id}-${index}">${one.label}</label>
          ${one.help ? html`<div class="help" id="${id}-${index}-help">${one.help}</div>` : nothing}
        </div>`,
    )}
    ${shown.problem}
  </fieldset>`;
}

/** Controls that belong together, under a heading of their own. */
export function section(heading: string, intro: unknown, content: unknown): unknown {
  return html`<section>
    <h2>${heading}</h2>
    ${intro && intro !== nothing ? html`<div class="intro">${intro}</div>` : nothing} ${content}
  </section>`;
}
