/**
 * The language of those the owner offers that a person would rather read; the first offered one where none is theirs.
 * Both are BCP 47 tags, the dearest first.
 */
export function spokenOf(offered: readonly string[], wanted: readonly string[]): string {
  const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  for (const tag of wanted) {
    const found =
      offered.find((one) => one.toLowerCase() === tag.toLowerCase()) ??
      offered.find((one) => base(one) === base(tag));
    if (found) return found;
  }
  return offered[0] ?? 'en';
}
