import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { contentStyles } from '../../../../src/content/styles.ts';
import { builtInTexts, type LetterText } from '../../../src/mail/texts/index.ts';
import { en } from '../../../src/mail/texts/en.ts';
import type { LetterName } from '../../../src/settings/sign-in.ts';
import { select, textArea, textField } from '../controls.ts';
import { pageWith, SettingsPage } from '../settings-page.ts';
import { mailWords } from '../words/mail.ts';
import { MailPreview } from './mail-preview.ts';

const letters = Object.keys(en) as LetterName[];

/** What the portal writes to people, by language and letter. */
export class MailPage extends pageWith(mailWords) {
  static override styles = [
    ...SettingsPage.styles,
    contentStyles,
    css`
      /* The parts of the gateway's own letters, whose look stands in attributes that this page must not have. */
      .letter {
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        padding: calc(var(--_space) * 6);
      }
      .letter .content > div > p:first-child {
        border-block-end: 1px solid var(--_line);
        font-weight: 600;
        padding-block-end: calc(var(--_space) * 3);
      }
      .letter .content h1 {
        font-size: calc(var(--_font-size) * 1.4);
        font-weight: 640;
      }
      .letter .content a:not([dir]) {
        background: var(--_letter-brand, var(--_brand));
        border-radius: var(--_radius);
        color: var(--_letter-on-brand, var(--_on-brand));
        display: inline-block;
        font-weight: 600;
        padding: calc(var(--_space) * 2.5) calc(var(--_space) * 5);
        text-decoration: none;
      }
      .letter .content a[dir] {
        font-size: var(--_small);
      }
      .letter .content p[dir] {
        background: var(--_chip);
        border-radius: var(--_radius);
        font-size: calc(var(--_font-size) * 1.8);
        font-weight: 640;
        letter-spacing: 0.16em;
        padding: calc(var(--_space) * 3);
        text-align: center;
      }
      pre {
        font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace;
        font-size: var(--_small);
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The language that was chosen; the portal's first until then. */
  @state() private chosen: string | undefined;
  @state() private letter: LetterName = 'invitation';
  readonly #preview = new MailPreview(this, () => ({ letter: this.letter, language: this.#language }));

  get #language(): string {
    return this.chosen ?? this.editor.draft.portal.languages[0] ?? 'en';
  }

  /** Goes to a text by its path, such as `mail.texts.pl.verify.subject`. */
  override async show(path?: string): Promise<void> {
    const [, , language, letter] = path?.split('.') ?? [];
    if (language) this.chosen = language;
    const known = letters.find((name) => name === letter);
    if (known) this.letter = known;
    await super.show(path);
  }

  protected override renderPage(): unknown {
    const words = this.own;
    const { texts } = this.editor.draft.mail;
    const language = this.#language;
    const languages = [...new Set([...this.editor.draft.portal.languages, ...Object.keys(texts), language])];
    const names = new Intl.DisplayNames(this.locale.tag, { type: 'language', fallback: 'code' });
    return html`<div class="side-by-side">
        ${select<string>(this, {
          path: 'language',
          label: words.language,
          help: words.languageHelp,
          value: language,
          choices: languages.map((value) => ({ value, label: nameOf(names, value) })),
          change: (value) => (this.chosen = value),
          always: true,
        })}
        ${select<LetterName>(this, {
          path: 'letter',
          label: words.letter,
          value: this.letter,
          choices: letters.map((value) => ({
            value,
            label: texts[language]?.[value] ? `${words.letters[value]} · ${words.own}` : words.letters[value],
          })),
          change: (value) => (this.letter = value),
          always: true,
        })}
      </div>
      ${this.#renderLetter(language)}`;
  }

  #renderLetter(language: string): unknown {
    const words = this.own;
    const { letter } = this;
    const path = `mail.texts.${language}.${letter}`;
    const own = this.editor.draft.mail.texts[language]?.[letter];
    const ours: LetterText = (builtInTexts.get(language.split('-', 1)[0] ?? '') ?? en)[letter];
    const text = own?.text ?? ours.text;
    return html`${textField(this, {
        path: `${path}.subject`,
        label: words.subject,
        maxLength: 200,
        value: own?.subject ?? ours.subject,
        change: (value) => this.#set(`${path}.subject`, value, ours.subject),
      })}
      ${textArea(this, {
        path: `${path}.text`,
        label: words.text,
        help: words.textHelp,
        rows: 14,
        maxLength: 5000,
        value: text,
        change: (value) => this.#set(`${path}.text`, value, ours.text),
      })}
      <div class="help">
        ${words.holes}
        <ul>
          ${holesOf(ours).map((hole) => html`<li><code>{${hole}}</code> ${words.hole[hole]}</li>`)}
        </ul>
      </div>
      ${text.includes('{link}') ? nothing : html`<p class="note warning">${words.linkAdded}</p>`}
      ${
        own && !this.editor.readOnly
          ? html`<p>
              <button class="button" @click=${() => this.#reset(path)}>${words.reset}</button>
            </p>`
          : nothing
      }`;
  }

  protected override renderPreview(): unknown {
    const words = this.own;
    return html`<aside class="preview" aria-label=${words.preview}>
      <h2>${words.preview}</h2>
      <p class="label">${words.previewHint}</p>
      ${this.#preview.render()}
    </aside>`;
  }

  /** A text that is ours again leaves the document. */
  #set(path: string, value: string, ours: string): void {
    this.editor.set(path, value === ours ? undefined : value);
    this.#tidy(path);
  }

  #reset(path: string): void {
    this.editor.set(path, undefined);
    this.#tidy(path);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('textarea')?.focus());
  }

  /** Takes away what a text has left empty: its letter, its language. */
  #tidy(path: string): void {
    for (let at = path; at !== 'mail.texts'; at = at.slice(0, at.lastIndexOf('.'))) {
      const value = this.editor.get(at);
      if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
        this.editor.set(at, undefined);
    }
  }
}

const holes = ['portal', 'link', 'code', 'time'] as const;

/** What a letter can tell: what its own text does. */
const holesOf = ({ subject, text }: LetterText) =>
  holes.filter((hole) => `${subject} ${text}`.includes(`{${hole}}`));

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag; // an owner's tag that is none
  }
}
