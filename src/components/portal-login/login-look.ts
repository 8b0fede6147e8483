import { html, nothing, type TemplateResult } from 'lit';
import type { PortalSettings, Session } from '../../api/model.ts';
import { entryWords } from '../../locales/en/entry.ts';
import { loginWords } from '../../locales/en/login.ts';
import { navWords } from '../../locales/en/nav.ts';
import { speak, type Messages } from '../../locales/index.ts';
import { fillLink, type PortalLinks } from '../../portal/links.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import type { LoginView } from './portal-login.ts';
import { styles as loginStyles } from './portal-login.styles.ts';

speak(loginWords, entryWords, navWords);

export { checkFields, faultsOf, firstFault, hasFieldFault, renderFields } from './fields.ts';
export { adoptFormStyles } from './form.styles.ts';

export const styles = [baseStyles, loginStyles];

/** All that the element's own tree shows; the fields are its children. */
export interface LoginModel {
  t: Messages;
  session: Session | null | undefined;
  settings: PortalSettings | undefined;
  view: LoginView;
  links: PortalLinks | undefined;
  ended: 'signed-out' | 'expired' | undefined;
  /** The address a mail went to. */
  sentTo: string;
  /** Why a confirmation failed. */
  problem: unknown;
  /** Confirms again, where that may help. */
  retry: (() => void) | undefined;
  mayRegister: boolean;
  show: (view: LoginView) => void;
}

export function render(model: LoginModel): TemplateResult {
  const { t, session, settings, view } = model;
  if (session && view !== 'verify' && view !== 'link-expired')
    return renderSignedIn(model, session.contact.name);
  if (!settings || session === undefined) return renderSkeleton(t);
  const heading = view === 'register' ? t.register : view === 'check-email' ? t.checkEmail : t.signIn;
  // "to Lumen Support" reads on from "Sign in", and from nothing else.
  const name = heading === t.signIn ? t.signInTo(settings.name) : settings.name;
  return html`<section class="card" part="card" aria-labelledby="heading">
    <slot name="heading"
      ><div>
        <h1 id="heading" part="heading" tabindex="-1">${heading}</h1>
        <p class="label" part="portal-name">${name}</p>
      </div></slot
    >
    ${renderView(model)}
    <slot name="footer"></slot>
  </section>`;
}

function renderView(model: LoginModel): unknown {
  const { t, view, sentTo, problem, retry, mayRegister } = model;
  switch (view) {
    case 'check-email':
      return html`<p part="message">${t.checkEmailText(sentTo)}</p>
        ${renderWayBack(model)}`;
    case 'verify':
      return html`<p part="message" role="status">${t.verifying}</p>`;
    case 'link-expired':
      return html`<p part="message" class="problem" role="alert">${problem ?? t.linkExpired}</p>
        ${
          retry
            ? html`<button class="button" part="retry-button" type="button" @click=${retry}>
                ${t.retry}
              </button>`
            : nothing
        }
        ${renderWayBack(model)}`;
    case 'register':
      return html`<slot name="form"></slot>
        <p class="label aside">${t.alreadyRegistered} ${renderSwitch(model, 'sign-in', t.signIn)}</p>`;
    default:
      return html`${renderEnding(model)}<slot name="form"></slot> ${
          mayRegister
            ? html`<p class="label aside">${t.newHere} ${renderSwitch(model, 'register', t.registerHere)}</p>`
            : nothing
        }`;
  }
}

function renderEnding({ ended, t }: LoginModel): TemplateResult | typeof nothing {
  if (!ended) return nothing;
  const words = ended === 'expired' ? t.sessionExpired : t.signedOut;
  return html`<p class="note" part="note" role="status">${words}</p>`;
}

function renderSwitch(
  { links, show }: LoginModel,
  view: 'sign-in' | 'register',
  words: string,
): TemplateResult {
  const href = fillLink(view === 'register' ? links?.register : links?.signIn);
  const part = `${view}-link`;
  return href
    ? html`<a part=${part} href=${href}>${words}</a>`
    : html`<button class="button quiet" part=${part} type="button" @click=${() => show(view)}>
        ${words}
      </button>`;
}

function renderWayBack(model: LoginModel): TemplateResult {
  return html`<p class="aside">${renderSwitch(model, 'sign-in', model.t.backToSignIn)}</p>`;
}

function renderSignedIn({ t, links }: LoginModel, name: string): TemplateResult {
  const href = fillLink(links?.list);
  return html`<section class="card" part="card" tabindex="-1">
    <slot name="signed-in">
      <p part="signed-in">${t.signedInAs(name)}</p>
      ${href ? html`<a class="button primary" part="tickets-link" href=${href}>${t.tickets}</a>` : nothing}
    </slot>
  </section>`;
}

function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="card skeleton" part="card" aria-busy="true">
    <span class="visually-hidden">${t.loading}</span><i></i><i></i><i></i>
  </div>`;
}
