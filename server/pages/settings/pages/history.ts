import { css, html, nothing, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import { PortalError } from '../../../../src/api/errors.ts';
import type { Saved } from '../../../src/settings/store.ts';
import { section } from '../controls.ts';
import { linkTo } from '../pages.ts';
import { SettingsPage } from '../settings-page.ts';
import { pathName } from '../words/paths.ts';
import { valueInWords } from '../words/values.ts';

/** Who saved what, and the document as a file. */
export class HistoryPage extends SettingsPage {
  static override styles = [
    ...SettingsPage.styles,
    css`
      .saves,
      .saves ul {
        display: grid;
        gap: var(--_space);
        grid-template-columns: minmax(0, 1fr);
        overflow-wrap: anywhere;
      }
      .saves {
        gap: calc(var(--_space) * 6);
      }
      .saves ul {
        margin-block-start: calc(var(--_space) * 1.5);
      }
    `,
  ];

  @state() private items: Saved[] | undefined;
  @state() private problem: PortalError | undefined;
  @state() private told: { text: string; wrong: boolean } | undefined;
  #version: number | undefined;

  protected override get heading(): string {
    return this.shared.history;
  }

  protected override get intro(): string {
    return this.shared.historyHint;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.editor?.ready || this.editor.version === this.#version) return;
    this.#version = this.editor.version;
    void this.#load();
  }

  readonly #load = async (): Promise<void> => {
    this.problem = undefined;
    try {
      this.items = await this.editor.api.history();
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    }
  };

  readonly #download = (): void => {
    const file = new Blob([`${JSON.stringify(this.editor.toFile(), undefined, 2)}\n`], {
      type: 'application/json',
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `settings-${this.editor.draft.portal.slug}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  readonly #upload = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    let document: unknown;
    try {
      document = JSON.parse(await file.text());
    } catch {
      document = undefined;
    }
    input.value = ''; // the same file may be taken again once it is mended
    const words = this.shared;
    const taken = await this.editor.replace(document);
    const text = taken ? (this.editor.dirty ? words.uploaded : words.uploadSame) : words.notADocument;
    this.told = { text, wrong: !taken };
  };

  protected override renderPage(): unknown {
    return html`${this.#renderHistory()}
    ${section(this.shared.file, this.shared.fileHint, this.#renderFile())}`;
  }

  #renderFile(): unknown {
    const { shared, told } = this;
    return html`<div class="buttons">
        <button class="button" @click=${this.#download}>${shared.download}</button>
        ${
          this.editor.readOnly
            ? nothing
            : html`<label class="button file-button"
                >${shared.upload}<input
                  class="visually-hidden"
                  type="file"
                  accept="application/json,.json"
                  @change=${this.#upload}
              /></label>`
        }
      </div>
      <div role="status">
        ${told ? html`<p class=${told.wrong ? 'problem' : ''}>${told.text}</p>` : nothing}
      </div>`;
  }

  #renderHistory(): unknown {
    const { items, problem, shared } = this;
    if (problem)
      return html`<p class="problem" role="alert">${this.words(problem)}</p>
        <p><button class="button" @click=${this.#load}>${this.t.retry}</button></p>`;
    if (!items) return html`<p>${this.t.loading}</p>`;
    if (items.length === 0) return html`<p class="empty">${shared.noHistory}</p>`;
    return html`<ol class="saves">
      ${items.map(
        ({ at, by, changes }) =>
          html`<li>
            <h2>${this.locale.date(at, { dateStyle: 'medium', timeStyle: 'short' })}</h2>
            <p class="label" dir="auto">${shared.savedBy(by.name)}</p>
            <ul>
              ${changes.map(
                ({ path, before, after }) =>
                  html`<li>
                    <a href=${linkTo(path)}>${pathName(path, this.locale.tag)}</a>:
                    <span class="label">${valueInWords(before, this.locale.tag)}</span>
                    <span aria-hidden="true">→</span>
                    <span class="visually-hidden">${shared.after}</span>
                    <span>${valueInWords(after, this.locale.tag)}</span>
                  </li>`,
              )}
            </ul>
          </li>`,
      )}
    </ol>`;
  }
}
