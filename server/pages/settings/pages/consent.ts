import { html, nothing } from 'lit';
import { contentStyles } from '../../../../src/content/styles.ts';
import { section, textArea, textField, toggle } from '../controls.ts';
import { MarkdownView } from '../markdown-view.ts';
import { pageWith, SettingsPage } from '../settings-page.ts';
import { consentWords } from '../words/consent.ts';

const path = 'portal.signIn.consent';

/** What people agree to when they register. */
export class ConsentPage extends pageWith(consentWords) {
  static override styles = [...SettingsPage.styles, contentStyles];

  protected override readonly previewView = 'register';
  readonly #shown = new MarkdownView();
  /** What was written before the question was turned off, in case it is turned on again. */
  #kept: unknown;

  protected override renderPage(): unknown {
    const words = this.own;
    const { editor } = this;
    const { consent, registration } = editor.draft.portal.signIn;
    return html`${toggle(this, {
      path,
      label: words.ask,
      help: registration ? words.askHelp : words.off,
      value: consent !== undefined,
      change: (ask) => {
        if (!ask) this.#kept = consent;
        const first = { version: today(), text: words.firstText, label: words.firstLabel };
        editor.set(path, ask ? (this.#kept ?? first) : undefined);
      },
    })}
    ${consent === undefined ? nothing : this.#renderConsent(consent)}`;
  }

  #renderConsent({ text, version }: { text: string; version: string }): unknown {
    const words = this.own;
    const before = this.editor.saved.portal.signIn.consent;
    const isOther = before !== undefined && before.text !== text && before.version === version;
    const suggested = before === undefined ? today() : versionAfter(before.version);
    return html`${section(words.what, '', [
      textArea(this, { path: `${path}.text`, label: words.text, help: words.textHelp, rows: 8 }),
      html`<div class="control">
        <h3>${words.shown}</h3>
        <div class="shown">${this.#shown.show(text)}</div>
      </div>`,
      textField(this, { path: `${path}.label`, label: words.label }),
      textField(this, { path: `${path}.version`, label: words.version, help: words.versionHelp }),
      isOther
        ? html`<div class="note warning" role="status">
            <p>${words.changed}</p>
            <p>
              <button class="button" @click=${() => this.editor.set(`${path}.version`, suggested)}>
                ${words.useVersion(suggested)}
              </button>
            </p>
          </div>`
        : nothing,
    ])}`;
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Another name for a wording: today's date, or the next one where that is taken. */
function versionAfter(version: string): string {
  const [, day, n = '1'] = /^(\d{4}-\d{2}-\d{2})(?:\.(\d+))?$/.exec(version) ?? [];
  return day === today() ? `${day}.${Number(n) + 1}` : today();
}
