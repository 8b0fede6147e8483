import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { describe, idOf, type Choice, type ControlHost, type ControlOptions } from './control.ts';
import { reasonOf } from '../reasons.ts';
import { removedFrom } from './removed.ts';

export interface TagListOptions extends ControlOptions {
  /** What the field says that takes a new one; also the name of its button. */
  addLabel: string;
  placeholder?: string;
  /** Makes what was typed what is kept; `undefined` for what cannot be one, which stays in the field. */
  normalize?: (text: string) => string | undefined;
  /** What to say of text that cannot be one. */
  refusal?: string;
  empty?: unknown;
  /** Whether several may be pasted at once, divided by commas, semicolons or white space. */
  many?: boolean;
}

/** More than these are not drawn: a page of 50,000 addresses helps nobody. */
const shownAtMost = 100;

const refusals = new WeakMap<ControlHost, Map<string, string>>();

/** Short texts of one kind: languages, origins, addresses. */
export function tagList(host: ControlHost, options: TagListOptions): unknown {
  const { path, label, help, addLabel, placeholder, normalize = trimmed, many } = options;
  const { editor, shared } = host;
  const { id, describedBy, ...shown } = describe(host, path, help);
  const items = (editor.get(path) ?? []) as readonly string[];
  const refused = refusals.get(host) ?? new Map<string, string>();
  refusals.set(host, refused);
  const refusal = refused.get(path);

  const add = (): void => {
    const input = host.renderRoot.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${CSS.escape(id)}`);
    if (!input || input.value.trim() === '') return;
    const texts = many ? input.value.split(/[\s,;]+/).filter(Boolean) : [input.value];
    const rejected: string[] = [];
    const wanted = new Set(items);
    for (const text of texts) {
      const value = normalize(text);
      if (value === undefined) rejected.push(text);
      else wanted.add(value);
    }
    const added = wanted.size - items.length;
    if (added > 0) editor.set(path, [...wanted]);
    input.value = rejected.join(many ? '\n' : ' ');
    if (rejected.length > 0) refused.set(path, options.refusal ?? shared.invalid);
    else if (added === 0) refused.set(path, shared.alreadyThere(texts.join(', ')));
    else refused.delete(path);
    if (added > 0) host.announce(`${label}: ${[...wanted].slice(items.length).slice(0, 5).join(', ')}`);
    input.focus();
    host.requestUpdate();
  };
  const keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || (many && event.shiftKey)) return;
    event.preventDefault();
    add();
  };
  const describedWith = [describedBy, refusal ? `${id}-refusal` : ''].filter(Boolean).join(' ') || undefined;
  return html`<fieldset class="control tags">
    <legend>${label}</legend>
    ${shown.help} ${items.length === 0 ? html`<p class="empty">${options.empty ?? shared.none}</p>` : nothing}
    ${renderItems(host, path, items)}
    ${
      editor.readOnly
        ? nothing
        : html`<div class="adder">
            ${
              many
                ? html`<textarea
                    class="input"
                    id=${id}
                    rows="2"
                    aria-label=${addLabel}
                    placeholder=${ifDefined(placeholder)}
                    spellcheck="false"
                    autocapitalize="off"
                    aria-describedby=${ifDefined(describedWith)}
                    aria-invalid=${refusal || shown.invalid ? 'true' : nothing}
                    @keydown=${keydown}
                  ></textarea>`
                : html`<input
                    class="input"
                    id=${id}
                    aria-label=${addLabel}
                    placeholder=${ifDefined(placeholder)}
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    aria-describedby=${ifDefined(describedWith)}
                    aria-invalid=${refusal || shown.invalid ? 'true' : nothing}
                    @keydown=${keydown}
                  />`
            }
            <button class="button" @click=${add}>${shared.add}</button>
          </div>`
    }
    ${refusal ? html`<p class="problem" id="${id}-refusal" role="alert">${refusal}</p>` : nothing}
    ${shown.problem}
  </fieldset>`;
}

export interface ChoiceListOptions extends ControlOptions {
  choices: readonly Choice<string>[];
  addLabel: string;
  empty?: unknown;
  /** Words for a place in the list, such as "used where no other fits" for the first. */
  note?: (index: number) => string | undefined;
}

/** Some of many, in an order that means something. */
export function choiceList(host: ControlHost, options: ChoiceListOptions): unknown {
  const { path, label, help, choices, addLabel, empty, note } = options;
  const { editor, shared } = host;
  const { id, describedBy, invalid, ...shown } = describe(host, path, help);
  const items = (editor.get(path) ?? []) as readonly string[];
  const left = choices.filter(({ value }) => !items.includes(value));
  const labelOf = (value: string): string => choices.find((one) => one.value === value)?.label ?? value;
  return html`<fieldset class="control tags">
    <legend>${label}</legend>
    ${shown.help} ${items.length === 0 ? html`<p class="empty">${empty ?? shared.none}</p>` : nothing}
    ${renderItems(host, path, items, { labelOf, ordered: true, note })}
    ${
      editor.readOnly || left.length === 0
        ? nothing
        : html`<select
            class="input"
            id=${id}
            aria-label=${addLabel}
            aria-describedby=${ifDefined(describedBy)}
            aria-invalid=${ifDefined(invalid)}
            @change=${({ target }: Event) => {
              const list = target as HTMLSelectElement;
              editor.set(path, [...items, list.value]);
              host.announce(`${label}: ${labelOf(list.value)}`);
              list.value = '';
            }}
          >
            <option value="">${addLabel}</option>
            ${left.map((one) => html`<option value=${one.value}>${one.label}</option>`)}
          </select>`
    }
    ${shown.problem}
  </fieldset>`;
}

interface ItemOptions {
  labelOf?: (value: string) => string;
  ordered?: boolean;
  note?: (index: number) => string | undefined;
}

function renderItems(
  host: ControlHost,
  path: string,
  items: readonly string[],
  { labelOf = (value) => value, ordered, note }: ItemOptions = {},
): unknown {
  const { editor, shared } = host;
  const removed = removedFrom<string>(host, path);
  const put = (next: readonly string[]): void => editor.set(path, next);
  const remove = (index: number): void => {
    const value = items[index] ?? '';
    removed.take(value, index, labelOf(value));
    put(items.filter((_, other) => other !== index));
    host.announce(shared.removed(labelOf(value)));
    void removed.focusUndo();
  };
  const moveUp = (index: number): void => {
    const value = items[index] ?? '';
    put([...items.slice(0, index - 1), value, ...items.slice(index - 1).filter((other) => other !== value)]);
    host.announce(shared.moved(labelOf(value), index, items.length));
    void host.updateComplete.then(() => {
      const at = idOf(`${path}.${index - 1}`);
      host.renderRoot
        .querySelector<HTMLElement>(`#${CSS.escape(`${at}-${index > 1 ? 'up' : 'remove'}`)}`)
        ?.focus();
    });
  };
  const shown = items.slice(0, shownAtMost);
  return html`<ul>
      ${shown.map((value, index) => {
        const problem = editor.problemAt(`${path}.${index}`);
        const at = idOf(`${path}.${index}`);
        const words = note?.(index);
        return html`<li class=${problem ? 'tag wrong' : 'tag'} id=${at} tabindex="-1">
          <span dir="auto">${labelOf(value)}</span>
          ${words ? html`<span class="label">${words}</span>` : nothing}
          ${problem ? html`<span class="problem">${reasonOf(problem, host.locale.tag)}</span>` : nothing}
          ${
            editor.readOnly
              ? nothing
              : html`${
                    ordered && index > 0
                      ? html`<button
                          class="button icon"
                          id="${at}-up"
                          aria-label=${shared.moveUp(labelOf(value))}
                          @click=${() => moveUp(index)}
                        >
                          ↑
                        </button>`
                      : nothing
                  }<button
                    class="button icon"
                    id="${at}-remove"
                    aria-label=${shared.removeItem(labelOf(value))}
                    @click=${() => remove(index)}
                  >
                    ×
                  </button>`
          }
        </li>`;
      })}
    </ul>
    ${items.length > shown.length ? html`<p class="label">${shared.andMore(items.length - shown.length)}</p>` : nothing}
    ${removed.render((value, index) => {
      put([...items.slice(0, index), value, ...items.slice(index)]);
      void host.updateComplete.then(() =>
        host.renderRoot
          .querySelector<HTMLElement>(`#${CSS.escape(`${idOf(`${path}.${index}`)}-remove`)}`)
          ?.focus(),
      );
    })}`;
}

const trimmed = (text: string): string | undefined => text.trim() || undefined;
