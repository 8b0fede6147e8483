import { html, nothing } from 'lit';
import { describe, idOf, type ControlHost, type ControlOptions } from './control.ts';
import { removedFrom } from './removed.ts';

export interface RowsOptions<Item> extends ControlOptions {
  /** Whether a heading above says what the label says, and only screen readers need it. */
  labelHidden?: boolean;
  /** What one row is called: in its buttons, and when it is removed. */
  nameOf: (item: Item, index: number) => string;
  /** The controls of a row; `path` is that of the item. */
  row: (item: Item, path: string, index: number) => unknown;
  /** A new item; absent: none can be added. */
  create?: () => Item;
  addLabel?: string;
  /** Whether the order means something. */
  ordered?: boolean;
  /** Whether a row may go; absent: each may. */
  removable?: (item: Item, index: number) => boolean;
  /** The words for no rows. */
  empty?: unknown;
}

/** Things of one kind, one after another: added, removed with a way back, and moved by buttons that keep the focus. */
export function rows<Item>(host: ControlHost, options: RowsOptions<Item>): unknown {
  const { path, label, help, nameOf, row, create, ordered, removable, empty } = options;
  const { editor, shared } = host;
  const { id, describedBy, ...shown } = describe(host, path, help);
  const items = (editor.get(path) ?? []) as readonly Item[];
  const removed = removedFrom<Item>(host, path);

  const put = (next: readonly Item[]): void => editor.set(path, next);
  const add = (item: Item): void => {
    put([...items, item]);
    void focusIn(host, `${path}.${items.length}`);
  };
  const remove = (index: number): void => {
    const item = items[index] as Item;
    removed.take(item, index, nameOf(item, index));
    put(items.filter((_, other) => other !== index));
    host.announce(shared.removed(nameOf(item, index)));
    void removed.focusUndo();
  };
  const move = (index: number, by: -1 | 1): void => {
    const next = [...items];
    const [item] = next.splice(index, 1) as [Item];
    next.splice(index + by, 0, item);
    put(next);
    host.announce(shared.moved(nameOf(item, index), index + by + 1, items.length));
    void focusMoved(host, `${path}.${index + by}`, by);
  };
  const tools = (item: Item, index: number): unknown => {
    const name = nameOf(item, index);
    const at = idOf(`${path}.${index}`);
    return html`<div class="row-tools">
      ${
        ordered
          ? html`<button
                class="button icon"
                id="${at}-up"
                aria-label=${shared.moveUp(name)}
                ?disabled=${index === 0}
                @click=${() => move(index, -1)}
              >
                ↑</button
              ><button
                class="button icon"
                id="${at}-down"
                aria-label=${shared.moveDown(name)}
                ?disabled=${index === items.length - 1}
                @click=${() => move(index, 1)}
              >
                ↓
              </button>`
          : nothing
      }
      ${
        removable?.(item, index) === false
          ? nothing
          : html`<button
              class="button icon"
              aria-label=${shared.removeItem(name)}
              @click=${() => remove(index)}
            >
              ×
            </button>`
      }
    </div>`;
  };

  return html`<fieldset
    class="control rows"
    id=${id}
    tabindex="-1"
    aria-describedby=${describedBy ?? nothing}
  >
    <legend class=${options.labelHidden ? 'visually-hidden' : ''}>${label}</legend>
    ${shown.help} ${shown.problem}
    ${items.length === 0 && empty ? html`<p class="empty">${empty}</p>` : nothing}
    ${
      items.length > 0
        ? html`<ol>
            ${items.map(
              (item, index) =>
                html`<li id=${idOf(`${path}.${index}`)} tabindex="-1">
                  <div class="row-body">${row(item, `${path}.${index}`, index)}</div>
                  ${editor.readOnly ? nothing : tools(item, index)}
                </li>`,
            )}
          </ol>`
        : nothing
    }
    ${removed.render((item, index) => {
      put([...items.slice(0, index), item, ...items.slice(index)]);
      void focusIn(host, `${path}.${index}`);
    })}
    ${
      create && !editor.readOnly
        ? html`<p>
            <button class="button" @click=${() => add(create())}>${options.addLabel ?? shared.add}</button>
          </p>`
        : nothing
    }
  </fieldset>`;
}

/** Goes to the first control of a row, or to the row. */
async function focusIn(host: ControlHost, path: string): Promise<void> {
  await host.updateComplete;
  const row = host.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(path))}`);
  (row?.querySelector<HTMLElement>('input, select, textarea, summary') ?? row)?.focus();
}

/** Stays on the button that moved a row, or on the other one where it can go no further. */
async function focusMoved(host: ControlHost, path: string, by: -1 | 1): Promise<void> {
  await host.updateComplete;
  const button = (way: string) =>
    host.renderRoot.querySelector<HTMLButtonElement>(`#${CSS.escape(`${idOf(path)}-${way}`)}`);
  const [wanted, other] = by < 0 ? [button('up'), button('down')] : [button('down'), button('up')];
  (wanted?.disabled ? other : wanted)?.focus();
}
