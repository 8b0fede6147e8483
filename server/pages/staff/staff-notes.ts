import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PortalError } from '../../../src/api/errors.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { QueryController } from '../../../src/components/base/query-controller.ts';
import type { DraftPlace } from '../../../src/portal/drafts.ts';
import { Outbox } from '../../../src/portal/outbox.ts';
import type { Portal } from '../../../src/portal/portal.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { staffApi, type InternalNote } from './staff-api.ts';
import { staffWords } from './words.ts';

/** A ticket's internal notes, and the box for one more: what staff tell each other. An element shows one ticket only. */
export class StaffNotes extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      .notes {
        background: var(--_wait-soft);
        border-radius: var(--_radius-large);
        padding: calc(var(--_space) * 4);
      }
      .notes,
      form,
      ul {
        display: grid;
        gap: calc(var(--_space) * 3);
        list-style: none;
      }
      h2 {
        font-size: inherit;
        font-weight: 620;
      }
      .row {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--_space) * 2);
      }
      .note {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      label {
        display: grid;
        gap: var(--_space);
      }
      textarea {
        min-block-size: 72px;
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: 'ticket-id' }) ticketId = '';
  @state() private problem: PortalError | undefined;

  readonly #api = staffApi(
    () => this.portal,
    () => this.session?.contact.id,
  );
  #busy = false;
  #restored = false;
  /** Of the note being written: a second try after a lost answer is the same write. */
  #noteKey = Outbox.newKey();
  readonly #notes = new QueryController(
    this,
    () => (this.ticketId ? ([this.ticketId] as const) : undefined),
    ([id], signal) => this.#api.notes(id, signal),
  );

  protected override portalConnected(portal: Portal): void {
    this.listen(
      portal.watch((change) => {
        if (change.kind === 'reset' || change.ticketId === this.ticketId) void this.#notes.run();
      }),
    );
  }

  protected override updated(): void {
    const { field } = this;
    if (this.#restored || !field) return;
    this.#restored = true;
    field.value = String(this.portal?.drafts.load(this.#place)?.values['note'] ?? '');
  }

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  get #place(): DraftPlace {
    return `form:note-${this.ticketId}`;
  }

  readonly #saveDraft = (event: Event): void => {
    this.#noteKey = Outbox.newKey();
    const note = (event.target as HTMLTextAreaElement).value;
    this.portal?.drafts.save(this.#place, { values: { note }, attachments: [] });
  };

  readonly #addNote = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { field } = this;
    const written = field?.value ?? '';
    if (this.#busy || !field) return;
    if (!written.trim()) return field.focus();
    this.#busy = true;
    this.problem = undefined;
    try {
      await this.#api.addNote(this.ticketId, written.trim(), this.#noteKey);
      // What was typed meanwhile is the next note.
      if (field.value === written) {
        this.portal?.drafts.remove(this.#place);
        field.value = '';
        this.#noteKey = Outbox.newKey();
      }
      await this.#notes.run();
      this.announce(staffWords(this.locale.tag).noteAdded);
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    } finally {
      this.#busy = false;
    }
  };

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    return html`<section class="notes" aria-labelledby="notes">
      <h2 id="notes">${words.internalNotes}</h2>
      ${this.#renderNotes()}
      <form @submit=${this.#addNote}>
        <label>
          <span class="label">${words.internalNote}</span>
          <textarea class="input" aria-describedby="hint" @input=${this.#saveDraft}></textarea>
        </label>
        <span class="label" id="hint">${words.noteHint}</span>
        ${this.problem ? this.#renderProblem(this.problem) : nothing}
        <div class="row"><button class="button">${words.addNote}</button></div>
      </form>
    </section>`;
  }

  #renderNotes(): unknown {
    const { value, error } = this.#notes;
    if (!value) return error ? this.#renderProblem(error) : nothing;
    if (!value.length) return html`<p class="label">${staffWords(this.locale.tag).noNotes}</p>`;
    return html`<ul>
      ${value.map((note) => this.#renderNote(note))}
    </ul>`;
  }

  #renderNote(note: InternalNote): unknown {
    return html`<li>
      <div class="row">
        <b>${note.author.name}</b>
        <time class="label" datetime=${note.at}>${this.locale.relative(note.at)}</time>
      </div>
      <div class="note" dir="auto">${note.body.content}</div>
    </li>`;
  }

  #renderProblem(error: PortalError): unknown {
    return html`<p class="problem" role="alert">${this.words(error)}</p>`;
  }
}
