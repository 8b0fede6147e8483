import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Follows the heading of the view that is shown: it may come later than the view, and change with what the view loads.
 * Keeps the page's title, and puts the focus where a person who came to a new view starts to read.
 */
export class ViewWatch implements ReactiveController {
  readonly #observer = new MutationObserver(() => this.#heed());
  #view: HTMLElement | undefined;
  /** Where the focus waits until there is a heading. */
  #waiting: HTMLElement | undefined;
  #portalName: string | undefined;
  #own: string | undefined;
  #set: string | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#view = this.#waiting = undefined;
    this.#giveBack();
  }

  /**
   * Follows a view. `portalName` is given while the page's title shall name view and portal; without it the page has its
   * own title back.
   */
  follow(view: HTMLElement | undefined, portalName: string | undefined): void {
    this.#portalName = portalName;
    if (view !== this.#view) {
      this.#observer.disconnect();
      this.#view = view;
      if (view?.shadowRoot)
        this.#observer.observe(view.shadowRoot, { childList: true, characterData: true, subtree: true });
    }
    this.#heed();
  }

  /** Focuses the view's heading, or `place` until there is one. */
  focus(place: HTMLElement): void {
    const heading = this.#heading();
    this.#waiting = heading ? undefined : place;
    focusText(heading ?? place);
  }

  #heed(): void {
    const heading = this.#heading();
    if (this.#waiting && heading) {
      // Not if the person has gone elsewhere meanwhile.
      const { activeElement } = this.#waiting.getRootNode() as Document | ShadowRoot;
      if (activeElement === this.#waiting) focusText(heading);
      this.#waiting = undefined;
    }
    if (this.#portalName === undefined) return this.#giveBack();
    const words = heading?.textContent?.trim();
    this.#show(words ? `${words} – ${this.#portalName}` : this.#portalName);
  }

  #heading(): HTMLElement | undefined {
    return this.#view?.shadowRoot?.querySelector<HTMLElement>('h1') ?? undefined;
  }

  #show(title: string): void {
    if (title === this.#set) return;
    if (this.#set === undefined) this.#own = document.title;
    document.title = this.#set = title;
  }

  #giveBack(): void {
    // A title that the page has set meanwhile is the page's.
    if (this.#set !== undefined && document.title === this.#set) document.title = this.#own ?? '';
    this.#set = this.#own = undefined;
  }
}

function focusText(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
