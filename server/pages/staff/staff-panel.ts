import { css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PortalError } from '../../../src/api/errors.ts';
import type { Stage } from '../../../src/api/model.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { QueryController } from '../../../src/components/base/query-controller.ts';
import type { DraftPlace } from '../../../src/portal/drafts.ts';
import { Outbox } from '../../../src/portal/outbox.ts';
import type { Portal } from '../../../src/portal/portal.ts';
import { staffApi, type InternalNote } from './staff-api.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { staffWords } from './words.ts';

/**
 * What staff see and do beside the customer's view of a ticket: stage, assignee, internal notes.
 *
 * @fires staff-ticket-changed - The stage or assignee was changed here.
 */
export class StaffPanel extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      .panel {
        display: grid;
        gap: calc(var(--_space) * 4);
      }
      .facts {
        display: grid;
        gap: calc(var(--_space) * 3);
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      }
      .fact {
        align-content: start;
        display: grid;
        gap: var(--_space);
      }
      .row {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: calc(var(--_space) * 2);
      }
      h2 {
        font-size: inherit;
        font-weight: 620;
      }
      .notes {
        background: var(--_wait-soft);
        border-radius: var(--_radius-large);
        display: grid;
        gap: calc(var(--_space) * 3);
        padding: calc(var(--_space) * 4);
      }
      ul {
        display: grid;
        gap: calc(var(--_space) * 3);
        list-style: none;
      }
      .note {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      textarea {
        min-block-size: 72px;
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: 'ticket-id' }) ticketId = '';
  @state() private problem: PortalError | undefined;

  readonly #api = staffApi();
  #busy = false;
  /** Of the note being written: a second try after a lost answer is the same write. */
  #noteKey = Outbox.newKey();
  readonly #data = new QueryController(
    this,
    () => (this.ticketId ? ([this.ticketId] as const) : undefined),
    async ([id], signal) => {
      const [ticket, notes, stages] = await Promise.all([
        this.#api.staffPart(id, signal),
        this.#api.notes(id, signal),
        this.#api.stages(signal),
      ]);
      return { ticket, notes, stages };
    },
  );

  protected override portalConnected(portal: Portal): void {
    this.listen(
      portal.watch((change) => {
        if (change.kind === 'reset' || change.ticketId === this.ticketId) void this.#data.run();
      }),
    );
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('ticketId')) return;
    const field = this.renderRoot.querySelector('textarea');
    if (field) field.value = String(this.portal?.drafts.load(this.#place)?.values['note'] ?? '');
  }

  get #place(): DraftPlace {
    return `form:note-${this.ticketId}`;
  }

  async #write(work: () => Promise<unknown>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.problem = undefined;
    try {
      await work();
      await this.#data.run();
      this.dispatchEvent(new Event('staff-ticket-changed', { bubbles: true, composed: true }));
      return true;
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }

  readonly #saveDraft = (event: Event): void => {
    this.#noteKey = Outbox.newKey();
    const note = (event.target as HTMLTextAreaElement).value;
    this.portal?.drafts.save(this.#place, { values: { note }, attachments: [] });
  };

  readonly #addNote = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const note = new FormData(form).get('note');
    const text = typeof note === 'string' ? note.trim() : '';
    const { ticketId } = this;
    if (!text || !(await this.#write(() => this.#api.addNote(ticketId, text, this.#noteKey)))) return;
    this.portal?.drafts.remove(this.#place);
    form.reset();
    this.#noteKey = Outbox.newKey();
    this.announce(this.t.sent);
  };

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    const data = this.#data.value;
    if (!data) return this.#data.error ? this.#renderProblem(this.#data.error) : nothing;
    const { staff } = data.ticket;
    return html`<div class="panel">
      <div class="facts">
        <label class="fact">
          <span class="label">${words.stage}</span>
          <select class="input" @change=${this.#changeStage}>
            ${data.stages.map((stage) => this.#renderStage(stage, data.ticket.stage.id))}
          </select>
        </label>
        <div class="fact">
          <span class="label">${words.assignee}</span>
          <span class="row">
            ${staff.assignee?.name ?? words.nobody}
            <button
              class="button quiet"
              @click=${() => this.#write(() => this.#api.assign(this.ticketId, !staff.assignee))}
            >
              ${staff.assignee ? words.unassign : words.assignToMe}
            </button>
          </span>
        </div>
        <div class="fact">
          <span class="label">${words.customer}</span>
          <span>${staff.requester.name}</span>
          <span class="label">${staff.requester.email ?? nothing}</span>
        </div>
      </div>
      ${this.problem ? this.#renderProblem(this.problem) : nothing}
      <section class="notes" aria-labelledby="notes">
        <h2 id="notes">${words.internalNotes}</h2>
        ${
          data.notes.length
            ? html`<ul>
                ${data.notes.map((note) => this.#renderNote(note))}
              </ul>`
            : html`<p class="label">${words.noNotes}</p>`
        }
        <form class="panel" @submit=${this.#addNote}>
          <label class="fact">
            <span class="label">${words.internalNote}</span>
            <textarea class="input" name="note" aria-describedby="hint" @input=${this.#saveDraft}></textarea>
          </label>
          <div class="row">
            <button class="button">${words.addNote}</button>
            <span class="label" id="hint">${words.noteHint}</span>
          </div>
        </form>
      </section>
    </div>`;
  }

  readonly #changeStage = (event: Event): void => {
    const stageId = (event.target as HTMLSelectElement).value;
    void this.#write(() => this.#api.setStage(this.ticketId, stageId));
  };

  #renderStage(stage: Stage, current: string): unknown {
    return html`<option value=${stage.id} ?selected=${stage.id === current}>${stage.label}</option>`;
  }

  #renderNote(note: InternalNote): unknown {
    return html`<li>
      <div class="row">
        <b>${note.author.name}</b>
        <time class="label" datetime=${note.at}>${this.locale.relative(note.at)}</time>
      </div>
      <div class="note">${note.body.content}</div>
    </li>`;
  }

  #renderProblem(error: PortalError): unknown {
    return html`<p class="problem" role="alert">${this.words(error)}</p>`;
  }
}
