import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ReplyDraft } from '../../api/adapter.ts';
import type { Attachment, AttachmentLimits, ReplyOutcome } from '../../api/model.ts';
import { Drafts, Outbox, type PendingReply } from '../../portal/outbox.ts';
import type { Portal } from '../../portal/portal.ts';
import { Uploads } from '../../portal/uploads.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { LocaleController } from '../base/locale-controller.ts';
import type { PortalFiles } from '../portal-files/portal-files.ts';
import { composerStyles } from './composer.styles.ts';
import { formatEdit, type Format } from './formatting.ts';

const icons: Record<Format, TemplateResult | string> = {
  bold: html`<b>B</b>`,
  italic: html`<i>I</i>`,
  code: html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M5.500 4 1.500 8l4 4m5-8 4 4-4 4" />
  </svg>`,
  list: html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M6 4h8M6 8h8M6 12h8M2 4h1M2 8h1M2 12h1" />
  </svg>`,
  link: html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path
      d="M7 4.500 8.500 3A3.200 3.200 0 0 1 13 7.500L11.500 9M9 11.500 7.500 13A3.200 3.200 0 0 1 3 8.500L4.500 7m1.500 3 4-4"
    />
  </svg>`,
};
const shortcuts: Record<string, Format> = { b: 'bold', i: 'italic' };

/**
 * Where a reply is written: text with a few formats, files, a draft that outlives the page. Used inside
 * `<ticket-detail>`.
 *
 * @summary Where a reply is written.
 * @csspart composer - The box around text and buttons.
 * @csspart input - The text.
 * @csspart toolbar - The buttons below the text.
 * @csspart format-button - Puts a format on what is selected.
 * @csspart attach-button - Opens the file chooser.
 * @csspart hint - Says that the draft is saved.
 * @csspart send-button - Sends the reply.
 * @csspart composer-error - Why nothing was sent.
 * @csspart outcome - What a reply will do to the ticket.
 */
export class PortalComposer extends LitElement {
  static override styles = [baseStyles, composerStyles];

  /** Whose drafts are used. */
  @property({ attribute: false }) portal?: Portal;

  /** Of which ticket. */
  @property({ attribute: false }) ticketId = '';

  /** What sending will do to the ticket. */
  @property({ attribute: false }) outcome: ReplyOutcome = 'adds';

  /** Takes a reply over; `false` if it stays here. */
  @property({ attribute: false }) send?: (reply: Pick<PendingReply, 'key' | 'draft' | 'files'>) => boolean;

  @state() private text = '';
  @state() private problem = '';
  @state() private dragging = false;
  /** Sending was asked for and goes on by itself once nothing is in its way. */
  @state() private waiting = false;
  @query('textarea') private textarea!: HTMLTextAreaElement | null;
  @query('portal-files') private files!: PortalFiles | null;

  readonly #locale = new LocaleController(this);
  #uploads?: Uploads;
  #key = '';
  /** Whether the text was handed over under its key, and taken back. */
  #tried = false;
  /** Whose text stands in the box: somebody else never gets to see it. */
  #contact: string | undefined;
  #sentAt = -Infinity;
  #unsubscribe: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#uploads) return;
    const contact = this.portal?.session.value?.contact.id;
    if (contact && contact !== this.#contact) this.#open();
    else this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  override focus(options?: FocusOptions): void {
    this.textarea?.focus(options);
  }

  /** Puts an entry of the outbox back into the box, before what was written since. */
  restore(entry: PendingReply, { newKey = false, problem = '' } = {}): void {
    this.text = [entry.draft.body.content, this.text].filter((text) => text.trim()).join('\n\n');
    this.#key = newKey ? Outbox.newKey() : entry.key;
    this.#tried = !newKey;
    this.problem = problem;
    this.#uploads?.restore(entry.files);
    this.#save();
    this.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('portal') || changed.has('ticketId')) this.#open();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('text')) this.#grow();
  }

  /** Takes up what the contact left unsent for this ticket. */
  #open(): void {
    const { portal } = this;
    if (!portal) return;
    portal.lend({ Outbox, Drafts });
    this.#release(); // or letting go of files would save this text as somebody else's draft
    this.#uploads?.clear();
    this.#uploads = new Uploads(
      portal.adapter,
      () => this.#limits,
      (call) => portal.guard(call),
    );
    const draft = portal.drafts.load(`reply:${this.ticketId}`);
    this.text = draft?.values['message']?.toString() ?? '';
    this.#uploads.restore(draft?.attachments ?? []);
    this.#key = draft?.key ?? Outbox.newKey();
    this.#tried = !!draft?.tried;
    this.#contact = portal.session.value?.contact.id;
    this.waiting = false;
    this.problem = '';
    this.#listen();
  }

  #listen(): void {
    this.#release();
    const { portal } = this;
    const uploads = this.#uploads;
    if (!this.isConnected || !portal || !uploads) return;
    this.#unsubscribe = [
      // What may be attached.
      portal.settings.subscribe(() => this.requestUpdate()),
      portal.session.subscribe((session) => {
        if (session && session.contact.id !== this.#contact) this.#open();
      }),
      uploads.items.subscribe(() => {
        this.requestUpdate();
        this.#edited();
        this.#goOn();
      }),
    ];
  }

  #release(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  readonly #input = (): void => {
    this.text = this.textarea?.value ?? '';
    this.#sentAt = -Infinity;
    if (this.text.trim()) this.problem = '';
    this.#edited();
  };

  /** What stands here now is no longer what another tab may send under the old key. */
  #edited(): void {
    if (!this.#tried) this.#key = Outbox.newKey();
    this.#save();
  }

  #save(): void {
    this.portal?.drafts.save(`reply:${this.ticketId}`, {
      values: { message: this.text },
      attachments: this.#uploads?.attachments ?? [],
      key: this.#key,
      ...(this.#tried && { tried: true }),
    });
  }

  /** Makes room for all of the text where the browser does not do so by itself. */
  #grow(): void {
    const { textarea } = this;
    if (!textarea || CSS.supports('field-sizing', 'content')) return;
    textarea.style.blockSize = 'auto';
    textarea.style.blockSize = `${textarea.scrollHeight}px`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const empty = !this.text.trim() && !this.#uploads?.items.value.length;
    // The second half of a double click finds the box empty: nothing to complain about.
    if (empty && performance.now() - this.#sentAt < 1000) return;
    this.problem = empty ? this.#locale.messages.emptyReply : '';
    this.waiting = !empty;
    this.#goOn();
    if (this.problem) this.focus();
  };

  /** Sends what is waiting to be sent, unless a file is still under way. */
  #goOn(): void {
    const uploads = this.#uploads;
    if (!this.waiting || !this.portal?.session.value || !uploads || uploads.busy) return;
    this.waiting = false;
    // Without the file that failed, the message would not say what its writer thinks it does.
    const failed = uploads.items.value.find(({ status }) => status === 'failed');
    if (failed) this.problem = this.#locale.messages.uploadFailed(failed.name);
    else this.#send(uploads.attachments);
  }

  #send(files: Attachment[]): void {
    if (!this.text.trim() && !files.length) return;
    const draft: ReplyDraft = {
      body: { format: this.#markdown ? 'markdown' : 'text', content: this.text },
      attachments: files.map(({ id }) => id),
    };
    if (this.portal?.outbox.clashes(this.#key, draft)) {
      this.#key = Outbox.newKey();
      this.#tried = false;
      this.problem = this.#locale.messages.sentElsewhere;
      return this.#save();
    }
    if (!this.send?.({ key: this.#key, draft, files })) return;
    this.#sentAt = performance.now();
    this.#key = Outbox.newKey();
    this.#tried = false;
    this.text = '';
    this.#uploads?.clear();
    this.#save();
    this.focus();
  }

  #format(format: Format): void {
    const { textarea } = this;
    if (!textarea) return;
    const { from, to, text, select } = formatEdit(
      format,
      textarea.value,
      textarea.selectionStart,
      textarea.selectionEnd,
    );
    textarea.focus();
    textarea.setSelectionRange(from, to);
    // Deprecated, and still the only way that leaves Undo working.
    if (!document.execCommand('insertText', false, text)) textarea.setRangeText(text, from, to);
    textarea.setSelectionRange(...select);
    this.#input();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const format = this.#markdown ? shortcuts[event.key] : undefined;
    if (event.key === 'Enter') this.#submit(event);
    else if (format && !event.shiftKey) {
      event.preventDefault();
      this.#format(format);
    }
  };

  readonly #paste = (event: ClipboardEvent): void => {
    const { files, types } = event.clipboardData ?? {};
    // Office programs put a picture of the text beside the text: the text is meant.
    if (!files?.length || types?.includes('text/plain') || !this.#limits) return;
    event.preventDefault();
    this.#uploads?.add(files);
  };

  readonly #dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || !this.#limits) return;
    event.preventDefault();
    this.dragging = true;
  };

  readonly #dragEnd = (): void => {
    this.dragging = false;
  };

  readonly #drop = (event: DragEvent): void => {
    this.dragging = false;
    if (!event.dataTransfer?.files.length || !this.#limits) return;
    event.preventDefault();
    this.#uploads?.add(event.dataTransfer.files);
  };

  /** What may be attached; `undefined` where nothing can. */
  get #limits(): AttachmentLimits | undefined {
    const { adapter, settings } = this.portal ?? {};
    const limits = adapter?.attachments && adapter.capabilities.attachments;
    return limits ? (settings?.value?.attachments ?? limits) : undefined;
  }

  get #markdown(): boolean {
    return !!this.portal?.adapter.capabilities.reply.formats.includes('markdown');
  }

  protected override render(): TemplateResult {
    const t = this.#locale.messages;
    const { outcome, problem, portal } = this;
    const kept = portal?.session.value && (this.text.trim() || this.#uploads?.attachments.length);
    const note = outcome === 'reopens' ? t.willReopen : outcome === 'follow-up' ? t.willFollowUp : '';
    return html`<form
      class="frame"
      novalidate
      @submit=${this.#submit}
      @dragover=${this.#dragOver}
      @dragleave=${this.#dragEnd}
      @drop=${this.#drop}
    >
      <div class="box ${this.dragging ? 'over' : ''}" part="composer">
        <textarea
          part="input"
          rows="4"
          aria-label=${t.yourReply}
          aria-invalid=${problem ? 'true' : nothing}
          aria-describedby="problem outcome"
          placeholder=${this.#markdown ? t.replyHint : t.replyHintPlain}
          @input=${this.#input}
          .value=${live(this.text)}
          @keydown=${this.#keydown}
          @paste=${this.#paste}
        ></textarea>
        ${this.#renderFiles()}
        <div class="bar" part="toolbar">
          ${this.#renderTools()}
          <span class="label hint" part="hint">${kept ? t.draftSaved : nothing}</span>
          <button class="button primary" part="send-button">${t.send}</button>
        </div>
      </div>
      <p class="problem" id="problem" part="composer-error" role="alert">${problem}</p>
      <p class="label" id="outcome" part="outcome">${note}</p>
      <p class="label" role="status">${this.waiting ? t.stillUploading : nothing}</p>
    </form>`;
  }

  #renderFiles(): TemplateResult | typeof nothing {
    return this.#limits
      ? html`<portal-files
          compact
          .uploads=${this.#uploads}
          .limits=${this.#limits}
          @files-emptied=${() => this.focus()}
        ></portal-files>`
      : nothing;
  }

  #renderTools(): unknown {
    const t = this.#locale.messages;
    const limits = this.#limits;
    const formats = Object.keys(icons) as Format[];
    return [
      this.#markdown
        ? html`<div class="tools" role="group" aria-label=${t.formatting}>
            ${formats.map(
              (format) =>
                html`<button
                  class="tool"
                  part="format-button"
                  type="button"
                  aria-label=${t[format]}
                  title=${t[format]}
                  @click=${() => this.#format(format)}
                >
                  ${icons[format]}
                </button>`,
            )}
          </div>`
        : nothing,
      limits
        ? html`<button
            class="tool"
            part="attach-button"
            type="button"
            aria-label=${t.attachFiles}
            title=${`${t.attachFiles}. ${t.fileLimits(limits.maxCount, limits.maxBytes)}`}
            @click=${() => this.files?.pick()}
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
              <path
                d="m13 7-5.200 5.200a3 3 0 0 1-4.300-4.300L9 2.500a2 2 0 0 1 2.900 2.900L6.500 10.800a1 1 0 0 1-1.400-1.400L10 4.500"
              />
            </svg>
          </button>`
        : nothing,
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-composer': PortalComposer;
  }
}
