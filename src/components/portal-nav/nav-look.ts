import { html, nothing, type TemplateResult } from 'lit';
import type { Contact, PortalSettings, Session } from '../../api/model.ts';
import { navWords } from '../../locales/en/nav.ts';
import { speak, type Messages } from '../../locales/index.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { initials } from '../base/initials.ts';
import type { NavView } from './current.ts';
import { styles as navStyles } from './portal-nav.styles.ts';

speak(navWords);

export const styles = [baseStyles, navStyles];

export interface NavModel {
  t: Messages;
  portal: Portal | undefined;
  settings: PortalSettings | undefined;
  session: Session | null | undefined;
  /** Whether there is no portal for who is here. */
  isOff: boolean;
  view: NavView | undefined;
  /** Why signing out did not work, in words. */
  problem: string | undefined;
  /** Messages that a sign-out would lose. */
  unsent: number;
  onSignIn: (event: Event) => void;
  onAskToSignOut: () => void;
  onSignOut: () => void;
}

/** On pages outside the portal: the way into it. */
export function renderOutside({ t, portal, settings }: NavModel): TemplateResult | typeof nothing {
  const links = portal?.links.value;
  const href = fillLink(links?.portal ?? links?.list ?? settings?.address);
  return settings?.showLink && href
    ? html`<a class="item" part="portal-link" href=${href}>${t.goToPortal(settings.name)}</a>`
    : nothing;
}

/** Where the portal does not answer. */
export function renderUnreachable(t: Messages, words: string, onRetry: () => void): TemplateResult {
  return html`<nav part="nav" aria-label=${t.portalNav}>
    <slot name="brand" class="brand"></slot>
    <span class="problem" part="error">${words}</span>
    <button class="button quiet" part="retry-button" @click=${onRetry}>${t.retry}</button>
  </nav>`;
}

export function render(model: NavModel): TemplateResult {
  const { t, settings, session, portal, problem } = model;
  const links = portal?.links.value ?? {};
  const open = settings && session && !model.isOff;
  return html`<nav part="nav" aria-label=${t.portalNav}>
      <slot name="brand" class="brand"
        ><span class="brand" part="name">${settings?.name ?? html`&nbsp;`}</span></slot
      >
      ${open ? renderList(model, fillLink(links.list)) : nothing}
      <slot></slot>
      <span class="grow"></span>
      ${open ? renderFormLink(model) : nothing}
      ${
        session
          ? renderAccount(model, session.contact)
          : session === null && settings?.enabled
            ? renderSignIn(model, fillLink(links.signIn))
            : nothing
      }
      ${problem ? html`<p class="failed problem" part="error" role="alert">${problem}</p>` : nothing}
    </nav>
    ${session && session.role !== 'customer' ? renderPreview(model) : nothing}
    ${session ? renderDialog(model) : nothing}`;
}

function renderList({ t, view }: NavModel, href: string | undefined): unknown {
  if (!href) return nothing;
  // A ticket belongs to the tickets, though it is a page of its own.
  const mark = view === 'list' ? 'page' : view === 'ticket' ? 'true' : 'false';
  return html`<a class="item" part="link" href=${href} aria-current=${mark}>${t.tickets}</a>`;
}

function renderFormLink({ t, portal, settings, view }: NavModel): unknown {
  const forms = settings?.forms ?? [];
  const href = fillLink(portal?.links.value.form, forms.length === 1 ? forms[0]?.id : '');
  if (!forms.length || !href || !portal?.adapter.capabilities.create) return nothing;
  return html`<a
    class="button primary"
    part="form-link"
    href=${href}
    aria-current=${view === 'form' ? 'page' : 'false'}
    >${t.fileTicket}</a
  >`;
}

function renderAccount({ t, portal, onAskToSignOut }: NavModel, { name, email }: Contact): unknown {
  const who = name || email;
  const sessions = portal?.adapter.session.list && fillLink(portal.links.value.sessions);
  const contact = html`<span class="avatar" part="avatar" aria-hidden="true">${initials(who)}</span>
    <span class="visually-hidden">${t.signedInAs(who)}</span>
    <span class="contact-name" aria-hidden="true" title=${who}>${who}</span>`;
  return html`<div class="account">
    ${
      sessions
        ? html`<a class="contact" part="contact" href=${sessions}
            >${contact} <span class="visually-hidden">${t.ownSessions}</span></a
          >`
        : html`<span class="contact" part="contact">${contact}</span>`
    }
    <button class="item" part="sign-out-button" type="button" @click=${onAskToSignOut}>${t.signOut}</button>
  </div>`;
}

/** Staff see what customers see, and must not take it for a customer's own view. */
function renderPreview({ t, portal, settings }: NavModel): unknown {
  const href = fillLink(portal?.adapter.staffPage);
  return html`<p class="preview" part="preview">
    <span>${t.previewed} ${settings?.enabled === false ? t.previewedOff : nothing}</span>
    ${href ? html`<a part="staff-page-link" href=${href}>${t.toStaffPage}</a>` : nothing}
  </p>`;
}

function renderSignIn({ t, onSignIn }: NavModel, href: string | undefined): unknown {
  return href
    ? html`<a class="item" part="sign-in-link" href=${href} @click=${onSignIn}>${t.signIn}</a>`
    : html`<button class="item" part="sign-in-link" type="button" @click=${onSignIn}>${t.signIn}</button>`;
}

function renderDialog({ t, unsent, onSignOut }: NavModel): unknown {
  return html`<dialog part="dialog" aria-labelledby="question">
    <p id="question">${t.unsentWarning(unsent)}</p>
    <form class="choices" method="dialog">
      <button class="button" @click=${onSignOut}>${t.signOutAnyway}</button>
      <button class="button primary" autofocus>${t.staySignedIn}</button>
    </form>
  </dialog>`;
}
