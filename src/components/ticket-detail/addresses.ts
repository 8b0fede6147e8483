import type { Attachment } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { readUrlState } from '../../portal/url-state.ts';

const fromAddress = (name: string): string | undefined =>
  readUrlState('query').get(name) ?? readUrlState('hash').get(name) ?? undefined;

/** The ticket to show: the element's own choice, else that of the page's address. */
export function ticketIdOf({ ticketId }: { ticketId?: string | undefined }): string {
  return ticketId || fromAddress('id') || '';
}

/** The message to bring into view. */
export function linkedMessageOf({ message }: { message?: string | undefined }): string | undefined {
  return message ?? fromAddress('message');
}

/** Where a file is fetched; nothing but http(s) and the browser's own blobs. */
export function fileHref(portal: Portal | undefined, attachment: Attachment): string | undefined {
  try {
    const href = portal?.adapter.attachments?.url(attachment) ?? '';
    return /^(https?|blob):$/.test(new URL(href, document.baseURI).protocol) ? href : undefined;
  } catch {
    return undefined; // no address: the file's name still shows
  }
}

/** A link to one message of a ticket. */
export function messageHref(
  portal: Portal | undefined,
  ticketId: string | undefined,
  id: string,
): string | undefined {
  const href = ticketId === undefined ? undefined : fillLink(portal?.links.value.ticket, ticketId);
  return href && `${href}${href.includes('?') ? '&' : '?'}message=${encodeURIComponent(id)}`;
}
