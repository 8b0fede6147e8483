import type { renderBody } from '../../../src/content/index.ts';
import { LazyModule } from '../../../src/portal/lazy-module.ts';

const { origin } = location;
const content = new LazyModule(() => import('../../../src/content/index.ts'));

/** Hostile text as the portal shows it, in one element that stays where it is while the text changes. */
export class MarkdownView {
  readonly element = Object.assign(document.createElement('div'), { className: 'content' });
  #text: string | undefined;

  /** Shows a text; `format` as for messages. */
  show(text: string, format: Parameters<typeof renderBody>[0]['format'] = 'markdown'): HTMLElement {
    if (text === this.#text) return this.element;
    this.#text = text;
    const render = (render: typeof renderBody): void => {
      if (text === this.#text)
        this.element.replaceChildren(render({ format, content: text }, { baseOrigin: origin }).content);
    };
    if (content.value) render(content.value.renderBody);
    else
      content.load().then(
        ({ renderBody }) => render(renderBody),
        // Without it, the text as it is typed says as much.
        () => this.element.replaceChildren(text),
      );
    return this.element;
  }
}
