import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { LazyModule } from '../../portal/lazy-module.ts';
import type { Portal } from '../../portal/portal.ts';
import { PortalElement } from '../base/portal-element.ts';
import type { FormView } from './form-view.ts';

/** The form itself, loaded beside the portal's settings: pages that only lead to it do without. */
const formLook = new LazyModule(() => import('./define-form.ts'));

/**
 * A form that files a ticket: its fields as the portal defines them, drafts that survive, files, and one ticket however
 * often it is sent.
 *
 * @summary Files a support ticket.
 * @slot heading - In place of the form's title.
 * @slot signed-out - In place of the words shown while nobody is signed in.
 * @slot footer - Below the form.
 * @event portal-ticket-submit - A ticket is about to be filed; cancel it to keep it back.
 * @event portal-ticket-submitted - A ticket was filed.
 * @event portal-ticket-open - Somebody wants to see the ticket just filed; cancel it to route yourself.
 * @event portal-sign-in - Somebody signed out wants to sign in; cancel it to show your own way.
 * @event portal-error - The ticket could not be filed.
 * @csspart frame - Everything the element shows.
 * @csspart heading - The form's title.
 * @csspart intro - What the form says of itself.
 * @csspart form - The form.
 * @csspart field - A field with its label and help.
 * @csspart label - A field's label.
 * @csspart help - A field's help.
 * @csspart input - A field's control.
 * @csspart counter - Characters left, where few are.
 * @csspart field-error - What is wrong with a field.
 * @csspart summary - What keeps the ticket from being filed.
 * @csspart suggestions - Articles that may answer it.
 * @csspart suggestion - A link to an article.
 * @csspart restored - The note that a draft was kept.
 * @csspart kept - What was written in fields that the form no longer has.
 * @csspart withdrawn - Says that the form is not offered any more.
 * @csspart submit-button - Files the ticket.
 * @csspart pending - Shown while a ticket waits to be sent.
 * @csspart success - Shown once a ticket was filed.
 * @csspart forms - The choice among several forms.
 * @csspart offline - Shown while the browser is offline.
 * @csspart signed-out - Shown while nobody is signed in.
 * @csspart sign-in-link - Leads to the sign-in.
 * @cssproperty [--portal-ticket-form-width] - The most space the form takes in a line.
 */
export class TicketForm extends PortalElement {
  protected static override look = formLook;

  /** The form to show; the only one there is, or one of the person's choice, unless given. */
  @property({ attribute: 'form-id' }) formId?: string;

  /** Keys of the fields that the page's address may fill in, separated by spaces: `?subject=Hello`. */
  @property() prefill = '';

  #view: FormView | undefined;

  protected override portalConnected(portal: Portal): void {
    this.listen(portal.unsent.subscribe(() => this.requestUpdate()));
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.#view && formLook.value) this.#view = new formLook.value.FormView(this);
  }

  protected override renderContent(): unknown {
    return this.#view?.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ticket-form': TicketForm;
  }
}
