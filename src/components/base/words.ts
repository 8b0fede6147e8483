import type { PortalError } from '../../api/errors.ts';
import type { Messages } from '../../locales/index.ts';

/** What went wrong, in words: the first field's fault with its limit where there is one, else the failure's own. */
export function faultWords(t: Messages, error: PortalError): string {
  const fault = error.fields?.[0];
  if (!fault) return t.errors[error.code];
  const words: ((limit?: number) => string) | undefined = t.fields[fault.code];
  return words ? words(fault.limit) : t.errors[error.code];
}
