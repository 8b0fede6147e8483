import { html, nothing } from 'lit';
import { idOf, rows, select, textField, type ControlHost } from '../controls.ts';
import {
  conditionOperators,
  conditionValue,
  newCondition,
  withOperator,
  type FieldPart,
  type ShowCondition,
} from '../form-model.ts';
import type { ValuesChangedEvent } from '../controls/value-picker.ts';
import '../controls/define-rule-editor.ts';
import type { FormsWords } from '../words/forms.ts';

export interface ConditionRowsOptions {
  path: string;
  conditions: readonly ShowCondition[];
  /** The fields that can be asked for. */
  others: readonly FieldPart[];
  words: FormsWords;
}

type Operator = ShowCondition['operator'];

/** When a field shows: what has to hold for the values of others. */
export function conditionRows(host: ControlHost, options: ConditionRowsOptions): unknown {
  const { path, conditions, others, words } = options;
  const { editor } = host;
  const partOf = (property: string): FieldPart =>
    others.find((part) => part.property === property) ?? {
      property,
      label: property,
      kind: 'text',
      options: [],
    };
  return [
    rows<ShowCondition>(host, {
      path,
      label: words.showWhen,
      empty: others.length > 0 ? words.always : words.noOthers,
      ...(conditions.length > 1 ? { help: words.allHold } : {}),
      nameOf: ({ property }) => words.condition(partOf(property).label),
      row: (condition, at) => renderCondition(host, condition, at, partOf(condition.property), words),
    }),
    others.length === 0 || editor.readOnly
      ? nothing
      : html`<select
          class="input"
          id="${idOf(path)}-add"
          aria-label=${words.addCondition}
          @change=${(event: Event) => {
            const list = event.target as HTMLSelectElement;
            const part = others.find(({ property }) => property === list.value);
            list.value = '';
            if (part) editor.set(path, [...conditions, newCondition(part)]);
          }}
        >
          <option value="">${words.addCondition}</option>
          ${others.map(({ property, label }) => html`<option value=${property}>${label}</option>`)}
        </select>`,
  ];
}

function renderCondition(
  host: ControlHost,
  condition: ShowCondition,
  at: string,
  part: FieldPart,
  words: FormsWords,
): unknown {
  const { editor } = host;
  const { operator, value } = condition;
  const offered = conditionOperators(part.kind);
  if (part.kind === 'checkbox')
    return select(host, {
      path: `${at}.value`,
      label: part.label,
      value: value === false ? 'false' : 'true',
      change: (wanted) => editor.set(`${at}.value`, wanted === 'true'),
      choices: [
        { value: 'true', label: words.ticked },
        { value: 'false', label: words.notTicked },
      ],
    });
  return html`<div class="side-by-side">
      ${select<Operator>(host, {
        path: `${at}.operator`,
        label: part.label,
        value: operator,
        change: (wanted) => editor.set(at, withOperator(condition, wanted, part)),
        choices: (offered.includes(operator) ? offered : [...offered, operator]).map((one) => ({
          value: one,
          label: operatorLabel(one, part, words),
        })),
      })}
      ${operator === 'empty' || operator === 'not-empty' || operator === 'in' ? nothing : renderValue(host, condition, at, part, words)}
    </div>
    ${
      operator === 'in'
        ? html`<value-picker
            .kind=${{ by: 'choice', options: part.options }}
            .values=${Array.isArray(value) ? value : []}
            .label=${`${words.value}: ${part.label}`}
            .nameOf=${(one: string) => part.options.find((option) => option.value === one)?.label ?? one}
            ?disabled=${editor.readOnly}
            @values-changed=${({ values }: ValuesChangedEvent) => editor.set(`${at}.value`, values)}
          ></value-picker>`
        : nothing
    }`;
}

function renderValue(
  host: ControlHost,
  { value }: ShowCondition,
  at: string,
  { kind }: FieldPart,
  words: FormsWords,
): unknown {
  if (kind === 'date') {
    const id = idOf(`${at}.value`);
    return html`<div class="control">
      <label for=${id}>${words.value}</label>
      <input
        class="input"
        id=${id}
        type="date"
        .value=${String(value ?? '')}
        ?readonly=${host.editor.readOnly}
        @change=${(event: Event) => host.editor.set(`${at}.value`, (event.target as HTMLInputElement).value)}
      />
    </div>`;
  }
  return textField(host, {
    path: `${at}.value`,
    label: words.value,
    value: String(value ?? ''),
    change: (text) => host.editor.set(`${at}.value`, conditionValue(text, kind)),
    maxLength: 500,
  });
}

function operatorLabel(operator: Operator, { kind }: FieldPart, words: FormsWords): string {
  if (kind === 'number' && operator === 'before') return words.less;
  if (kind === 'number' && operator === 'after') return words.more;
  return words.operators[operator];
}
