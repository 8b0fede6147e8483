import { query, state } from 'lit/decorators.js';
import { PortalError } from '../../api/errors.ts';
import type { SessionInfo } from '../../api/model.ts';
import { fillLink } from '../../portal/links.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { PortalElement } from '../base/portal-element.ts';
import { QueryController } from '../base/query-controller.ts';
import { signInNotice } from '../base/sign-in-notice.ts';
import { PortalErrorEvent, PortalSignedOutEvent } from '../events.ts';

const sessionsLook = new LazyModule(() => import('./sessions-look.ts'));

/**
 * Where the person is signed in: every browser, when something was last done there, and ways to end one or all of them.
 *
 * @summary Lists and ends one's own sessions.
 * @slot heading - In place of the heading.
 * @slot signed-out - In place of the words for nobody.
 * @event portal-sign-in - Somebody wants to sign in. Cancel it to show your own way.
 * @event portal-signed-out - Somebody has signed out everywhere.
 * @event portal-error - A session could not be ended.
 * @csspart sessions - Everything.
 * @csspart heading - What the view is for.
 * @csspart list - The sessions.
 * @csspart session - One of them.
 * @csspart current - Marks the one that is looked from.
 * @csspart end-button - Ends a session.
 * @csspart everywhere-button - Signs out everywhere.
 * @csspart dialog - Asks before that.
 * @csspart empty - Says that there is no other session.
 * @csspart loading - Stands in while sessions are read.
 * @csspart error - Why they could not be read.
 * @csspart retry-button - Reads them again.
 * @csspart problem - Why a session could not be ended.
 * @csspart signed-out - Shown to nobody.
 * @csspart sign-in-link - Leads to the sign-in.
 * @cssproperty --portal-sessions-row-padding - Space above and below a session.
 */
export class PortalSessions extends PortalElement {
  protected static override look = sessionsLook;

  @state() private problem: string | undefined;
  @state() private ending: string | undefined;
  @query('dialog') private dialog!: HTMLDialogElement | null;
  @query('h1') private heading!: HTMLElement | null;
  @query('[part~=problem]') private alert!: HTMLElement | null;

  readonly #sessions = new QueryController(
    this,
    () => {
      const contact = this.session?.contact.id;
      const { portal } = this;
      return contact === undefined || !portal?.adapter.session.list
        ? undefined
        : ([contact, portal] as const);
    },
    ([, portal], signal) =>
      portal.guard(() => portal.adapter.session.list?.({ signal }) ?? Promise.resolve([])),
  );

  protected override renderContent(): unknown {
    const { t, locale, portal, session, problem, ending } = this;
    const links = portal?.links.value;
    if (session === null) return signInNotice(this, t, fillLink(links?.signIn), t.signedOut);
    const api = portal?.adapter.session;
    const unable = session && !api?.list ? new PortalError('not-supported') : undefined;
    return sessionsLook.value?.render({
      ...{ t, locale, problem, ending },
      sessions: this.#sessions.value,
      error: unable ?? this.#sessions.error,
      canEnd: !!api?.end,
      canEndAll: !!api?.endAll,
      onRetry: () => void this.#sessions.run(),
      onEnd: (info) => void this.#end(info),
      onAsk: () => this.dialog?.showModal(),
      onEndAll: () => void this.#endAll(),
    });
  }

  async #end(info: SessionInfo): Promise<void> {
    const { portal, t } = this;
    if (!portal || this.ending !== undefined) return;
    this.ending = info.id;
    this.problem = undefined;
    try {
      try {
        await portal.guard(async () => portal.adapter.session.end?.(info.id));
      } catch (thrown) {
        // Over already is as good.
        if (PortalError.from(thrown).code !== 'not-found') throw thrown;
      }
      await this.#sessions.run();
      this.announce(t.sessionEnded(sessionsLook.value?.deviceOf(info, t) ?? ''));
      // The button that had the focus is gone.
      await this.updateComplete;
      this.heading?.focus();
    } catch (thrown) {
      await this.#fail(thrown);
    } finally {
      this.ending = undefined;
    }
  }

  async #endAll(): Promise<void> {
    this.problem = undefined;
    try {
      await this.portal?.signOut({ everywhere: true });
      this.announce(this.t.signedOut);
      this.dispatchEvent(new PortalSignedOutEvent());
    } catch (thrown) {
      await this.#fail(thrown);
    }
  }

  async #fail(thrown: unknown): Promise<void> {
    const error = PortalError.from(thrown);
    this.problem = this.words(error);
    this.dispatchEvent(new PortalErrorEvent(error));
    await this.updateComplete;
    this.alert?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-sessions': PortalSessions;
  }
}
