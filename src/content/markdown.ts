import { Lexer, Parser, Renderer } from 'marked';

class MessageRenderer extends Renderer {
  /** The sanitizer takes form controls away; the mark itself must stay. */
  override checkbox({ checked }: { checked: boolean }): string {
    return checked ? '☑ ' : '☐ ';
  }
}

/** GitHub's markdown, where one Enter is a line break, as HTML that is as hostile as the source. */
export function markdownToHtml(markdown: string): string {
  const options = { gfm: true, breaks: true, renderer: new MessageRenderer() };
  return Parser.parse(Lexer.lex(markdown, options), options);
}
