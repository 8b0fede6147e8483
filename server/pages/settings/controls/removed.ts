import { html, nothing } from 'lit';
import { idOf, type ControlHost } from './control.ts';

interface Removed {
  item: unknown;
  index: number;
  name: string;
  /** The list as it was left: once it is another one, there is no way back any more. */
  left: unknown;
}

const byHost = new WeakMap<ControlHost, Map<string, Removed>>();

/** What was taken out of a list last, and the way to put it back. */
export function removedFrom<Item>(host: ControlHost, path: string) {
  const all = byHost.get(host) ?? new Map<string, Removed>();
  byHost.set(host, all);
  const id = `${idOf(path)}-undo`;
  return {
    take(item: Item, index: number, name: string): void {
      const removed: Removed = { item, index, name, left: undefined };
      all.set(path, removed);
      queueMicrotask(() => (removed.left = host.editor.get(path)));
    },
    async focusUndo(): Promise<void> {
      await host.updateComplete;
      host.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
    },
    render(putBack: (item: Item, index: number) => void): unknown {
      const removed = all.get(path);
      if (!removed || (removed.left !== undefined && removed.left !== host.editor.get(path))) return nothing;
      return html`<p class="undo">
        <span>${host.shared.removed(removed.name)}</span>
        <button
          class="button quiet"
          id=${id}
          @click=${() => {
            all.delete(path);
            putBack(removed.item as Item, removed.index);
          }}
        >
          ${host.shared.undo}
        </button>
      </p>`;
    },
  };
}
