import { html, nothing, type TemplateResult } from 'lit';
import { PortalError } from '../../api/errors.ts';
import type { PortalSettings, Ticket } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import { formatValue } from '../base/format.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { faultWords } from '../base/words.ts';
import type { Conversation } from './conversation.ts';
import { authorName, fullDate } from './message-view.ts';
import type { Reasons } from './reasons.ts';

function renderBack(href: string | undefined, t: Messages): TemplateResult | typeof nothing {
  return href
    ? html`<p class="back">
        <a part="back-link" href=${href}>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M14 8H2m5-5L2 8l5 5" />
          </svg>
          ${t.backToTickets}
        </a>
      </p>`
    : nothing;
}

function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="skeleton" part="loading" role="status" aria-label=${t.loading}>
    <i></i><i></i><i></i><i></i><i></i>
  </div>`;
}

function renderNotFound(t: Messages): TemplateResult {
  return html`<div class="notice" part="not-found">
    <slot name="not-found"><h1>${t.ticketNotFound}</h1></slot>
  </div>`;
}

/** A failed read: a notice of its own, or a line above what was read before. */
function renderError(error: PortalError, beside: boolean, t: Messages, retry: () => void): TemplateResult {
  const words = faultWords(t, error);
  const button = html`<button
    class="button ${beside ? 'quiet' : ''}"
    part="retry-button"
    type="button"
    @click=${retry}
  >
    ${t.retry}
  </button>`;
  return beside
    ? html`<div class="note fault" part="error" role="status">${words} ${button}</div>`
    : html`<div class="notice" part="error" role="status">
        <b>${t.ticketFailed}</b>
        <p>${words}</p>
        ${button}
      </div>`;
}

function renderHeader({ subject, stage }: Ticket, label: string): TemplateResult {
  const kind = stage.state === 'closed' ? 'closed' : stage.awaiting === 'customer' ? 'waiting' : 'open';
  return html`<header class="title" part="header">
    <slot name="heading"><h1 part="subject" dir="auto">${subject}</h1></slot>
    <span class="pill ${kind}" part="stage">${label}</span>
  </header>`;
}

/** What stands above the conversation, in every state there is. */
export interface Top {
  t: Messages;
  /** As far as it was read. */
  ticket: Ticket | undefined;
  /** The stage's name, once everything is there that shows the ticket. */
  stage: string | undefined;
  back: string | undefined;
  online: boolean;
  error: PortalError | undefined;
  /** Whether the page names no ticket at all. */
  gone: boolean;
  /** `undefined` while the code that makes texts safe is on its way, `null` where it cannot be had. */
  readable: unknown;
  retry: () => void;
}

export function renderTop({ t, ticket, stage, back, online, error, gone, readable, retry }: Top): unknown {
  const ready = ticket !== undefined && stage !== undefined;
  const missing = gone || error?.code === 'not-found';
  const fault = error ?? (readable === null ? new PortalError('unavailable') : undefined);
  return [
    renderBack(back, t),
    online ? nothing : html`<p class="note" part="offline">${t.offline}</p>`,
    missing ? renderNotFound(t) : fault && (error || ready) ? renderError(fault, ready, t, retry) : nothing,
    ready ? renderHeader(ticket, stage) : error || missing ? nothing : renderSkeleton(t),
  ];
}

export function renderDetails(
  ticket: Ticket,
  status: string,
  locale: LocaleController,
  ...below: unknown[]
): TemplateResult {
  const t = locale.messages;
  const { columns } = t;
  const name = (person: Ticket['requester']) => authorName(person, locale);
  const time = (iso: string, text: string) =>
    html`<time datetime=${iso} title=${locale.date(iso, fullDate)}>${text}</time>`;
  const rows: [string | undefined, unknown][] = [
    [columns['reference'], ticket.reference],
    [columns['status'], status],
    [columns['created'], time(ticket.createdAt, locale.date(ticket.createdAt, fullDate))],
    [columns['activity'], time(ticket.lastActivityAt, locale.relative(ticket.lastActivityAt))],
    [t.requester, ticket.mine ? '' : name(ticket.requester)],
    ...ticket.properties.map(({ label, value }): [string, string] => [label, formatValue(value, t)]),
    [t.participants, ticket.participants?.map(name).join(', ')],
  ];
  return html`<aside class="card side" part="details" aria-label=${t.details}>
    <dl>
      ${rows.map(([label, value]) =>
        value
          ? html`<div part="detail">
              <dt class="label">${label}</dt>
              <dd>${value}</dd>
            </div>`
          : nothing,
      )}
    </dl>
    ${below}
    <slot name="details"></slot>
  </aside>`;
}

/** Closes or reopens, whichever is possible. */
export function renderAction(
  { can }: Ticket,
  { acting, actionError }: Conversation,
  t: Messages,
  act: (action: 'close' | 'reopen') => void,
): TemplateResult | typeof nothing {
  const action = acting ?? (can.close ? 'close' : can.reopen ? 'reopen' : undefined);
  if (!action) return nothing;
  const words = action === 'close' ? [t.markSolved, t.solving] : [t.reopen, t.reopening];
  return html`<button
      class="button state-button"
      part="state-button"
      type="button"
      aria-busy=${acting ? 'true' : nothing}
      @click=${() => act(action)}
    >
      ${words[acting ? 1 : 0]}
    </button>
    ${
      actionError
        ? html`<p class="problem" part="state-error" role="alert">${faultWords(t, actionError)}</p>`
        : nothing
    }`;
}

/** Why the ticket shows, for those who ask. */
export function renderReasons(
  reasons: Reasons,
  ticket: Ticket,
  settings: PortalSettings | undefined,
  locale: LocaleController,
): TemplateResult | typeof nothing {
  if (!reasons.offered) return nothing;
  const t = locale.messages;
  const { answer, error, look, open } = reasons;
  const retry = (event: Event): void => {
    // The button goes with what it does.
    (event.target as Element).closest('details')?.querySelector('summary')?.focus();
    void reasons.ask();
  };
  return html`<details
    part="reasons"
    .open=${open}
    @toggle=${({ target }: Event) => target instanceof HTMLDetailsElement && reasons.unfold(target.open)}
  >
    <summary part="reasons-button">${t.whyShown}</summary>
    <div class="reasons" part="reasons-text" role="status">
      ${
        error
          ? html`<p class="problem">${faultWords(t, error)}</p>
              <button class="button quiet" part="retry-button" type="button" @click=${retry}>
                ${t.retry}
              </button>`
          : answer && look
            ? look.renderReasons(answer, ticket, settings, locale)
            : html`<p>${t.loading}</p>`
      }
    </div>
  </details>`;
}
