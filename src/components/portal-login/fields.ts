import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PortalError } from '../../api/errors.ts';
import type { PortalSettings, SignInOptions } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

/** A name of a field, as the contract's `FieldError` knows it. */
export type LoginField = 'name' | 'email' | 'password' | 'code' | 'consent';

/** What is filled in: by password, by mail alone, a code of a mail, an address for a mail, a new password, consent alone. */
export type FormKind = 'sign-in' | 'link' | 'register' | 'code' | 'address' | 'reset' | 'consent';

/** What is wrong, in words: at fields, or with the whole. */
export interface LoginFaults {
  fields: Partial<Record<LoginField, string>>;
  all?: string;
}

export interface FieldsView {
  t: Messages;
  /** Prefix of ids: the fields share the page's tree with everything else. */
  id: string;
  kind: FormKind;
  /** What is to be agreed to, where that is asked. */
  consent: SignInOptions['consent'];
  faults: LoginFaults;
  /** What is under way: `form`, `link` or something beyond the form. */
  busy: string;
  /** Whether the password can be read. */
  shown: boolean;
  /** The address of the one who shall sign in; not to be typed then. */
  fixed: string | undefined;
  /** Whose new password it is, as far as known: password managers file it there. */
  username: string;
  offersLink: boolean;
  offersReset: boolean;
  /** Where the view for a forgotten password has an address. */
  forgotHref: string | undefined;
  onShow: () => void;
  onForgot: () => void;
  onNotMe: () => void;
}

const order: readonly LoginField[] = ['name', 'email', 'password', 'code', 'consent'];

/** The fields of a view and their submit button. Nothing of what is typed passes through here. */
export function renderFields(view: FieldsView): TemplateResult {
  const { t, id, kind, faults, busy } = view;
  const asksEmail = kind !== 'code' && kind !== 'reset' && kind !== 'consent';
  const asksPassword = kind === 'sign-in' || kind === 'register' || kind === 'reset';
  return html`${
      faults.all
        ? html`<p
            class="portal-login-problem portal-login-alert"
            id="${id}-problem"
            role="alert"
            tabindex="-1"
          >
            ${faults.all}
          </p>`
        : nothing
    }
    ${kind === 'register' ? renderInput(view, { field: 'name', label: t.yourName, autocomplete: 'name' }) : nothing}
    ${asksEmail ? renderEmail(view) : nothing} ${kind === 'reset' ? renderUsername(view.username) : nothing}
    ${asksPassword ? renderPassword(view) : nothing}
    ${kind === 'code' ? renderInput(view, { field: 'code', label: t.mailedCode, autocomplete: 'one-time-code' }) : nothing}
    ${view.consent ? renderConsent(view, view.consent.text, view.consent.label) : nothing}
    <button class="portal-login-submit" type="submit">
      ${busy === 'form' ? busyWords(kind, t) : submitWords(kind, t)}
    </button>
    ${
      kind === 'sign-in' && view.offersLink
        ? html`<button class="portal-login-submit portal-login-other" type="submit" value="link">
            ${busy === 'link' ? t.sendingMail : t.mailLinkInstead}
          </button>`
        : nothing
    }`;
}

function submitWords(kind: FormKind, t: Messages): string {
  if (kind === 'register') return t.register;
  if (kind === 'reset') return t.savePassword;
  if (kind === 'link') return t.mailLink;
  if (kind === 'consent') return t.agreeAndContinue;
  return kind === 'address' ? t.sendLink : t.signIn;
}

function busyWords(kind: FormKind, t: Messages): string {
  if (kind === 'register') return t.registering;
  if (kind === 'reset') return t.savingPassword;
  return kind === 'link' || kind === 'address' ? t.sendingMail : t.signingIn;
}

interface InputView {
  field: Exclude<LoginField, 'consent'>;
  label: string;
  autocomplete: 'name' | 'email' | 'username' | 'current-password' | 'new-password' | 'one-time-code';
  help?: string;
  /** What stands beside the field. */
  beside?: unknown;
}

function renderInput(view: FieldsView, input: InputView): TemplateResult {
  const { id, faults } = view;
  const { field, label, autocomplete, help, beside = nothing } = input;
  const fault = faults.fields[field];
  const described = [help && `${id}-${field}-help`, fault && `${id}-${field}-fault`]
    .filter(Boolean)
    .join(' ');
  const type = field === 'email' || (field === 'password' && !view.shown) ? field : 'text';
  return html`<div class="portal-login-field">
    <label class="portal-login-label" for="${id}-${field}">${label}</label>
    <input
      class="portal-login-input portal-login-${field}"
      id="${id}-${field}"
      name=${field}
      type=${type}
      autocomplete=${autocomplete}
      autocapitalize=${field === 'name' ? 'words' : 'none'}
      inputmode=${field === 'code' ? 'numeric' : nothing}
      spellcheck="false"
      required
      aria-invalid=${fault ? 'true' : 'false'}
      aria-describedby=${described || nothing}
    />
    ${beside} ${help ? html`<p class="portal-login-help" id="${id}-${field}-help">${help}</p>` : nothing}
    ${fault ? html`<p class="portal-login-problem" id="${id}-${field}-fault">${fault}</p>` : nothing}
  </div>`;
}

