/** Events that markup likes to hide handlers behind. */
const HANDLED = [
  'click',
  'mouseover',
  'focus',
  'blur',
  'load',
  'error',
  'toggle',
  'input',
  'submit',
  'animationstart',
];

/** Fires those events at everything under a root. */
export function provoke(root: ParentNode): void {
  for (const element of root.querySelectorAll('*'))
    for (const type of HANDLED) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
}

/** What reached the page since this watch began, by any of the ways a payload may announce itself. */
export class Watch {
  readonly events: string[] = [];
  readonly #href = location.href;
  readonly #requests = performance.getEntriesByType('resource').length;
  readonly #undo = new AbortController();

  constructor() {
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const) {
      const real = window[name];
      Object.assign(window, { [name]: () => this.events.push(`${name}()`) });
      this.#undo.signal.addEventListener('abort', () => Object.assign(window, { [name]: real }));
    }
    const { signal } = this.#undo;
    for (const type of ['error', 'securitypolicyviolation', 'beforeunload', 'hashchange']) {
      addEventListener(type, (event) => this.events.push(event.type), { capture: true, signal });
    }
    addEventListener('click', (event) => event.preventDefault(), { capture: true, signal });
  }

  /** After the tasks that loading, focus and animation events would come in. */
  async end(): Promise<string[]> {
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    this.#undo.abort();
    if (location.href !== this.#href) this.events.push(`navigation to ${location.href}`);
    const requests = performance.getEntriesByType('resource').slice(this.#requests);
    return [...this.events, ...requests.map(({ name }) => `request of ${name}`)];
  }
}
