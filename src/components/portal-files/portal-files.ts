import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PortalError } from '../../api/errors.ts';
import type { AttachmentLimits } from '../../api/model.ts';
import type { Upload, Uploads } from '../../portal/uploads.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { LocaleController } from '../base/locale-controller.ts';
import { faultWords } from '../base/words.ts';
import { styles } from './portal-files.styles.ts';
import { entryWords } from '../../locales/en/entry.ts';
import { filesWords } from '../../locales/en/files.ts';
import { speak } from '../../locales/index.ts';

speak(filesWords, entryWords);

/** Failures after which the same file may well get through. */
const passing = new Set<string>(['offline', 'unavailable', 'rate-limited', 'unauthenticated']);

/**
 * The files of a reply or form: each with its size, progress, fault and a way out, and a place to drop more. Used inside
 * other elements.
 *
 * @summary Files that are to be sent along, with their progress.
 * @event files-emptied - The last file was taken out by hand: focus wants a new place.
 * @csspart drop - Where files are dropped.
 * @csspart choose-button - Opens the file chooser.
 * @csspart limits - How many files may be added, and of which size.
 * @csspart file - One file.
 * @csspart file-name - A file's name.
 * @csspart progress - How much of a file is sent.
 * @csspart file-error - Why a file was not uploaded.
 * @csspart retry-button - Uploads a file again.
 * @csspart remove-button - Cancels or takes out a file.
 */
export class PortalFiles extends LitElement {
  static override styles = [baseStyles, styles];

  /** The files, and what becomes of them. */
  @property({ attribute: false }) uploads?: Uploads;

  /** What the backend accepts. */
  @property({ attribute: false }) limits?: AttachmentLimits;

  /** Whether only the list shows, without the place to drop files. */
  @property({ type: Boolean, reflect: true }) compact = false;

  @state() private announcement = '';
  @state() private dragging = false;
  @query('input') private input!: HTMLInputElement | null;

  readonly #locale = new LocaleController(this);
  #unsubscribe: (() => void) | undefined;
  #before: readonly Upload[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  /** Opens the file chooser; needs a person's click, as browsers demand. */
  pick(): void {
    this.input?.click();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('uploads')) this.#subscribe();
  }

  #subscribe(): void {
    this.#unsubscribe?.();
    this.#before = this.uploads?.items.value ?? [];
    this.#unsubscribe = this.uploads?.items.subscribe((items) => {
      this.#announceChanges(items);
      this.requestUpdate();
    });
    this.requestUpdate();
  }

  #announceChanges(items: readonly Upload[]): void {
    const { uploaded, uploadFailed } = this.#locale.messages;
    for (const { id, name, status, error } of items) {
      if (this.#before.find((other) => other.id === id)?.status === status) continue;
      if (status === 'done') this.announcement = uploaded(name);
      else if (error) this.announcement = `${uploadFailed(name)}: ${this.#reason(error)}`;
    }
    this.#before = items;
  }

  #reason(error: PortalError): string {
    return faultWords(this.#locale.messages, error);
  }

  readonly #addChosen = (): void => {
    if (this.input?.files) this.uploads?.add(this.input.files);
    if (this.input) this.input.value = ''; // the same file may be chosen again after it was taken out
  };

  readonly #dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dragging = true;
  };

  readonly #dragEnd = (): void => {
    this.dragging = false;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.dragging = false;
    if (event.dataTransfer) this.uploads?.add(event.dataTransfer.files);
  };

  async #remove(id: number): Promise<void> {
    const index = this.uploads?.items.value.findIndex((item) => item.id === id) ?? -1;
    this.uploads?.remove(id);
    await this.updateComplete;
    // The button that had focus is gone: its neighbour takes it, or whoever uses this element.
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('.remove');
    const next =
      buttons[Math.min(index, buttons.length - 1)] ?? this.renderRoot.querySelector<HTMLElement>('.choose');
    if (next) next.focus();
    else this.dispatchEvent(new Event('files-emptied'));
  }

  protected override render(): TemplateResult {
    const items = this.uploads?.items.value ?? [];
    return html`<div class="frame">
        <input
          type="file"
          hidden
          multiple
          accept=${ifDefined(this.limits?.accept?.join())}
          @change=${this.#addChosen}
        />
        ${this.compact ? nothing : this.#renderDrop()}
        ${
          items.length
            ? html`<ul role="list">
                ${repeat(
                  items,
                  ({ id }) => id,
                  (item) => this.#renderFile(item),
                )}
              </ul>`
            : nothing
        }
      </div>
      <div class="visually-hidden" role="status">${this.announcement}</div>`;
  }

  #renderDrop(): TemplateResult {
    const t = this.#locale.messages;
    return html`<div
      class="drop ${this.dragging ? 'over' : ''}"
      part="drop"
      @dragover=${this.#dragOver}
      @dragleave=${this.#dragEnd}
      @drop=${this.#drop}
    >
      ${t.dropHere}
      <button
        class="choose"
        part="choose-button"
        type="button"
        aria-describedby="limits"
        @click=${() => this.pick()}
      >
        ${t.chooseFiles}
      </button>
      <div class="label" id="limits" part="limits">
        ${this.limits ? t.fileLimits(this.limits.maxCount, this.limits.maxBytes) : nothing}
      </div>
    </div>`;
  }

  #renderFile({ id, name, bytes, status, progress, error }: Upload): TemplateResult {
    const t = this.#locale.messages;
    const uploading = status === 'uploading';
    const action = uploading ? t.cancelFile(name) : t.removeFile(name);
    return html`<li class=${status} part="file">
      <span class="name" part="file-name">${name}</span>
      ${bytes ? html`<span class="label">${t.fileSize(bytes)}</span>` : nothing}
      ${
        error && passing.has(error.code)
          ? html`<button
              class="action"
              part="retry-button"
              type="button"
              aria-label=${`${t.retry}: ${name}`}
              @click=${() => this.uploads?.retry(id)}
            >
              ${t.retry}
            </button>`
          : nothing
      }
      <button
        class="action remove"
        part="remove-button"
        type="button"
        aria-label=${action}
        title=${action}
        @click=${() => void this.#remove(id)}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8" /></svg>
      </button>
      ${
        uploading
          ? html`<progress
              part="progress"
              aria-label=${t.uploading(name, Math.round(progress * 100))}
              .value=${progress}
            ></progress>`
          : nothing
      }
      ${error ? html`<span class="problem" part="file-error">${this.#reason(error)}</span>` : nothing}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-files': PortalFiles;
  }
}
