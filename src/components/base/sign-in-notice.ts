import { html, type TemplateResult } from 'lit';
import type { Messages } from '../../locales/index.ts';
import { PortalSignInEvent } from '../events.ts';

/**
 * What an element shows while nobody is signed in. The page may take the wish over by cancelling
 * `portal-sign-in`; without a link, that event is all the button does.
 */
export function signInNotice(
  host: HTMLElement,
  t: Messages,
  href: string | undefined,
  words = t.signInNeeded,
): TemplateResult {
  const ask = (event: Event): void => {
    if (!host.dispatchEvent(new PortalSignInEvent())) event.preventDefault();
  };
  return html`<div class="notice" part="signed-out">
    <slot name="signed-out"><h1>${words}</h1></slot>
    ${
      href
        ? html`<a class="button primary" part="sign-in-link" href=${href} @click=${ask}>${t.signIn}</a>`
        : html`<button class="button primary" part="sign-in-link" @click=${ask}>${t.signIn}</button>`
    }
  </div>`;
}
