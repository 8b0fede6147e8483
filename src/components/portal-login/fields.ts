import { html, nothing, type TemplateResult } from 'lit';
import type { PortalError } from '../../api/errors.ts';
import type { SignInOptions } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

/** A name of a field, as the contract's `FieldError` knows it. */
export type LoginField = 'name' | 'email' | 'password' | 'consent';

/** What is wrong, in words: at fields, or with the whole. */
export interface LoginFaults {
  fields: Partial<Record<LoginField, string>>;
  all?: string;
}

export interface FieldsView {
  t: Messages;
  /** Prefix of ids: the fields share the page's tree with everything else. */
  id: string;
  kind: 'sign-in' | 'register';
  consent: SignInOptions['consent'];
  faults: LoginFaults;
  busy: boolean;
  /** Whether the password can be read. */
  shown: boolean;
  onShow: () => void;
}

const order: readonly LoginField[] = ['name', 'email', 'password', 'consent'];

/** The fields of a view and their submit button. Nothing of what is typed passes through here. */
export function renderFields(view: FieldsView): TemplateResult {
  const { t, id, kind, faults, busy } = view;
  const isNew = kind === 'register';
  const busyWords = isNew ? t.registering : t.signingIn;
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
    ${isNew ? renderInput(view, 'name', t.yourName, 'text', 'name') : nothing}
    ${renderInput(view, 'email', t.email, 'email', isNew ? 'email' : 'username')}
    ${renderInput(view, 'password', t.password, 'password', isNew ? 'new-password' : 'current-password')}
    ${isNew && view.consent ? renderConsent(view, view.consent.text, view.consent.label) : nothing}
    <button class="portal-login-submit" type="submit">
      ${busy ? busyWords : isNew ? t.register : t.signIn}
    </button>`;
}

function renderInput(
  view: FieldsView,
  field: 'name' | 'email' | 'password',
  label: string,
  type: 'text' | 'email' | 'password',
  autocomplete: 'name' | 'email' | 'username' | 'current-password' | 'new-password',
): TemplateResult {
  const { t, id, faults, shown } = view;
  const fault = faults.fields[field];
  const help = field === 'password' && view.kind === 'register' ? t.passwordHelp : undefined;
  const described = [help && `${id}-${field}-help`, fault && `${id}-${field}-fault`]
    .filter(Boolean)
    .join(' ');
  const isSecret = field === 'password';
  return html`<div class="portal-login-field">
    <label class="portal-login-label" for="${id}-${field}">${label}</label>
    <input
      class="portal-login-input"
      id="${id}-${field}"
      name=${field}
      type=${isSecret && shown ? 'text' : type}
      autocomplete=${autocomplete}
      autocapitalize=${field === 'name' ? 'words' : 'none'}
      spellcheck="false"
      required
      aria-invalid=${fault ? 'true' : 'false'}
      aria-describedby=${described || nothing}
    />
    ${
      isSecret
        ? html`<button
            class="portal-login-show"
            type="button"
            aria-pressed=${shown ? 'true' : 'false'}
            aria-controls="${id}-${field}"
            @click=${view.onShow}
          >
            ${t.showPassword}
          </button>`
        : nothing
    }
    ${help ? html`<p class="portal-login-help" id="${id}-${field}-help">${help}</p>` : nothing}
    ${fault ? html`<p class="portal-login-problem" id="${id}-${field}-fault">${fault}</p>` : nothing}
  </div>`;
}

function renderConsent({ id, faults }: FieldsView, text: string, label: string): TemplateResult {
  const fault = faults.fields.consent;
  return html`<div class="portal-login-field">
    <div class="portal-login-consent" tabindex="0" role="group" aria-labelledby="${id}-consent-label">
      ${text}
    </div>
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

/** What the browser can tell is wrong before anything is sent. */
export function checkFields(form: HTMLFormElement, t: Messages): LoginFaults {
  const faults: LoginFaults = { fields: {} };
  for (const field of order) {
    const input = form.elements.namedItem(field);
    if (!(input instanceof HTMLInputElement)) continue;
    const blank = input.type !== 'password' && input.type !== 'checkbox' && input.value.trim() === '';
    if (input.validity.valueMissing || (input.type !== 'checkbox' && (blank || input.value === '')))
      faults.fields[field] = field === 'consent' ? t.consentNeeded : t.fields.required();
    else if (field === 'email' && !/^[^\s@]+@[^\s@]+$/.test(input.value.trim()))
      faults.fields[field] = t.fields.invalid();
  }
  return faults;
}

/** What a backend's refusal says, in words; the same for an unknown address and a wrong password. */
export function faultsOf(error: PortalError, t: Messages, contactHint?: string): LoginFaults {
  const faults: LoginFaults = { fields: {} };
  for (const { field, code, limit } of error.fields ?? []) {
    if (!order.includes(field as LoginField)) continue;
    const words = t.fields[code] as ((limit?: number) => string) | undefined;
    faults.fields[field as LoginField] =
      field === 'consent' ? t.consentNeeded : (words ?? t.fields.invalid)(limit);
  }
  if (hasFieldFault(faults)) return faults;
  const words = error.code === 'unauthenticated' ? t.wrongCredentials : t.errors[error.code];
  const more =
    error.code === 'rate-limited' && error.retryAfter
      ? t.waitToRetry(Math.ceil(error.retryAfter))
      : error.code === 'forbidden'
        ? contactHint
        : undefined;
  return { fields: {}, all: more ? `${words} ${more}` : words };
}

export function hasFieldFault({ fields }: LoginFaults): boolean {
  return Object.keys(fields).length > 0;
}

/** The first field with a fault, in the order in which they stand. */
export function firstFault({ fields }: LoginFaults): LoginField | undefined {
  return order.find((field) => fields[field]);
}
