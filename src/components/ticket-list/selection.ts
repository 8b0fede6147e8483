/** Whether somebody is marking text, so that a click is no wish to open what it fell on. */
export function isMarkingText(root: ShadowRoot | null): boolean {
  // Only Chromium needs, and has, a selection of the shadow root's own.
  const own = root as { getSelection?(): Selection | null } | null;
  return (own?.getSelection ? own.getSelection() : getSelection())?.type === 'Range';
}
