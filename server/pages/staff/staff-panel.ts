import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PortalError } from '../../../src/api/errors.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { QueryController } from '../../../src/components/base/query-controller.ts';
import type { Portal } from '../../../src/portal/portal.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { staffApi, type Seen, type StaffStage } from './staff-api.ts';
import { staffWords, type StaffWords } from './words.ts';

/**
 * What staff see and do beside the customer's view of a ticket: stage, assignee, who asks. An element shows one ticket
 * only.
 *
 * @fires staff-ticket-changed - The stage or assignee was changed here.
 */
export class StaffPanel extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      .facts {
        display: grid;
        gap: calc(var(--_space) * 3) calc(var(--_space) * 4);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr));
      }
      .fact {
        align-content: start;
        display: grid;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .row {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 0 calc(var(--_space) * 2);
      }
      .row .button {
        margin-inline-start: calc(var(--_space) * -2);
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
  readonly #data = new QueryController(
    this,
    () => (this.ticketId ? ([this.ticketId] as const) : undefined),
    async ([id], signal) => {
      const [ticket, stages] = await Promise.all([this.#api.staffPart(id, signal), this.#api.stages(signal)]);
      const seen = await this.#api.seen(ticket.staff.requester.id, id, signal).catch((error: unknown) => {
        // Tickets of staff are no customer's to see; what else went wrong must not hide the rest.
        if (PortalError.is(error)) return undefined;
        throw error;
      });
      return { ticket, stages, seen };
    },
  );

  protected override portalConnected(portal: Portal): void {
    this.listen(
      portal.watch((change) => {
        if (change.kind === 'reset' || change.ticketId === this.ticketId) void this.#data.run();
      }),
    );
  }

  async #write(work: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.problem = undefined;
    try {
      await work();
      await this.#data.run();
      this.dispatchEvent(new Event('staff-ticket-changed', { bubbles: true, composed: true }));
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    } finally {
      this.#busy = false;
    }
  }

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    const data = this.#data.value;
    if (!data) return this.#data.error ? this.#renderProblem(this.#data.error) : nothing;
    const { staff } = data.ticket;
    return html`<div class="facts">
        <label class="fact">
          <span class="label">${words.stage}</span>
          <select class="input" @change=${this.#changeStage}>
            ${this.#renderStages(data.stages, data.ticket.stage.id)}
          </select>
        </label>
        <div class="fact">
          <span class="label">${words.assignee}</span>
          <span>${staff.assignee?.name ?? words.nobody}</span>
          <span class="row">
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
          <span dir="auto">${staff.requester.name}</span>
          <span class="label">${staff.requester.email ?? nothing}</span>
        </div>
        <div class="fact">
          <span class="label">${words.arrivedIn}</span>
          <span>${staff.inbox?.name ?? words.noConversation}</span>
        </div>
        ${
          data.seen
            ? html`<div class="fact">
                <span class="label">${words.seen}</span>
                <span>${seenWords(data.seen, words)}</span>
              </div>`
            : nothing
        }
      </div>
      ${this.problem ? this.#renderProblem(this.problem) : nothing}`;
  }

  readonly #changeStage = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const stageId = select.value;
    void this.#write(() => this.#api.setStage(this.ticketId, stageId)).then(() => {
      // What was refused, or not done because another write was under way, must not look done.
      select.value = this.#data.value?.ticket.stage.id ?? stageId;
    });
  };

  /** By pipeline, where there are several. */
  #renderStages(stages: StaffStage[], current: string): unknown {
    const options = (some: StaffStage[]) =>
      some.map(({ id, label }) => html`<option value=${id} ?selected=${id === current}>${label}</option>`);
    const pipelines = new Map(stages.map(({ pipeline }) => [pipeline.id, pipeline.name]));
    if (pipelines.size < 2) return options(stages);
    return [...pipelines].map(
      ([id, name]) =>
        html`<optgroup label=${name}>
          ${options(stages.filter(({ pipeline }) => pipeline.id === id))}
        </optgroup>`,
    );
  }

  #renderProblem(error: PortalError): unknown {
    return html`<p class="problem" role="alert">${this.words(error)}</p>`;
  }
}

/** Whether the customer sees the ticket, and what keeps it from them. */
function seenWords({ visible, against, threads }: Seen, words: StaffWords): string {
  if (visible) return threads === 'newest' ? words.seenNewest : words.seenYes;
  return [words.seenNo, ...against.map((obstacle) => words.unseen[obstacle])].join(' ');
}
