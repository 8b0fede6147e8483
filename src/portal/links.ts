/**
 * Where the portal's views are. A template's `{id}` is replaced by the ticket's or form's id, percent-encoded.
 * Absent: that view is not linked.
 */
export interface PortalLinks {
  list?: string;
  ticket?: string;
  form?: string;
  signIn?: string;
  register?: string;
  /** Where people ask for a new password. */
  forgot?: string;
  /** Where people see and end their sessions. */
  sessions?: string;
  /** The portal's first view, for `<portal-nav>` on pages outside it. */
  portal?: string;
}

/** A link template with its id filled in; only http(s) and relative addresses come out, anything else is dropped. */
export function fillLink(template: string | undefined, id = ''): string | undefined {
  if (!template) return undefined;
  const href = template.replaceAll('{id}', encodeURIComponent(id));
  try {
    return /^https?:$/.test(new URL(href, document.baseURI).protocol) ? href : undefined;
  } catch {
    return undefined; // not an address at all
  }
}
