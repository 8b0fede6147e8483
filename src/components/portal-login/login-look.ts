import { html, nothing, type TemplateResult } from 'lit';
import { entryWords } from '../../locales/en/entry.ts';
import { loginWords } from '../../locales/en/login.ts';
import { navWords } from '../../locales/en/nav.ts';
import { speak, type Messages } from '../../locales/index.ts';
import { fillLink } from '../../portal/links.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { elsewhere } from './elsewhere.ts';
import { LoginFlow, type Shown } from './flow.ts';
import type { LoginView, PortalLogin } from './portal-login.ts';
import { styles as loginStyles } from './portal-login.styles.ts';
import { renderProviders } from './providers.ts';

speak(loginWords, entryWords, navWords);

export { LoginFlow };
export const styles = [baseStyles, loginStyles];

/** All that the element's own tree shows; the fields are its children. */
export function render(host: PortalLogin, flow: LoginFlow): TemplateResult {
  const { t, settings, session } = host;
  const view = flow.shown;
  if (view === 'waiting' || !settings) return renderSkeleton(t);
  if (view === 'signed-in') return renderSignedIn(host, session?.contact.name ?? '');
  const heading = headingOf(view, t);
  // "to Lumen Support" reads on from "Sign in", and from nothing else.
  const name = heading === t.signIn ? t.signInTo(settings.name) : settings.name;
  // Where somebody signs in again, what is around says what for.
  const title =
    host.again && view === 'sign-in'
      ? nothing
      : html`<slot name="${view}-heading"
          ><slot name="heading"
            ><div>
              <h1 id="heading" part="heading" tabindex="-1">${heading}</h1>
              <p class="label" part="portal-name">${name}</p>
            </div></slot
          ></slot
        >`;
  return html`<section class="card" part="card" aria-label=${heading}>
    ${title}
    ${
      flow.faults.all !== undefined && !flow.kind
        ? html`<p class="alert" id="problem" part="problem" role="alert" tabindex="-1">${flow.faults.all}</p>`
        : nothing
    }
    ${renderView(host, flow, view)}
    <slot name="footer"></slot>
  </section>`;
}

function headingOf(view: Shown, t: Messages): string {
  const headings: Partial<Record<Shown, string>> = {
    register: t.register,
    'check-email': t.checkEmail,
    verify: t.confirmEmail,
    forgot: t.forgotTitle,
    reset: t.newPasswordTitle,
    consent: t.consentTitle,
    'signed-out': t.signedOutTitle,
    denied: t.deniedTitle,
    off: t.offTitle,
    'link-expired': t.linkExpiredTitle,
    failed: t.failedTitle,
  };
  return headings[view] ?? t.signIn;
}

/** The words that open a view, which the page may replace. */
const intro = (view: LoginView, ...words: (string | undefined)[]): TemplateResult =>
  html`<slot name=${view}
    >${words.map((text) => (text ? html`<p class="intro" part="message">${text}</p>` : nothing))}</slot
  >`;

function renderView(
  host: PortalLogin,
  flow: LoginFlow,
  view: Exclude<Shown, 'signed-in' | 'waiting'>,
): unknown {
  const { t, settings } = host;
  const name = settings?.name ?? '';
  switch (view) {
    case 'sign-in':
      return renderSignIn(host, flow);
    case 'register':
      return html`${intro(view)}<slot name="form"></slot>
        <p class="label aside">${t.alreadyRegistered} ${renderSwitch(host, flow, 'sign-in', t.signIn)}</p>`;
    case 'check-email':
      return renderCheckEmail(host, flow);
    case 'verify':
      return html`${intro(view, t.confirmEmailText)}
      ${renderRedeem(flow, view, flow.busy ? t.confirming : t.confirmAndSignIn)}`;
    case 'link':
      return html`${intro(view, t.linkText(name))}
      ${renderRedeem(flow, view, flow.busy ? t.signingIn : t.signIn)}`;
    case 'forgot':
      return html`${intro(view, t.forgotText)}<slot name="form"></slot> ${renderWayBack(host, flow)}`;
    case 'reset':
      return html`${intro(view, host.isInvited ? t.invitedText : t.newPasswordText)}<slot
          name="form"
        ></slot>`;
    case 'consent':
      return html`${intro(view, t.consentText(name))}<slot name="form"></slot>
        <p class="label aside">
          <button
            class="button quiet"
            part="disagree-button"
            type="button"
            @click=${() => flow.show('sign-in')}
          >
            ${t.doNotAgree}
          </button>
        </p>`;
    case 'signed-out':
      return html`${intro(view, t.signedOutText)} ${renderGo(flow, t.signInAgain)}`;
    case 'denied':
      return html`${intro(view, t.deniedText(name), settings?.contactHint)}
        <button class="button primary" part="retry-button" type="button" @click=${() => flow.useAnother()}>
          ${t.otherAccount}
        </button>`;
    case 'off':
      return html`${intro(view, t.portalOff, settings?.contactHint)}
        <p class="aside">
          <button class="button quiet" part="staff-link" type="button" @click=${() => flow.enterAsStaff()}>
            ${t.staffSignIn}
          </button>
        </p>`;
    case 'link-expired':
      return html`${intro(view, expiredText(t, flow))}
        <slot name="form"></slot>
        ${
          flow.expired === 'verify' && flow.mayRegister
            ? html`<p class="label aside">
                ${t.newHere} ${renderSwitch(host, flow, 'register', t.registerHere)}
              </p>`
            : nothing
        }
        ${renderWayBack(host, flow)}`;
    case 'failed':
      return html`${intro(view, flow.late ? t.lateText : t.failedText)} ${renderGo(flow, t.retry)}`;
  }
}

