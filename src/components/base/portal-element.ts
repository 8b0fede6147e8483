import { ContextConsumer } from '@lit/context';
import {
  adoptStyles,
  html,
  LitElement,
  nothing,
  type CSSResultOrNative,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PortalAdapter } from '../../api/adapter.ts';
import type { PortalError } from '../../api/errors.ts';
import type { PortalSettings, Session } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import { portalContext } from '../../portal/context.ts';
import { portalOf, type Portal } from '../../portal/portal.ts';
import { hostStyles } from '../../theme/host.styles.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { PortalSessionExpiredEvent } from '../events.ts';
import { LocaleController } from './locale-controller.ts';

/** What warns of a session's end and lets people sign in again in place: loaded when that is due. */
const sessionLook = new LazyModule(() => import('../portal-session/define-session.ts'));

/**
 * What every element shares: its portal (from its own adapter, the nearest provider, or the page), the session, words.
 */
export abstract class PortalElement extends LitElement {
  static override styles = [hostStyles];

  /** What the element shows its content with. It is loaded beside the element's data, not with the page's script. */
  protected static look?: LazyModule<{ styles: CSSResultOrNative[] }>;

  /** A backend for this element alone, in place of the provider's or the page's. */
  @property({ attribute: false }) adapter?: PortalAdapter;

  /** @internal Whether somebody signs in again here, so that the session that has ended counts as none. */
  again = false;

  /** Spoken to screen readers without moving focus. */
  @state() private announcement = '';

  /** @internal */
  readonly locale = new LocaleController(this);
  readonly #consumer = new ContextConsumer(this, {
    context: portalContext,
    subscribe: true,
    callback: () => this.#use(),
  });
  #portal: Portal | undefined;
  #dressed = false;
  #lookFailure: PortalError | undefined;
  #unsubscribe: (() => void)[] = [];

  /** The portal in force; absent until one is found. */
  get portal(): Portal | undefined {
    return this.#portal;
  }

  /** @internal The words of the element's language. */
  get t(): Messages {
    return this.locale.messages;
  }

  /** @internal */
  get settings(): PortalSettings | undefined {
    return this.#portal?.settings.value;
  }

  /** @internal */
  get session(): Session | null | undefined {
    const { paused, session } = this.#portal ?? {};
    return this.again && paused?.value ? null : session?.value;
  }

  /** @internal Whether the portal is off for who is here: agents and owners see it before it opens. */
  get isOff(): boolean {
    const role = this.session?.role ?? 'customer';
    return this.settings?.enabled === false && role === 'customer';
  }

  /**
   * @internal Whether the element shows somebody's own: then a session that ends while it is on the page is asked for
   * again in place.
   */
  get isPersonal(): boolean {
    return !this.again;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dress();
    this.#use();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
    // Where it is put back, another portal may reign, or none.
    this.#consumer.value = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('adapter')) this.#use();
  }

  /** Called when the element gets a portal, another one, or is put back; subscribe here with `listen`. */
  protected portalConnected(_portal: Portal): void {}

  /** @internal Keeps a way to unsubscribe until the portal changes or the element is removed. */
  listen(unsubscribe: (() => void) | undefined): void {
    if (unsubscribe) this.#unsubscribe.push(unsubscribe);
  }

  /** @internal Lets screen readers say something. */
  announce(text: string): void {
    // The same words twice are announced only if the region changes in between.
    this.announcement = text && this.announcement === text ? `${text}\u00a0` : text;
  }

  /** @internal */
  words(error: PortalError): string {
    return this.t.errors[error.code];
  }

  /** The element's own content; called only while its look is here and nothing stands in the way. */
  protected abstract renderContent(): unknown;

  protected override render(): unknown {
    const content = () => (this.#dressed ? this.renderContent() : this.#renderAwaited());
    return html`<div class="frame" part="frame">${this.renderObstacle() ?? content()}</div>
      <div class="visually-hidden" role="status">${this.announcement}</div>
      <slot name="session"></slot>`;
  }

  /**
   * What stands in the way of showing anything at all: no backend, one that does not answer, a portal that is off.
   * `undefined` when nothing does. Whether somebody is signed in is for each element to say.
   */
  protected renderObstacle(): TemplateResult | typeof nothing | undefined {
    const portal = this.#portal;
    if (!portal) return nothing;
    const failure = portal.settings.value ? undefined : portal.failure.value;
    const problem = failure ?? this.#lookFailure;
    if (problem)
      return html`<div class="notice" part="error" role="alert">
        <p>${this.words(problem)}</p>
        <button class="button" part="retry-button" @click=${this.#restart}>${this.t.retry}</button>
      </div>`;
    if (this.isOff) {
      const hint = this.settings?.contactHint;
      return html`<div class="notice" part="off">
        <p>${this.t.portalOff}</p>
        ${hint ? html`<p>${hint}</p>` : nothing}
      </div>`;
    }
    return undefined;
  }

  #renderAwaited(): TemplateResult {
    return html`<div class="notice" aria-busy="true">
      <span class="visually-hidden">${this.t.loading}</span>
    </div>`;
  }

  readonly #restart = (): void => {
    this.#dress();
    void this.#portal?.restart().catch(() => undefined); // `failure` tells
  };

  #dress(): void {
    const { look, elementStyles } = this.constructor as typeof PortalElement;
    if (this.#dressed) return;
    const wear = (styles: CSSResultOrNative[] = []): void => {
      adoptStyles(this.renderRoot as ShadowRoot, [...elementStyles, ...styles]);
      this.#dressed = true;
      this.#lookFailure = undefined;
      this.requestUpdate();
    };
    if (!look || look.value) return wear(look?.value?.styles);
    look.load().then(
      ({ styles }) => wear(styles),
      (error: PortalError) => {
        this.#lookFailure = error;
        this.requestUpdate();
      },
    );
  }

  #use(): void {
    const portal = this.adapter ? portalOf(this.adapter) : this.#consumer.value;
    if (portal === this.#portal || !this.isConnected) return;
    this.#release();
    this.#portal = portal;
    if (!portal) return this.requestUpdate();
    portal.attach();
    const update = () => this.requestUpdate();
    for (const store of [
      portal.settings,
      portal.session,
      portal.failure,
      portal.online,
      portal.links,
      portal.ended,
      portal.paused,
    ])
      this.listen(store.subscribe(update));
    if (this.isPersonal) this.#guardSession(portal);
    this.portalConnected(portal);
    portal.start().catch(() => undefined); // `failure` tells
    this.requestUpdate();
  }

  /** Lets whoever works here stay signed in, or sign in again. */
  #guardSession(portal: Portal): void {
    this.listen(portal.work(this));
    const summon = (): void => {
      if (!portal.paused.value && !portal.warning.value) return;
      sessionLook.load().then(
        ({ attend }) => attend(portal),
        // Nothing can be asked without it, and what is on the page is nobody's to read.
        () => portal.paused.value && portal.leave(),
      );
    };
    this.listen(portal.warning.subscribe(summon));
    this.listen(
      portal.paused.subscribe((paused) => {
        if (paused && this.#isFirst(portal)) this.dispatchEvent(new PortalSessionExpiredEvent());
        summon();
      }),
    );
    summon();
  }

  #isFirst({ workers }: Portal): boolean {
    return workers.values().next().value === this;
  }

  #release(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#portal?.detach();
    this.#portal = undefined;
  }
}
