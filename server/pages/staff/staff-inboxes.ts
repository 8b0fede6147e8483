import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { QueryController } from '../../../src/components/base/query-controller.ts';
import type { Portal } from '../../../src/portal/portal.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { staffApi } from './staff-api.ts';
import { staffWords } from './words.ts';

/** Another inbox was chosen; undefined: all of them. */
export class StaffInboxChosenEvent extends Event {
  readonly inbox: string | undefined;

  constructor(inbox: string | undefined) {
    super('staff-inbox-chosen', { bubbles: true, composed: true });
    this.inbox = inbox;
  }
}

/**
 * The choice of inboxes, where there are several.
 *
 * @fires staff-inbox-chosen - Another one was chosen.
 */
export class StaffInboxes extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      select {
        max-inline-size: 240px;
      }
    `,
  ];

  /** The one that is chosen; empty for all. */
  @property() inbox = '';

  readonly #api = staffApi(
    () => this.portal,
    () => this.session?.contact.id,
  );
  readonly #inboxes = new QueryController(
    this,
    () => [],
    (_, signal) => this.#api.inboxes(signal),
  );

  protected override portalConnected(portal: Portal): void {
    // Settings were saved, perhaps.
    this.listen(portal.watch((change) => void (change.kind === 'reset' && this.#inboxes.run())));
  }

  protected override renderContent(): unknown {
    const words = staffWords(this.locale.tag);
    const inboxes = this.#inboxes.value ?? [];
    if (inboxes.length < 2 && this.inbox === '') return nothing;
    const known = this.inbox === '' || inboxes.some(({ id }) => id === this.inbox);
    return html`<label>
      <span class="visually-hidden">${words.inbox}</span>
      <select class="input" @change=${this.#choose}>
        <option value="" ?selected=${this.inbox === ''}>${words.allInboxes}</option>
        ${known ? nothing : html`<option value=${this.inbox} selected>${this.inbox}</option>`}
        ${inboxes.map(
          ({ id, name }) => html`<option value=${id} ?selected=${id === this.inbox}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  readonly #choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.dispatchEvent(new StaffInboxChosenEvent(value === '' ? undefined : value));
  };
}
