import { html, nothing } from 'lit';
import { idOf, type ControlHost } from '../controls.ts';

export interface NameAdderOptions {
  /** The list that grows; gives the field its id. */
  path: string;
  /** What the field asks for, also the words of its button with `addLabel`. */
  label: string;
  addLabel: string;
  maxLength?: number;
  /** Why there can be nothing of that name, in words; what is typed stays then. */
  refusalOf?: (name: string) => string | undefined;
  /** Puts the new thing into the draft, and returns where it stands, so that the focus can follow. */
  add: (name: string) => string | undefined;
}

/** A field for the name of something new: what has a name from the start has a good id too. */
export function nameAdder(host: ControlHost, options: NameAdderOptions): unknown {
  const { path, label, addLabel, maxLength = 120, refusalOf } = options;
  if (host.editor.readOnly) return nothing;
  const id = `${idOf(path)}-new`;
  const add = async (): Promise<void> => {
    const input = host.renderRoot.querySelector<HTMLInputElement>(`#${CSS.escape(id)}`);
    const name = input?.value.trim() ?? '';
    if (!input || !name) return input?.focus();
    const refusal = refusalOf?.(name) ?? '';
    input.setCustomValidity(refusal);
    if (!input.reportValidity()) return;
    input.value = '';
    const place = options.add(name);
    host.announce(`${label}: ${name}`);
    if (place === undefined) return;
    await host.updateComplete;
    host.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(place))}`)?.focus();
  };
  return html`<div class="control">
    <label for=${id}>${label}</label>
    <div class="adder">
      <input
        class="input"
        id=${id}
        type="text"
        maxlength=${maxLength}
        autocomplete="off"
        @input=${(event: Event) => (event.target as HTMLInputElement).setCustomValidity('')}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          void add();
        }}
      />
      <button class="button" @click=${add}>${addLabel}</button>
    </div>
  </div>`;
}
