import { html, nothing } from 'lit';
import type { ControlHost } from './control.ts';

export interface CopyableOptions {
  id: string;
  label: string;
  help?: string;
  /** Whether the section above says already what this is. */
  labelHidden?: boolean;
  text: string;
}

/** Lines to take along into a file of one's own. */
export function copyable(
  host: ControlHost,
  { id, label, help, labelHidden, text }: CopyableOptions,
): unknown {
  const { shared } = host;
  const copy = async ({ currentTarget }: Event): Promise<void> => {
    const said = (currentTarget as HTMLElement).nextElementSibling;
    // Pages without a secure origin may not write to the clipboard: then the lines are marked, to be copied by hand.
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    if (!copied) host.renderRoot.querySelector<HTMLTextAreaElement>(`#${id}`)?.select();
    if (said) said.textContent = copied ? shared.copied : shared.copyByHand;
  };
  return html`<div class="control">
    <label for=${id} class=${labelHidden ? 'visually-hidden' : nothing}>${label}</label>
    ${help ? html`<p class="help" id="${id}-help">${help}</p>` : nothing}
    <textarea
      class="input code"
      id=${id}
      readonly
      rows=${Math.max(3, text.split('\n').length)}
      aria-describedby=${help ? `${id}-help` : nothing}
      spellcheck="false"
      wrap="off"
      .value=${text}
    ></textarea>
    <p class="buttons">
      <button class="button" @click=${copy}>${shared.copy}</button>
      <span class="label" role="status"></span>
    </p>
  </div>`;
}
