import { linkify } from './linkify.ts';
import { finishLink } from './finish.ts';

/** Plain text as paragraphs (at blank lines) with their line breaks and links. Linear in the text's length. */
export function renderText(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let paragraph: HTMLElement | undefined;
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (!line.trim()) {
      paragraph = undefined;
      continue;
    }
    if (paragraph) {
      paragraph.append(document.createElement('br'));
    } else {
      paragraph = document.createElement('p');
      fragment.append(paragraph);
    }
    appendLine(paragraph, line);
  }
  return fragment;
}

function appendLine(paragraph: HTMLElement, line: string): void {
  for (const { text, url } of linkify(line)) {
    if (!url) {
      paragraph.append(text);
      continue;
    }
    const link = document.createElement('a');
    link.textContent = text;
    paragraph.append(link);
    finishLink(link, url);
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** A rough reading of HTML that is too much to parse: tags go, blocks become lines. Linear. */
export function textOfMarkup(html: string): string {
  return html
    .replace(/<(?:br|\/(?:p|div|tr|li|h\d|table|blockquote))\b[^<>]*>/gi, '\n')
    .replace(/<[!/a-z][^<>]*>/gi, '')
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => ENTITIES[name]!);
}