function renderEmail(view: FieldsView): TemplateResult {
  const { t, kind, fixed } = view;
  if (fixed === undefined)
    return renderInput(view, {
      field: 'email',
      label: t.email,
      autocomplete: kind === 'register' ? 'email' : 'username',
    });
  return html`<div class="portal-login-known">
    ${renderUsername(fixed)}
    <span class="portal-login-address">${fixed}</span>
    <button class="portal-login-text" type="button" @click=${view.onNotMe}>${t.notYou}</button>
  </div>`;
}

/** Nobody types here: password managers look for the account that a password belongs to. */
function renderUsername(email: string): TemplateResult {
  return html`<input
    name="email"
    type="email"
    autocomplete="username"
    .value=${email}
    readonly
    hidden
    tabindex="-1"
    aria-hidden="true"
  />`;
}

function renderPassword(view: FieldsView): TemplateResult {
  const { t, id, kind, shown, offersReset, forgotHref } = view;
  const isNew = kind !== 'sign-in';
  return renderInput(view, {
    field: 'password',
    label: kind === 'reset' ? t.newPassword : t.password,
    autocomplete: isNew ? 'new-password' : 'current-password',
    ...(isNew && { help: t.passwordHelp }),
    beside: html`<button
        class="portal-login-show"
        type="button"
        aria-label=${t.showPassword}
        aria-pressed=${shown ? 'true' : 'false'}
        aria-controls="${id}-password"
        @click=${view.onShow}
      >
        ${eye(shown)}
      </button>
      ${
        isNew || !offersReset
          ? nothing
          : forgotHref !== undefined
            ? html`<a class="portal-login-text portal-login-forgot" href=${forgotHref}
                >${t.forgotPassword}</a
              >`
            : html`<button
                class="portal-login-text portal-login-forgot"
                type="button"
                @click=${view.onForgot}
              >
                ${t.forgotPassword}
              </button>`
      }`,
  });
}

const eye = (shown: boolean): TemplateResult =>
  html`<svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    aria-hidden="true"
  >
    <path d="M2 10c1.900-3.400 4.600-5 8-5s6.100 1.600 8 5c-1.900 3.400-4.600 5-8 5s-6.100-1.600-8-5Z" />
    <circle cx="10" cy="10" r="2.500" />
    ${shown ? nothing : eyeBar}
  </svg>`;
const eyeBar = svg`<path d="m3.500 16.500 13-13" />`;

function renderConsent({ id, kind, faults }: FieldsView, text: string, label: string): TemplateResult {
  const fault = faults.fields.consent;
  const place =
    kind === 'consent' ? 'portal-login-consent portal-login-consent-alone' : 'portal-login-consent';
  return html`<div class="portal-login-field">
    <div class=${place} tabindex="0" role="group" aria-labelledby="${id}-consent-label">${text}</div>
    <label class="portal-login-check">
      <input
        class="portal-login-box"
        id="${id}-consent"
        name="consent"
        type="checkbox"
        required
        aria-invalid=${fault ? 'true' : 'false'}
        aria-describedby=${fault ? `${id}-consent-fault` : nothing}
      />
      <span id="${id}-consent-label">${label}</span>
    </label>
    ${fault ? html`<p class="portal-login-problem" id="${id}-consent-fault">${fault}</p>` : nothing}
  </div>`;
}

/** What the browser can tell is wrong before anything is sent; `only` some fields count where given. */
export function checkFields(form: HTMLFormElement, t: Messages, only = order): LoginFaults {
  const faults: LoginFaults = { fields: {} };
  for (const field of only) {
    const input = form.elements.namedItem(field);
    if (!(input instanceof HTMLInputElement) || input.readOnly) continue;
    const blank = field !== 'password' && input.type !== 'checkbox' && input.value.trim() === '';
    if (input.validity.valueMissing || (input.type !== 'checkbox' && (blank || input.value === '')))
      faults.fields[field] = field === 'consent' ? t.consentNeeded : t.fields.required();
    else if (field === 'email' && !/^[^\s@]+@[^\s@]+$/.test(input.value.trim()))
      faults.fields[field] = t.fields.invalid();
  }
  return faults;
}

/** What a backend's refusal says, in words; the same for an unknown address and a wrong password. */
export function faultsOf(
  error: PortalError,
  t: Messages,
  kind: FormKind | undefined,
  settings: PortalSettings | undefined,
): LoginFaults {
  const faults: LoginFaults = { fields: {} };
  for (const { field, code, limit } of error.fields ?? []) {
    if (field === 'proof') return { fields: {}, all: t.robotCheckFailed };
    if (!order.includes(field as LoginField)) continue;
    const words = t.fields[code] as ((limit?: number) => string) | undefined;
    faults.fields[field as LoginField] =
      field === 'consent' ? t.consentNeeded : (words ?? t.fields.invalid)(limit);
  }
  if (hasFieldFault(faults)) return faults;
  if (error.code === 'unauthenticated' && kind === 'code') return { fields: { code: t.wrongCode } };
  if (error.code === 'unauthenticated') return { fields: {}, all: t.wrongCredentials };
  if (error.code === 'not-supported' && settings?.signIn.challenge && !isSecureContext)
    return { fields: {}, all: t.needsSecurePage };
  const words = t.errors[error.code];
  const wait = error.code === 'rate-limited' && error.retryAfter;
  return { fields: {}, all: wait ? `${words} ${t.waitToRetry(Math.ceil(wait))}` : words };
}

export function hasFieldFault({ fields }: LoginFaults): boolean {
  return Object.keys(fields).length > 0;
}

/** The first field with a fault, in the order in which they stand. */
export function firstFault({ fields }: LoginFaults): LoginField | undefined {
  return order.find((field) => fields[field]);
}
