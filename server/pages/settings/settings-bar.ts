import { css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import type { Conflict, SettingsEditor } from './editor.ts';
import { linkTo } from './pages.ts';
import { getAt } from './paths.ts';
import { reasonOf } from './reasons.ts';
import { settingsStyles } from './settings.styles.ts';
import { pathName } from './words/paths.ts';
import { valueInWords } from './words/values.ts';
import { shellWords } from './words/shell.ts';

/** What stands below every page while something is not saved: how much, what, and the way to save or drop it. */
export class SettingsBar extends PortalElement {
  static override styles = [
    baseStyles,
    settingsStyles,
    css`
      .bar {
        background: var(--_surface);
        border-block-start: 1px solid var(--_line);
        display: grid;
        gap: calc(var(--_space) * 3);
        grid-template-columns: minmax(0, 1fr);
        padding: calc(var(--_space) * 3) calc(var(--_space) * 6);
      }
      .line {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
      }
      .line .state {
        margin-inline-end: auto;
      }
      details ul {
        display: grid;
        gap: var(--_space);
        margin-block-start: calc(var(--_space) * 2);
        max-block-size: 30vh;
        overflow: auto;
      }
      .state b {
        font-weight: 620;
      }
      del,
      ins {
        overflow-wrap: anywhere;
        text-decoration: none;
      }
      del {
        color: var(--_muted);
      }
      .theirs {
        display: grid;
        gap: var(--_space);
        grid-template-columns: minmax(0, 1fr);
        overflow-wrap: anywhere;
        margin-block: calc(var(--_space) * 3);
        max-block-size: 40vh;
        overflow: auto;
      }
      .whose {
        align-items: start;
        display: grid;
        gap: 0 calc(var(--_space) * 3);
        font-weight: 400;
        grid-template-columns: 20px minmax(0, 1fr);
        min-block-size: 24px;
        overflow-wrap: anywhere;
      }
      .whose input {
        accent-color: var(--_brand);
        block-size: 20px;
        inline-size: 20px;
        margin: 2px 0;
      }
      dialog {
        max-block-size: calc(100dvh - 32px);
        overflow: auto;
      }
      dialog > * + * {
        margin-block-start: calc(var(--_space) * 3);
      }
      @container (max-width: 480px) {
        .bar {
          padding-inline: calc(var(--_space) * 4);
        }
      }
    `,
  ];

  @property({ attribute: false }) editor!: SettingsEditor;
  /** Said after a save or a discard, until something is changed again. */
  @state() private done = '';
  @state() private insist: readonly string[] = [];
  @query('dialog') private dialog!: HTMLDialogElement | null;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener('hashchange', this.#forget);
    this.#stop = this.editor.subscribe(() => {
      if (this.editor.dirty) this.#forget();
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    globalThis.removeEventListener('hashchange', this.#forget);
    this.#stop?.();
  }

  /** What was said of one page says nothing of the next. */
  readonly #forget = (): void => {
    this.done = '';
  };

  /** Saves, and goes to what was refused. */
  readonly save = async (): Promise<boolean> => {
    const { editor } = this;
    const words = shellWords(this.locale.tag);
    if (!editor.dirty) return true;
    if (await editor.save()) {
      this.done = words.savedNow;
      this.announce(words.savedNow);
      return true;
    }
    await this.updateComplete;
    if (editor.conflict) this.dialog?.showModal();
    const [first] = editor.problems.keys();
    if (first === undefined) return false;
    this.announce(words.refused(editor.problems.size));
    const link = linkTo(first);
    // The page hears of it even where it is open at that very place already.
    if (location.hash === link) dispatchEvent(new HashChangeEvent('hashchange'));
    else location.hash = link;
    return false;
  };

  readonly #discard = (): void => {
    this.editor.discard();
    this.done = shellWords(this.locale.tag).discarded;
    this.announce(this.done);
    this.dispatchEvent(new Event('settings-discarded', { bubbles: true, composed: true }));
  };

  protected override renderContent(): unknown {
    const { editor } = this;
    if (!editor.ready) return nothing;
    const words = shellWords(this.locale.tag);
    const { changes, problems, saveFailure } = editor;
    if (changes.length === 0)
      return this.done ? html`<div class="bar"><p class="state">${this.done}</p></div>` : nothing;
    return html`<div class="bar">
        ${
          problems.size > 0
            ? html`<div class="problems" role="alert">
                <p class="problem">${words.refused(problems.size)}</p>
                <ul>
                  ${[...problems]
                    .slice(0, 5)
                    .map(
                      ([path, problem]) =>
                        html`<li>
                          <a href=${linkTo(path)}>${pathName(path, this.locale.tag, editor.draft)}</a>:
                          ${reasonOf(problem, this.locale.tag)}
                        </li>`,
                    )}
                </ul>
              </div>`
            : nothing
        }
        ${saveFailure ? html`<p class="problem" role="alert">${words.notSaved} ${this.words(saveFailure)}</p>` : nothing}
        <div class="line">
          <p class="state"><b>${words.unsaved(changes.length)}</b></p>
          <button class="button" @click=${this.#discard}>${words.discard}</button>
          <button class="button primary" @click=${this.save}>
            ${editor.saving ? words.saving : words.save}
          </button>
        </div>
        <details>
          <summary>${words.showChanges}</summary>
          <ul>
            ${changes.map(
              ({ path, before, after }) =>
                html`<li>
                  <a href=${linkTo(path)}>${pathName(path, this.locale.tag, editor.draft)}</a>:
                  <del
                    ><span class="visually-hidden">${words.before} </span
                    >${valueInWords(before, this.locale.tag)}</del
                  >
                  <span aria-hidden="true">→</span>
                  <ins
                    ><span class="visually-hidden">${words.after} </span
                    >${valueInWords(after, this.locale.tag)}</ins
                  >
                </li>`,
            )}
          </ul>
        </details>
      </div>
      ${this.#renderConflict()}`;
  }

  #renderConflict(): unknown {
    const { conflict } = this.editor;
    const words = shellWords(this.locale.tag);
    return html`<dialog aria-labelledby="conflict" @close=${() => this.requestUpdate()}>
      ${
        conflict
          ? html`<h2 id="conflict" tabindex="-1">${words.conflictTitle}</h2>
              <p>${words.conflictHint(conflict.by ?? words.somebody)}</p>
              <ul class="theirs">
                ${conflict.theirs.map(
                  ({ path, after }) =>
                    html`<li>
                      <b>${pathName(path, this.locale.tag, conflict.state.settings)}</b>:
                      ${valueInWords(after, this.locale.tag)}
                    </li>`,
                )}
              </ul>
              ${conflict.collisions.length === 0 ? html`<p>${words.conflictApart}</p>` : this.#renderCollisions(conflict)}
              <div class="buttons">
                <button class="button" @click=${() => this.#resolve('theirs')}>${words.takeTheirs}</button>
                <button class="button primary" @click=${() => this.#resolve('mine')}>
                  ${words.keepMine}
                </button>
              </div>`
          : nothing
      }
    </dialog>`;
  }

  #renderCollisions({ collisions, state: { settings } }: Conflict): unknown {
    const { tag } = this.locale;
    const words = shellWords(tag);
    const values = { theirs: settings, mine: this.editor.draft };
    return html`<p>${words.conflictCollide}</p>
      ${collisions.map(
        (path, index) =>
          html`<fieldset class="control choice">
            <legend>${pathName(path, tag, settings)}</legend>
            ${(['theirs', 'mine'] as const).map(
              (whose) =>
                html`<label class="whose"
                  ><input
                    type="radio"
                    name="whose-${index}"
                    .checked=${this.insist.includes(path) === (whose === 'mine')}
                    @change=${() => {
                      const others = this.insist.filter((other) => other !== path);
                      this.insist = whose === 'mine' ? [...others, path] : others;
                    }}
                  />
                  <span>${words[whose]}: <b>${valueInWords(getAt(values[whose], path), tag)}</b></span></label
                >`,
            )}
          </fieldset>`,
      )}`;
  }

  #resolve(whose: 'theirs' | 'mine'): void {
    const { insist } = this;
    this.dialog?.close();
    this.insist = [];
    if (whose === 'theirs') {
      this.editor.takeTheirs();
      return;
    }
    this.editor.keepMine(insist);
    void this.save();
  }
}
