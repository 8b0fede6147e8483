/**
 * Message text, hostile in every format, as nodes that are safe to insert. Loaded only when a message is shown.
 *
 * @see docs/content.md
 */
import type { Body } from '../api/model.ts';
import { finishFragment } from './finish.ts';
import { markdownFits, markupFits } from './guard.ts';
import { markdownToHtml } from './markdown.ts';
import { renderText, textOfMarkup } from './plain.ts';
import { sanitize } from './sanitize.ts';

export interface RenderOptions {
  /** Whether images on other servers are loaded, which tells their senders that the message was read. */
  showImages?: boolean;
  /** An `http(s)` origin that relative addresses are resolved against; without it they are dropped. */
  baseOrigin?: string;
  /** The word in an image's place, in the reader's language. */
  imageLabel?: string;
}

export interface RenderedBody {
  /** To be inserted as it is, once, into an element that wears `contentStyles`. */
  content: DocumentFragment;
  /** How many images `showImages` would load. */
  blockedImages: number;
  /** Whether the text asked for more work than a message may, and is shown as plain text: say so beside it. */
  plain: boolean;
}

/** Never throws, whatever the body holds. */
export function renderBody(body: Body, options: RenderOptions = {}): RenderedBody {
  const source = typeof body.content === 'string' ? body.content : '';
  const isMarkdown = body.format === 'markdown';
  if (!isMarkdown && body.format !== 'html') return plainBody(source, false);
  try {
    if (!isMarkdown || markdownFits(source)) {
      const html = isMarkdown ? markdownToHtml(source) : source;
      const content = markupFits(html) && sanitize(html);
      if (content) {
        return { content, blockedImages: finishFragment(content, options), plain: false };
      }
    }
  } catch {
    // A parser that gives up (nesting beyond its stack) must not take the message away.
  }
  return plainBody(isMarkdown ? source : textOfMarkup(source), true);
}

function plainBody(text: string, plain: boolean): RenderedBody {
  return { content: renderText(text), blockedImages: 0, plain };
}