function expiredText(t: Messages, { kind, expired }: LoginFlow): string {
  if (kind) return `${t.linkExpired} ${t.newLinkText}`;
  // Pressed a second time most often: the first one has made the account.
  return expired === 'verify' ? `${t.linkExpired} ${t.confirmedAlready}` : t.linkExpired;
}

const endings = {
  expired: (t: Messages) => t.sessionExpired,
  'signed-out': (t: Messages) => t.signedOut,
};

function renderSignIn(host: PortalLogin, flow: LoginFlow): TemplateResult {
  const { t, portal, settings } = host;
  const { kind, busy } = flow;
  const ended = portal?.ended.value;
  const options = flow.methods.includes('redirect') ? (settings?.signIn.providers ?? []) : [];
  const providers = options.length
    ? renderProviders({ t, providers: options, busy: busy.slice(1), onChoose: (id) => void flow.choose(id) })
    : nothing;
  const divider = options.length && kind ? html`<p class="divider"><span>${t.or}</span></p>` : nothing;
  return html`${
      ended && !portal?.paused.value
        ? html`<p class="note" part="note" role="status">${endings[ended](t)}</p>`
        : nothing
    }
    ${intro('sign-in')} ${host.providersFirst ? [providers, divider] : nothing}<slot name="form"></slot>
    ${host.providersFirst ? nothing : [divider, providers]}
    ${
      flow.mayRegister
        ? html`<p class="label aside">
            ${t.newHere} ${renderSwitch(host, flow, 'register', t.registerHere)}
          </p>`
        : nothing
    }`;
}

function renderCheckEmail({ t }: PortalLogin, flow: LoginFlow): TemplateResult {
  const { sent, busy } = flow;
  const { wait } = flow.mail;
  const words = sent?.purpose === 'link' ? t.linkSentText(sent.email) : t.checkEmailText(sent?.email ?? '');
  return html`${intro('check-email', sent && words)}<slot name="form"></slot>
    <div class="label after">
      <p part="hint">${t.spamHint}</p>
      ${
        sent && wait
          ? html`<span part="resend-wait">${t.resendIn(wait)}</span>`
          : sent
            ? html`<button
                class="button quiet"
                part="resend-button"
                type="button"
                @click=${() => void flow.resend()}
              >
                ${busy === 'resend' ? t.sendingMail : t.resend}
              </button>`
            : nothing
      }
      <button class="button quiet" part="retype-button" type="button" @click=${() => flow.retype()}>
        ${t.otherAddress}
      </button>
    </div>`;
}

/**
 * A press of the button redeems a mailed token, never the mere opening of the page. Scanners of mail open its links, in
 * browsers that run scripts and look as if somebody sat there: they would use the link up before its reader comes, and
 * would confirm an address for whoever registered it without owning it.
 */
function renderRedeem(flow: LoginFlow, purpose: 'verify' | 'link', words: string): TemplateResult {
  return html`<button
    class="button primary"
    part="redeem-button"
    type="button"
    @click=${() => void flow.redeem(purpose)}
  >
    ${words}
  </button>`;
}

function renderGo(flow: LoginFlow, words: string): TemplateResult {
  return html`<button
    class="button primary"
    part="retry-button"
    type="button"
    @click=${() => flow.show('sign-in')}
  >
    ${words}
  </button>`;
}

function renderSwitch(
  { portal }: PortalLogin,
  flow: LoginFlow,
  view: 'sign-in' | 'register',
  words: string,
): TemplateResult {
  const links = portal?.links.value;
  const href = elsewhere(view === 'register' ? links?.register : links?.signIn);
  const part = `${view}-link`;
  return href
    ? html`<a part=${part} href=${href}>${words}</a>`
    : html`<button class="button quiet" part=${part} type="button" @click=${() => flow.show(view)}>
        ${words}
      </button>`;
}

function renderWayBack(host: PortalLogin, flow: LoginFlow): TemplateResult {
  return html`<p class="label aside">${renderSwitch(host, flow, 'sign-in', host.t.backToSignIn)}</p>`;
}

function renderSignedIn({ t, portal }: PortalLogin, name: string): TemplateResult {
  const href = fillLink(portal?.links.value.list);
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
