import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { english, loadedLocale, loadLocale, matchLocale, type Messages } from '../../locales/index.ts';

type Host = ReactiveControllerHost & HTMLElement;

const dayOfYear = { day: 'numeric', month: 'short' } as const;
const day = { ...dayOfYear, year: 'numeric' } as const;

const hosts = new Set<LocaleController>();
let observer: MutationObserver | undefined;

/** Speaks the language of the page around an element: the `lang` of its nearest ancestor, and follows when it changes. */
export class LocaleController implements ReactiveController {
  messages: Messages = english;
  /** The BCP 47 tag in force, for dates and numbers: more precise than the language of the words (`en-GB`). */
  tag = 'en';
  readonly #host: Host;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  #relative: Intl.RelativeTimeFormat | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this);
    // One observer serves all elements. A change inside other components' shadow roots shows at the next connection.
    observer ??= new MutationObserver(() => hosts.forEach((controller) => controller.refresh()));
    observer.observe(document.documentElement, { attributeFilter: ['lang'], subtree: true });
    this.refresh();
  }

  hostDisconnected(): void {
    hosts.delete(this);
    if (!hosts.size) observer?.disconnect();
  }

  refresh(): void {
    const tag = languageOf(this.#host) || 'en';
    if (tag === this.tag) return;
    this.tag = tag;
    this.#formats.clear();
    this.#relative = undefined;
    const name = matchLocale(tag);
    const known = loadedLocale(name);
    if (known) this.#use(known);
    else
      void loadLocale(name).then((messages) => {
        if (this.tag === tag) this.#use(messages);
      });
  }

  /** A date as people of the language write it; `undefined` for what is no date. */
  date(iso: string, options: Intl.DateTimeFormatOptions): string {
    const time = Date.parse(iso);
    if (Number.isNaN(time)) return '';
    const key = JSON.stringify(options);
    let format = this.#formats.get(key);
    if (!format) this.#formats.set(key, (format = new Intl.DateTimeFormat(safeTag(this.tag), options)));
    return format.format(time);
  }

  /** A day without its time; the year only when it is another than this one. */
  day(iso: string, now = Date.now()): string {
    const sameYear = new Date(iso).getFullYear() === new Date(now).getFullYear();
    return this.date(iso, sameYear ? dayOfYear : day);
  }

  /** Such as `12 minutes ago`; a date beyond a week. */
  relative(iso: string, now = Date.now()): string {
    const seconds = (Date.parse(iso) - now) / 1000;
    const age = Math.abs(seconds);
    if (Number.isNaN(age)) return '';
    if (age > 7 * 86_400) return this.day(iso, now);
    const [unit, size] =
      age < 3600
        ? (['minute', 60] as const)
        : age < 86_400
          ? (['hour', 3600] as const)
          : (['day', 86_400] as const);
    this.#relative ??= new Intl.RelativeTimeFormat(safeTag(this.tag), { numeric: 'auto' });
    return this.#relative.format(Math.round(seconds / size) || 0, unit);
  }

  #use(messages: Messages): void {
    this.messages = messages;
    this.#host.requestUpdate();
  }
}

function languageOf(element: Element): string {
  for (let node: Element | null = element; node;) {
    const near: Element | null = node.closest('[lang]');
    if (near) return near.getAttribute('lang') ?? '';
    const root = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return '';
}

/** `lang` is whatever somebody wrote; Intl throws at tags it cannot parse. */
function safeTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
