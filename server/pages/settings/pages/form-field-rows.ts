import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { propertyKinds } from '../../../src/settings/form-parts.ts';
import type { PropertySettings } from '../../../src/settings/forms.ts';
import {
  checkList,
  numberField,
  rows,
  select,
  textArea,
  textField,
  toggle,
  type ControlHost,
} from '../controls.ts';
import { dragFrom } from '../controls/drag.ts';
import { dependents, isText, moved, others, type FieldPart, type FieldSettings } from '../form-model.ts';
import { ofKind } from '../property-kinds.ts';
import type { FormsWords } from '../words/forms.ts';
import { propertiesWords } from '../words/properties.ts';
import { conditionRows } from './form-condition-rows.ts';

export interface FieldRowsOptions {
  /** Of the form's fields. */
  path: string;
  fields: readonly FieldSettings[];
  /** Everything a form can ask for. */
  parts: readonly FieldPart[];
  words: FormsWords;
  /** Fields whose settings stand open. */
  open: ReadonlySet<string>;
  toggled: (property: string, open: boolean) => void;
}

/** The fields of a form, each with its settings folded away. */
export function fieldRows(host: ControlHost, options: FieldRowsOptions): unknown {
  const { path, fields, parts, words } = options;
  const { editor } = host;
  const partOf = (property: string): FieldPart =>
    parts.find((part) => part.property === property) ?? {
      property,
      label: property,
      kind: 'text',
      options: [],
    };
  const labelOf = ({ property, label }: FieldSettings): string => label ?? partOf(property).label;
  const move = (from: number, to: number): void => {
    const field = fields[from];
    if (!field) return;
    editor.set(path, moved(fields, from, to));
    host.announce(host.shared.moved(labelOf(field), to + 1, fields.length));
  };
  return rows<FieldSettings>(host, {
    path,
    label: words.fields,
    empty: words.noFields,
    ordered: true,
    nameOf: labelOf,
    removable: ({ property }) => dependents(fields, property).length === 0,
    row: (field, at) => {
      const part = partOf(field.property);
      const open = options.open.has(field.property) || editor.problemAt(at, true) !== undefined;
      return html`<div class="field-head">
        ${
          editor.readOnly
            ? nothing
            : html`<span
                class="handle"
                aria-hidden="true"
                title=${words.drag}
                @pointerdown=${(event: PointerEvent) => dragFrom(event, move)}
                >⠿</span
              >`
        }
        <details
          .open=${live(open)}
          @toggle=${(event: Event) =>
            options.toggled(field.property, (event.target as HTMLDetailsElement).open)}
        >
          <summary>
            <b>${labelOf(field)}</b>
            <span class="label"
              >${[
                part.kind === 'file' ? words.fileKind : propertiesWords(host.locale.tag).kinds[part.kind],
                ...(field.required ? [words.required] : []),
                ...(field.showWhen?.length ? [words.conditional] : []),
                ...dependents(fields, field.property).map((one) => words.dependent(labelOf(one))),
              ].join(' · ')}</span
            >
          </summary>
          ${open ? html`<div class="settings">${renderSettings(host, field, at, part, options)}</div>` : nothing}
        </details>
      </div>`;
    },
  });
}

function renderSettings(
  host: ControlHost,
  field: FieldSettings,
  at: string,
  part: FieldPart,
  { fields, parts, words }: FieldRowsOptions,
): unknown {
  return [
    html`<div class="side-by-side">
      ${textField(host, {
        path: `${at}.label`,
        label: words.label,
        placeholder: part.label,
        optional: true,
        maxLength: 200,
      })}
      ${renderKind(host, field.property)}
    </div>`,
    textArea(host, { path: `${at}.help`, label: words.help, optional: true, rows: 2, maxLength: 1000 }),
    toggle(host, { path: `${at}.required`, label: words.required, help: words.requiredHelp }),
    html`<div class="side-by-side">
      ${
        isText(part.kind)
          ? numberField(host, {
              path: `${at}.maxLength`,
              label: words.maxLength,
              unit: words.characters,
              optional: true,
              min: 1,
              max: part.limit ?? 50_000,
            })
          : nothing
      }
      ${renderDefault(host, at, part, words)}
    </div>`,
    conditionRows(host, {
      path: `${at}.showWhen`,
      conditions: field.showWhen ?? [],
      others: others(fields, parts, field.property).map((part) => ({
        ...part,
        label: fields.find(({ property }) => property === part.property)?.label ?? part.label,
      })),
      words,
    }),
  ];
}

/** What a property is made of can be said where it is asked for, as long as it is new: tickets have it in its old kind. */
function renderKind(host: ControlHost, key: string): unknown {
  const { editor } = host;
  const index = editor.draft.properties.findIndex((property) => property.key === key);
  const property = editor.draft.properties[index];
  if (!property || editor.saved.properties.some((saved) => saved.key === key)) return nothing;
  const { kind, kinds, firstOption } = propertiesWords(host.locale.tag);
  return select<PropertySettings['kind']>(host, {
    path: `properties.${index}.kind`,
    label: kind,
    value: property.kind,
    change: (wanted) => editor.set(`properties.${index}`, ofKind(property, wanted, firstOption)),
    choices: propertyKinds.map((value) => ({ value, label: kinds[value] })),
  });
}

/** What the field holds before anybody fills it in, by a control of its kind. */
function renderDefault(
  host: ControlHost,
  at: string,
  { kind, options, limit }: FieldPart,
  words: FormsWords,
): unknown {
  const path = `${at}.default`;
  const label = words.default;
  switch (kind) {
    case 'file':
    case 'date': // the same day for ever would be no help
      return nothing;
    case 'checkbox':
      return toggle(host, {
        path,
        label: words.defaultTicked,
        change: (ticked) => host.editor.set(path, ticked ? true : undefined),
      });
    case 'number':
      return numberField(host, { path, label, optional: true });
    case 'select':
    case 'radio':
      return select(host, { path, label, empty: words.noDefault, choices: options });
    case 'multiselect':
      return checkList(host, { path, label, choices: options });
    case 'multiline':
      return textArea(host, {
        path,
        label,
        optional: true,
        rows: 2,
        maxLength: Math.min(limit ?? 2000, 2000),
      });
    default:
      return textField(host, { path, label, optional: true, maxLength: Math.min(limit ?? 2000, 2000) });
  }
}
