/** Keeps the focus in the field that somebody is in, when their form changes around it. */
export class FieldFocus {
  readonly #host: HTMLElement;
  #held: HTMLElement | undefined;
  /** Where in the text, for controls that have one. */
  #selection: [number, number] | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Before the form changes. */
  note(): void {
    const { activeElement } = this.#host.shadowRoot ?? {};
    this.#held =
      activeElement?.closest('[data-field]') && activeElement instanceof HTMLElement
        ? activeElement
        : undefined;
    this.#selection = this.#held && selectionOf(this.#held);
  }

  /** After it: a control that was moved has lost its focus, one that is gone leaves it to what tells of that. */
  keep(): void {
    const held = this.#held;
    const root = this.#host.shadowRoot;
    this.#held = undefined;
    // Whoever has gone elsewhere meanwhile stays there.
    const active = (this.#host.getRootNode() as Document | ShadowRoot).activeElement;
    if (!held || !root || root.activeElement || (active && active !== document.body && active !== this.#host))
      return;
    const note = root.querySelector<HTMLElement>('[part=kept]') ?? root.querySelector<HTMLElement>('.page');
    const target = held.isConnected ? held : note;
    target?.focus({ preventScroll: true });
    if (held.isConnected && this.#selection) (held as HTMLInputElement).setSelectionRange(...this.#selection);
  }
}

function selectionOf(element: HTMLElement): [number, number] | undefined {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return undefined;
  const { selectionStart, selectionEnd } = element;
  // Controls of other kinds than text have none.
  return selectionStart === null || selectionEnd === null ? undefined : [selectionStart, selectionEnd];
}
