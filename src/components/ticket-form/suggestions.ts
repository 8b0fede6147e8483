import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ArticleApi, ArticleSuggestion } from '../../api/adapter.ts';
import type { Messages } from '../../locales/index.ts';
import { fillLink } from '../../portal/links.ts';

/** Milliseconds after the last key until articles are asked for. */
const typingPause = 300;
/** Characters under which a subject says nothing yet. */
const shortest = 3;
const most = 5;

/** Articles that may answer what is being asked. They are a courtesy: where they cannot be had, nothing is said. */
export class Suggestions implements ReactiveController {
  articles: readonly ArticleSuggestion[] = [];
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  ask(api: ArticleApi | undefined, subject: string): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    const text = subject.trim();
    if (!api || text.length < shortest) return this.#show([]);
    this.#timer = setTimeout(() => void this.#read(api, text), typingPause);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#show([]);
  }

  render(t: Messages): TemplateResult | typeof nothing {
    const links = this.articles.flatMap(({ title, url }) => {
      const href = fillLink(url);
      return href
        ? html`<li><a part="suggestion" href=${href} target="_blank" rel="noopener">${title}</a></li>`
        : [];
    });
    return links.length
      ? html`<div class="suggestions" part="suggestions">
          <b>${t.suggestions}</b>
          <ul role="list">
            ${links}
          </ul>
        </div>`
      : nothing;
  }

  async #read(api: ArticleApi, text: string): Promise<void> {
    const { signal } = (this.#abort = new AbortController());
    try {
      const articles = await api.suggest(text, { signal });
      if (!signal.aborted) this.#show(articles.slice(0, most));
    } catch {
      if (!signal.aborted) this.#show([]); // nobody asked for them: no word about their failure
    }
  }

  #show(articles: readonly ArticleSuggestion[]): void {
    if (!articles.length && !this.articles.length) return;
    this.articles = articles;
    this.#host.requestUpdate();
  }
}
