import { render } from 'lit';
import type { SignInOptions } from '../../api/model.ts';
import { elsewhere } from './elsewhere.ts';
import { renderFields, type FormKind, type LoginField } from './fields.ts';
import type { LoginFlow } from './flow.ts';
import { adoptFormStyles } from './form.styles.ts';
import type { PortalLogin } from './portal-login.ts';

/**
 * The form among the element's own children. It exists as long as there is something to fill in, and stays the same one
 * from view to view, so that what was typed stays too.
 */
export class LoginForm {
  element: HTMLFormElement | undefined;
  /** Whether the password can be read. */
  #revealed = false;
  #kind: FormKind | undefined;
  /** The address that was typed last, for the next view that asks for one. */
  #address = '';
  #consent: string | undefined;
  /** The text that a tick would agree to. */
  #agreeing: string | undefined;
  readonly #host: PortalLogin;
  readonly #flow: LoginFlow;

  constructor(host: PortalLogin, flow: LoginFlow) {
    this.#host = host;
    this.#flow = flow;
  }

  /** Renders what is to be filled in now. */
  update(): void {
    const host = this.#host;
    const { kind } = this.#flow;
    this.#address = this.text('email') || this.#address;
    if (!kind) {
      this.element?.remove();
      this.element = this.#kind = undefined;
      return;
    }
    adoptFormStyles(host.getRootNode());
    this.element ??= this.#create();
    const { consent } = this.#flow;
    render(
      renderFields({
        t: host.t,
        id: host.fieldId,
        kind,
        consent,
        faults: this.#flow.faults,
        busy: this.#flow.busy,
        shown: this.#revealed,
        fixed: kind === 'sign-in' || kind === 'link' ? host.email : undefined,
        username: host.email ?? this.#address,
        offersLink: this.#flow.mailsLinks,
        offersReset: this.#flow.mayReset,
        // Where somebody signs in again, what is around stays.
        forgotHref: host.again ? undefined : elsewhere(host.portal?.links.value.forgot),
        onShow: () => this.#reveal(),
        onForgot: () => this.#flow.show('forgot'),
        onNotMe: () => this.#flow.useAnother(),
      }),
      this.element,
    );
    const agreeing = consent && JSON.stringify([kind, consent.version, consent.text]);
    if (agreeing !== this.#agreeing) {
      this.#agreeing = agreeing;
      this.#disagree();
    }
    if (kind !== this.#kind) {
      this.#kind = kind;
      const email = this.#input('email');
      if (email && !email.value) email.value = host.email ?? this.#address;
    }
    if (consent) void this.#renderConsent(consent);
  }

  /** What stands in a text field, without the spaces around it. */
  text(field: LoginField): string {
    return this.#input(field)?.value.trim() ?? '';
  }

  secret(): string {
    return this.#input('password')?.value ?? '';
  }

  clearSecret(): void {
    const input = this.#input('password');
    if (input) input.value = '';
  }

  /** Browsers remember what was in a text field; a password must not be. */
  conceal(): void {
    if (!this.#revealed) return;
    this.#revealed = false;
    const input = this.#input('password');
    if (input) input.type = 'password';
  }

  /** Whoever comes next types an address of their own. */
  forget(): void {
    this.#address = '';
    const input = this.#input('email');
    if (input) input.value = '';
    this.clearSecret();
  }

  focus(): boolean {
    const input = this.element?.querySelector<HTMLElement>('input:not([hidden])');
    input?.focus();
    return !!input;
  }

  focusFault(field: LoginField | undefined): void {
    const id = `${this.#host.fieldId}-${field ?? 'problem'}`;
    const place = this.element ?? this.#host.renderRoot;
    place.querySelector<HTMLElement>(`#${CSS.escape(this.element ? id : 'problem')}`)?.focus();
  }

  /** Another text is there: what was agreed to was the one before. */
  #disagree(): void {
    const input = this.#input('consent');
    if (input) input.checked = false;
  }

  #reveal(): void {
    this.#revealed = !this.#revealed;
    this.#host.requestUpdate();
  }

  #input(field: LoginField): HTMLInputElement | undefined {
    const input = this.element?.elements.namedItem(field);
    return input instanceof HTMLInputElement ? input : undefined;
  }

  #create(): HTMLFormElement {
    // One that came along with a copy of the element is nobody's.
    this.#host.querySelector(':scope > .portal-login-form')?.remove();
    const form = document.createElement('form');
    form.className = 'portal-login-form';
    form.slot = 'form';
    form.method = 'post';
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { submitter } = event;
      void this.#flow.submit(submitter instanceof HTMLButtonElement ? submitter.value : '');
    });
    this.#host.append(form);
    return form;
  }

  /** The consent text is markdown with links; while that part is loading, or cannot be had, its plain text stands there. */
  async #renderConsent({ text }: NonNullable<SignInOptions['consent']>): Promise<void> {
    const place = this.element?.querySelector('.portal-login-consent');
    if (!place || (place.shadowRoot && this.#consent === text)) return;
    this.#consent = text;
    try {
      const [{ renderBody }, { contentStyles }] = await Promise.all([
        import('../../content/index.ts'),
        import('../../content/styles.ts'),
      ]);
      const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
      if (contentStyles.styleSheet) root.adoptedStyleSheets = [contentStyles.styleSheet];
      const body = document.createElement('div');
      body.className = 'content';
      // The owner's words: a notice on the same site may be named without the site.
      const { origin } = location;
      body.append(renderBody({ format: 'markdown', content: text }, { baseOrigin: origin }).content);
      root.replaceChildren(body);
    } catch {
      // The plain text serves.
    }
  }
}
