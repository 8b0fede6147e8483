/**
 * Notes where the focus is, with the marked text in a field; the returned function puts both back, if nobody else has
 * the focus meanwhile. Dialogs return the focus by themselves, but in Chromium not the caret.
 */
export function rememberFocus(): () => void {
  const element = focused();
  const field = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
  const { selectionStart: from, selectionEnd: to, selectionDirection: direction } = field ? element : {};
  return () => {
    const now = focused();
    if (!element?.isConnected || (now !== element && now !== document.body)) return;
    element.focus({ preventScroll: true });
    if (field && typeof from === 'number')
      element.setSelectionRange(from, to ?? from, direction ?? undefined);
  };
}

/** The element with the focus, through shadow trees. */
function focused(): HTMLElement | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active as HTMLElement | null;
}
