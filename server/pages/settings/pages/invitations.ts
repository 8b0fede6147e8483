import { html, nothing, type ReactiveController } from 'lit';
import { PortalError } from '../../../../src/api/errors.ts';
import type { SettingsPage } from '../settings-page.ts';
import { accessWords } from '../words/access.ts';

export interface InvitationsPart extends ReactiveController {
  render(): unknown;
}

/** Mails to those on the saved lists who could have an account and have none. */
export function invitationsPart(page: SettingsPage): InvitationsPart {
  /** How many can be invited; unknown until asked. */
  let count: number | undefined;
  /** How many mails went out just now. */
  let sent: number | undefined;
  let problem: PortalError | undefined;
  let busy = false;
  /** The version of the document that was counted. */
  let counted: number | undefined;

  const load = async (): Promise<void> => {
    problem = undefined;
    counted = page.editor.version;
    try {
      ({ count } = await page.editor.api.call<{ count: number }>('invitations'));
    } catch (thrown) {
      problem = PortalError.from(thrown);
    }
    page.requestUpdate();
  };
  const invite = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    problem = undefined;
    page.requestUpdate();
    const options = { method: 'POST', body: {} } as const;
    try {
      ({ sent } = await page.editor.api.call<{ sent: number }>('invitations', options));
      page.announce(accessWords(page.locale.tag).invited(sent));
      // The button that had the focus may be gone.
      page.renderRoot.querySelector<HTMLElement>('#invitations')?.focus();
      await load();
    } catch (thrown) {
      problem = PortalError.from(thrown);
    } finally {
      busy = false;
      page.requestUpdate();
    }
  };

  const state = (): unknown => {
    const words = accessWords(page.locale.tag);
    if (problem)
      return html`<p class="problem" role="alert">${page.words(problem)}</p>
        ${
          count === undefined
            ? html`<p><button class="button" @click=${load}>${page.t.retry}</button></p>`
            : nothing
        }`;
    if (sent !== undefined)
      return html`<p>${words.invited(sent)}</p>
        ${count ? html`<p class="label">${words.invitableLeft(count)}</p>` : nothing}`;
    if (count === undefined) return html`<p>${page.t.loading}</p>`;
    if (count === 0) return html`<p>${words.nobodyToInvite}</p>`;
    return html`<p>${words.invitable(count)}</p>
      <p class="label">${words.inviteHow}</p>`;
  };

  const part: InvitationsPart = {
    hostConnected() {
      counted = undefined;
    },
    hostUpdate() {
      if (!page.editor?.ready || page.editor.version === counted) return;
      sent = undefined;
      void load();
    },
    render() {
      const words = accessWords(page.locale.tag);
      const lists = ['contactLists', 'access'];
      const isStale = page.editor.changes.some(({ path }) => lists.includes(path.split('.')[0] ?? ''));
      return html`<div class="note" id="invitations" tabindex="-1">
        ${state()} ${isStale ? html`<p class="problem">${words.saveFirst}</p>` : nothing}
        ${
          count
            ? html`<p>
                <button class="button" @click=${invite}>
                  ${busy ? words.inviting : words.invite(count)}
                </button>
              </p>`
            : nothing
        }
      </div>`;
    },
  };
  page.addController(part);
  return part;
}
