import { html, nothing, type TemplateResult } from 'lit';
import type { PortalSettings, Ticket, TicketReasons } from '../../api/model.ts';
import { reasonsWords } from '../../locales/en/reasons.ts';
import { speak } from '../../locales/index.ts';
import { formatStage, formatValue } from '../base/format.ts';
import type { LocaleController } from '../base/locale-controller.ts';

speak(reasonsWords);

type Looked = NonNullable<TicketReasons['rule']>['properties'][number];

/** Why a ticket shows, in words. */
export function renderReasons(
  { owner, company, rule }: TicketReasons,
  ticket: Ticket,
  settings: PortalSettings | undefined,
  locale: LocaleController,
): TemplateResult {
  const t = locale.messages;
  const whose =
    owner === 'mine' ? t.whyMine : owner === 'company' ? t.whyCompany(company?.name ?? '') : t.whyStaff;
  return html`<p>${whose}</p>
    ${
      rule?.properties.length
        ? html`<p>${t.whyRule}</p>
            <ul>
              ${rule.properties.map((looked) => html`<li>${words(looked, ticket, settings, locale)}</li>`)}
            </ul>
            ${rule.hidden ? html`<p>${t.whyMore}</p>` : nothing}`
        : rule
          ? html`<p>${t.whyHidden}</p>`
          : nothing
    }`;
}

/** A property and what it is in this ticket; of some a page knows no more than the name. */
function words(
  { key, label, value }: Looked,
  ticket: Ticket,
  settings: PortalSettings | undefined,
  locale: LocaleController,
): string {
  const t = locale.messages;
  if (label !== undefined) return `${label}: ${formatValue(value, t) || t.whyEmpty}`;
  const day = (iso: string) => locale.date(iso, { dateStyle: 'long' });
  const known: Record<string, string> = {
    status: formatStage(ticket.stage, settings, t),
    subject: ticket.subject,
    created: day(ticket.createdAt),
    activity: day(ticket.lastActivityAt),
  };
  const name = key === 'channel' ? t.whyChannel : (Object.hasOwn(t.columns, key) && t.columns[key]) || key;
  return Object.hasOwn(known, key) ? `${name}: ${known[key]}` : name;
}
