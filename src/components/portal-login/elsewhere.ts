import { fillLink } from '../../portal/links.ts';

/** A link's address, unless the page is there already: then a view is changed in place. */
export function elsewhere(template: string | undefined): string | undefined {
  const href = fillLink(template);
  return href !== undefined && new URL(href, document.baseURI).href !== location.href ? href : undefined;
}
