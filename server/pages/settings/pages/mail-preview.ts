import { html, nothing, type ReactiveController } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { PortalError } from '../../../../src/api/errors.ts';
import type { LetterName } from '../../../src/settings/sign-in.ts';
import { MarkdownView } from '../markdown-view.ts';
import type { SettingsPage } from '../settings-page.ts';
import { mailWords } from '../words/mail.ts';

interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** Milliseconds without an edit, before the gateway writes the mail anew. */
const pause = 350;

/** A mail as the gateway would write it by the draft. */
export class MailPreview implements ReactiveController {
  #mail: Mail | undefined;
  #problem: PortalError | undefined;
  #asked: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | undefined;
  readonly #shown = new MarkdownView();
  readonly #page: SettingsPage;
  readonly #which: () => { letter: LetterName; language: string };

  constructor(page: SettingsPage, which: () => { letter: LetterName; language: string }) {
    this.#page = page;
    this.#which = which;
    page.addController(this);
  }

  hostUpdate(): void {
    if (!this.#page.editor?.ready) return;
    const { letter, language } = this.#which();
    const wanted = [this.#page.editor.draft, letter, language];
    if (wanted.every((part, index) => part === this.#asked[index])) return;
    const first = this.#asked.length === 0;
    this.#asked = wanted;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(letter, language), first ? 0 : pause);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#asked = [];
  }

  async #read(letter: LetterName, language: string): Promise<void> {
    const { editor } = this.#page;
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    try {
      const body = { settings: editor.draft, letter, language };
      this.#mail = await editor.api.call<Mail>('settings/preview/mail', { method: 'POST', body, signal });
      this.#problem = undefined;
    } catch (thrown) {
      if (signal.aborted) return;
      this.#problem = PortalError.from(thrown);
    }
    this.#page.requestUpdate();
  }

  render(): unknown {
    const words = mailWords(this.#page.locale.tag);
    if (this.#problem) {
      const text = this.#problem.code === 'invalid' ? words.invalid : this.#page.words(this.#problem);
      return html`<p class="empty" role="status">${text}</p>`;
    }
    const mail = this.#mail;
    if (!mail) return nothing;
    return html`<div
        class="letter"
        ${ref((element) => paint(element, mail.html))}
        @click=${(event: Event) => event.preventDefault()}
      >
        ${this.#shown.show(withoutLook(mail.html), 'html')}
      </div>
      <details>
        <summary>${words.asText}</summary>
        <p dir="auto"><b>${mail.subject}</b></p>
        <pre dir="auto" tabindex="0" aria-label=${words.asText}>${mail.text}</pre>
      </details>`;
  }
}

/**
 * The gateway's letters carry their look in attributes and a sheet, which this page's policy forbids even to be parsed.
 * Quotes stand in them for nothing but attributes: those in text are written as numbers.
 */
function withoutLook(html: string): string {
  return html.replaceAll(/ style="[^"]*"/g, '').replaceAll(/<style>[^<]*<\/style>/g, '');
}

/** The one part of the letter's look that is the owner's: its button's colours. */
function paint(element: Element | undefined, html: string): void {
  const [, brand, onBrand] =
    / class="button"[^>]*;background-color:(#[\da-f]{6});color:(#[\da-f]{6})/.exec(html) ?? [];
  if (!(element instanceof HTMLElement) || !brand || !onBrand) return;
  element.style.setProperty('--_letter-brand', brand);
  element.style.setProperty('--_letter-on-brand', onBrand);
}
