import { html, nothing, type TemplateResult } from 'lit';
import type { SignInProvider } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';

export interface ProvidersView {
  t: Messages;
  providers: readonly SignInProvider[];
  /** The one that is being asked. */
  busy: string;
  onChoose: (id: string) => void;
}

/** A button for each identity provider. */
export function renderProviders({ t, providers, busy, onChoose }: ProvidersView): TemplateResult {
  return html`<div class="providers" part="providers">
    ${providers.map(
      ({ id, label, brand }) =>
        html`<button class="button" part="provider-button" type="button" @click=${() => onChoose(id)}>
          ${brand ? marks[brand] : nothing}
          <span>${busy === id ? t.signingIn : wordsOf(label, brand, t)}</span>
        </button>`,
    )}
  </div>`;
}

/** The owner's words; a mere name becomes an offer. */
function wordsOf(label: string, brand: SignInProvider['brand'], t: Messages): string {
  return brand && label.toLowerCase() === brand ? t.continueWith(label) : label;
}

/** Shapes by which the providers are known, without a word in them. */
const marks: Record<NonNullable<SignInProvider['brand']>, TemplateResult> = {
  google: html`<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <path d="M13.950 4.050A7 7 0 0 0 2.700 5.900" stroke="#ea4335" stroke-width="3.200" />
    <path d="M2.700 5.900a7 7 0 0 0 0 6.200" stroke="#fbbc05" stroke-width="3.200" />
    <path d="M2.700 12.100a7 7 0 0 0 10.800 2.200" stroke="#34a853" stroke-width="3.200" />
    <path d="M13.500 14.300A7 7 0 0 0 16 9H9.500" stroke="#4285f4" stroke-width="3.200" />
  </svg>`,
  microsoft: html`<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <path d="M1 1h7.500v7.500H1z" fill="#f25022" stroke="none" />
    <path d="M9.500 1H17v7.500H9.500z" fill="#7fba00" stroke="none" />
    <path d="M1 9.500h7.500V17H1z" fill="#00a4ef" stroke="none" />
    <path d="M9.500 9.500H17V17H9.500z" fill="#ffb900" stroke="none" />
  </svg>`,
  okta: html`<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <circle cx="9" cy="9" r="6" stroke-width="4.500" />
  </svg>`,
  keycloak: html`<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <path d="M5 2h8l4 7-4 7H5L1 9z" stroke-width="2" />
    <path d="M7.500 6 5.800 9l1.700 3m3-6 1.700 3-1.700 3" stroke-width="2" />
  </svg>`,
};
