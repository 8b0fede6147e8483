import { css, html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { isAbort, PortalError } from '../../../src/api/errors.ts';
import type { PortalAdapter } from '../../../src/api/adapter.ts';
import type { Page, TicketSummary } from '../../../src/api/model.ts';
import type { TicketVerdict } from '../../src/policy/reasons.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import { gatewayLookup } from '../settings/controls/lookup.ts';
import type { OptionChosenEvent } from '../settings/controls/option-search.ts';
import { ruleProperties, type RuleKind } from '../settings/controls/rule-properties.ts';
import { testSentence } from '../settings/controls/rule-sentence.ts';
import { SettingsControl } from '../settings/controls/settings-control.ts';
import type { SettingsApi } from '../settings/settings-api.ts';
import { simulatedPortal } from './simulated-portal.ts';
import { verdictView, type VerdictContext } from './verdict-view.ts';
import { previewWords, type PreviewWords } from './words.ts';

interface FoundContact {
  id: string;
  name: string;
  email: string;
  companies: { id: string; name: string }[];
}

interface Judged {
  ticket: TicketSummary;
  verdict: TicketVerdict;
}

/** Tickets judged at once. */
const judgedAtOnce = 15;
/** Milliseconds after a letter before it is searched for. */
const pause = 250;

/** What rules are worded with: names of lists, stages and properties. */
export type RuleNames = Pick<GatewaySettings, 'contactLists' | 'pipelines' | 'properties'>;

/**
 * The portal as one contact has it, and of every ticket why it shows to them, or does not. Nothing can be written here.
 */
export class PortalSimulator extends SettingsControl {
  static override styles = [
    ...SettingsControl.styles,
    css`
      .frame,
      section {
        align-content: start;
        display: grid;
        gap: calc(var(--_space) * 4);
        grid-template-columns: minmax(0, 1fr);
      }
      .frame {
        container-type: inline-size;
      }
      .halves {
        display: grid;
        gap: calc(var(--_space) * 8);
        grid-template-columns: minmax(0, 1fr);
      }
      /* What they see, and beside it why: the one scrolls without the other. */
      portal-frame {
        /* Its own edge scrolls away with what is in it. */
        border-block-end: 1px solid var(--_line);
        border-radius: 10px;
        max-block-size: max(480px, 85dvh);
        overflow: auto;
      }
      @container (min-width: 980px) {
        .halves {
          grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        }
        portal-frame {
          max-block-size: max(480px, 100dvh - 300px);
        }
      }
      h2 {
        font-size: calc(var(--_font-size) * 1.13);
        font-weight: 620;
      }
      .who {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: var(--_space) calc(var(--_space) * 4);
      }
      .search {
        display: grid;
        gap: calc(var(--_space) * 1.5);
        max-inline-size: 420px;
      }
      .tickets {
        border-block-end: 1px solid var(--_line);
        list-style: none;
      }
      .tickets > li {
        border-block-start: 1px solid var(--_line);
        padding-block: calc(var(--_space) * 3);
      }
      summary {
        align-items: baseline;
        cursor: pointer;
        display: flex;
        flex-wrap: wrap;
        gap: var(--_space) calc(var(--_space) * 3);
        min-block-size: 24px;
      }
      .subject {
        flex: 1 1 200px;
        font-weight: 560;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .badge {
        border-radius: 99px;
        font-size: var(--_small);
        padding: 1px 10px;
      }
      .badge.shown {
        background: var(--_success-soft);
        color: var(--_success);
      }
      .badge.not-shown {
        background: var(--_chip);
        color: var(--_muted);
      }
      .verdict,
      .verdict ul {
        display: grid;
        gap: calc(var(--_space) * 1.5);
        list-style: none;
        overflow-wrap: anywhere;
      }
      .verdict {
        padding-block: calc(var(--_space) * 3) var(--_space);
      }
      .verdict ul {
        margin-block-start: calc(var(--_space) * 1.5);
        padding-inline-start: calc(var(--_space) * 5);
      }
      .holds > .mark {
        color: var(--_success);
      }
      .fails > .mark {
        color: var(--_danger);
      }
    `,
  ];

  @property({ attribute: false }) api!: Pick<SettingsApi, 'call' | 'fetch'>;
  /** Settings to judge by that are not saved, for owners. A new object for every change of them. */
  @property({ attribute: false }) draft?: GatewaySettings | undefined;
  @property({ attribute: false }) names: RuleNames = { contactLists: [], pipelines: [], properties: [] };

  @state() private contact: FoundContact | undefined;
  @state() private portalAdapter: PortalAdapter | undefined;
  @state() private judged: Judged[] | undefined;
  @state() private problem: PortalError | undefined;
  /** Names of companies and contacts that rules compare with. */
  @state() private people: ReadonlyMap<string, string> = new Map();

  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | undefined;
  #found: FoundContact[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#reading?.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('draft') && !changed.has('contact')) return;
    const { api, contact, draft } = this;
    this.portalAdapter = contact
      ? simulatedPortal({ contactId: contact.id, fetch: api.fetch, draft: () => draft })
      : undefined;
    // Somebody else's verdicts must not stand beside this name for a moment.
    if (changed.has('contact')) this.judged = undefined;
    if (contact) this.#judgeSoon(changed.has('contact') ? 0 : pause);
  }

  protected override renderContent(): unknown {
    const words = previewWords(this.locale.tag);
    const { contact } = this;
    if (!contact)
      return html`<section class="search">
        <h2>${words.contact}</h2>
        <p class="label">${words.contactHint}</p>
        <option-search
          label=${words.contact}
          .search=${this.#search}
          @option-chosen=${this.#choose}
        ></option-search>
      </section>`;
    const companies = contact.companies.map(({ name }) => name).join(', ');
    return html`<div class="who">
        <b dir="auto">${contact.name}</b>
        <span class="label">${contact.email}</span>
        <span class="label">${companies ? words.company(companies) : words.noCompany}</span>
        <button class="button" @click=${() => (this.contact = undefined)}>${words.changeContact}</button>
      </div>
      <div class="halves">
        <section>
          <h2>${words.theirPortal(contact.name)}</h2>
          <portal-frame view="portal" .portalAdapter=${this.portalAdapter}></portal-frame>
          <p class="label">${words.nothingSent}</p>
        </section>
        <section aria-labelledby="why">
          <h2 id="why">${words.tickets}</h2>
          <label class="search">
            <span class="label">${words.ticketsHint}</span>
            <input
              class="input"
              type="search"
              aria-label=${words.searchTickets}
              .value=${this.#text}
              @input=${this.#typed}
            />
          </label>
          ${this.#renderTickets(words)}
        </section>
      </div>`;
  }

  #renderTickets(words: PreviewWords): unknown {
    const { judged, problem } = this;
    if (problem)
      return html`<div role="alert">
        <p class="problem">${this.locale.messages.errors[problem.code]}</p>
        <button class="button" @click=${() => this.#judgeSoon(0)}>${this.locale.messages.retry}</button>
      </div>`;
    if (!judged) return html`<p class="label" role="status">${words.loading}</p>`;
    if (judged.length === 0) return html`<p class="label" role="status">${words.noTickets}</p>`;
    const context = this.#context(words);
    return html`<ul class="tickets">
      ${judged.map(
        ({ ticket, verdict }) =>
          html`<li>
            <details>
              <summary>
                <span class="label">${ticket.reference}</span>
                <span class="subject" dir="auto">${ticket.subject}</span>
                <span class="badge ${verdict.visible ? 'shown' : 'not-shown'}"
                  >${verdict.visible ? words.shown : words.hidden}</span
                >
              </summary>
              ${verdictView(verdict, context)}
            </details>
          </li>`,
      )}
    </ul>`;
  }

  #context(words: PreviewWords): VerdictContext {
    const sentence = (kind: RuleKind) => {
      const context = {
        properties: ruleProperties(kind, this.names, this.words),
        names: this.people,
        words: this.words,
        day: (iso: string) => this.locale.date(iso, { dateStyle: 'medium' }),
      };
      return (test: Parameters<typeof testSentence>[0]) => testSentence(test, context);
    };
    return {
      words,
      ticketTest: sentence('ticket'),
      contactTest: sentence('contact'),
      listName: (id) => this.names.contactLists.find((list) => list.id === id)?.name ?? id,
    };
  }

  readonly #search = async (text: string, signal: AbortSignal) => {
    const query = text ? `?${new URLSearchParams({ text })}` : '';
    const { items } = await this.api.call<{ items: FoundContact[] }>(`contacts${query}`, { signal });
    this.#found = items;
    return items.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }));
  };

  readonly #choose = ({ choice }: OptionChosenEvent): void => {
    this.#text = '';
    this.contact = this.#found.find(({ id }) => id === choice.value);
  };

  readonly #typed = ({ target }: Event): void => {
    this.#text = (target as HTMLInputElement).value;
    this.#judgeSoon(pause);
  };

  #judgeSoon(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#judge(), after);
  }

  async #judge(): Promise<void> {
    const { contact, draft } = this;
    if (!contact) return;
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    this.problem = undefined;
    const query = new URLSearchParams({
      ...{ view: 'all', limit: String(judgedAtOnce), sort: '-activity' },
      ...(this.#text.trim() && { text: this.#text.trim() }),
    });
    try {
      const path = `simulate/${encodeURIComponent(contact.id)}/verdicts?${query}`;
      const { items: judged } = await this.api.call<Page<Judged>>(
        path,
        draft ? { method: 'POST', body: { settings: draft }, signal } : { signal },
      );
      if (signal.aborted) return;
      this.judged = judged;
      await this.#nameAll(judged, signal);
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return;
      this.problem = PortalError.from(thrown);
    }
  }

  /** Companies and contacts that rules name by id; without their names the ids stand there. */
  async #nameAll(judged: readonly Judged[], signal: AbortSignal): Promise<void> {
    const lookup = gatewayLookup(this.api);
    const text = JSON.stringify(judged.map(({ verdict }) => [verdict.filter, verdict.permission.rule]));
    const people = new Map<string, string>();
    for (const [property, kind] of [
      ['company', 'company'],
      ['requester', 'contact'],
    ] as const) {
      const ids = idsIn(JSON.parse(text), property);
      if (ids.length === 0) continue;
      for (const [id, name] of await lookup.names(kind, ids, signal).catch(() => new Map<string, string>()))
        people.set(`${kind}:${id}`, name);
    }
    if (!signal.aborted) this.people = people;
  }
}

/** The values that conditions on a property compare with, wherever they stand. */
function idsIn(part: unknown, property: string): string[] {
  if (Array.isArray(part)) return [...new Set(part.flatMap((one: unknown) => idsIn(one, property)))];
  if (typeof part !== 'object' || part === null) return [];
  const record = part as Record<string, unknown>;
  if (record['property'] === property)
    return [record['value']].flat().filter((one) => typeof one === 'string');
  return idsIn(Object.values(record), property);
}
