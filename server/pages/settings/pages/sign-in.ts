import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { ProviderSettings } from '../../../src/settings/providers.ts';
import { checkList, rows, section, select, toggle } from '../controls.ts';
import { linkTo } from '../pages.ts';
import { pageWith } from '../settings-page.ts';
import { signInWords } from '../words/sign-in.ts';
import { newProvider, providerKinds, providerName, renderProvider } from './provider.ts';

/** How people come in: methods, registration, identity providers. */
export class SignInPage extends pageWith(signInWords) {
  protected override readonly previewView = 'login';
  /** The provider whose fields are open. */
  @state() private opened: number | undefined;

  protected override renderPage(): unknown {
    const words = this.own;
    return html`${this.#renderMethods()} ${section(words.strangers, '', this.#renderStrangers())}
    ${section(words.providers, words.providersIntro, this.#renderProviders())}`;
  }

  #renderMethods(): unknown {
    const words = this.own;
    const lacks = this.editor.missing.some(({ what }) => what === 'sign-in');
    return html`${checkList(this, {
      path: 'portal.signIn.methods',
      label: words.methods,
      choices: [
        { value: 'password', label: words.password, help: words.passwordHelp },
        { value: 'link', label: words.link, help: words.linkHelp },
      ],
    })}
    ${lacks ? html`<p class="note warning">${words.noWay}</p>` : nothing}`;
  }

  #renderStrangers(): unknown {
    const words = this.own;
    const { challenge } = this.editor.draft.portal.signIn;
    const lacks = this.editor.missing.some(({ what }) => what === 'consent');
    const known = [
      { value: 'none', label: words.noChallenge },
      { value: 'proof-of-work', label: words.proofOfWork },
    ];
    return html`${toggle(this, {
      path: 'portal.signIn.registration',
      label: words.registration,
      help: words.registrationHelp,
    })}
    ${
      lacks
        ? html`<p class="note warning">
            <a href=${linkTo('portal.signIn.consent')}>${words.consentFirst}</a>
          </p>`
        : nothing
    }
    ${select(this, {
      path: 'portal.signIn.challenge',
      label: words.challenge,
      help: words.challengeHelp,
      // A gateway may be made with a challenge of another kind.
      choices: known.some(({ value }) => value === challenge)
        ? known
        : [...known, { value: challenge, label: challenge }],
    })}`;
  }

  #renderProviders(): unknown {
    const words = this.own;
    const path = 'portal.signIn.providers';
    const { providers } = this.editor.draft.portal.signIn;
    return html`${rows<ProviderSettings>(this, {
      path,
      label: words.providers,
      labelHidden: true,
      nameOf: (provider) => providerName(provider, words),
      empty: words.noProviders,
      ordered: true,
      row: (provider, at, index) => {
        const kind = provider.kind === 'oidc' ? (provider.preset ?? words.oidc) : words[provider.kind];
        const open = this.opened === index || this.editor.problemAt(at, true) !== undefined;
        return html`<details
          .open=${open}
          @toggle=${({ target }: Event) => {
            if ((target as HTMLDetailsElement).open) this.opened = index;
            else if (this.opened === index) this.opened = undefined;
          }}
        >
          <summary>
            <b dir="auto">${providerName(provider, words)}</b>
            <span class="label">${kind}${provider.enabled ? nothing : html` · ${words.off}`}</span>
          </summary>
          ${open ? html`<div class="controls inner">${renderProvider(this, provider, at, words)}</div>` : nothing}
        </details>`;
      },
    })}
    ${
      this.editor.readOnly
        ? nothing
        : html`<div class="buttons">
            <span class="label">${words.add}</span>
            ${providerKinds(words).map(
              ({ name, kind, preset }) =>
                html`<button
                  class="button"
                  @click=${() => {
                    this.editor.set(path, [...providers, newProvider(kind, preset, providers)]);
                    this.opened = providers.length;
                    void this.show(`${path}.${providers.length}.label`);
                  }}
                >
                  ${name}
                </button>`,
            )}
          </div>`
    }`;
  }
}
