import { html, nothing, type TemplateResult } from 'lit';
import type { PortalError } from '../../api/errors.ts';
import type { SessionInfo } from '../../api/model.ts';
import { navWords } from '../../locales/en/nav.ts';
import { sessionsWords } from '../../locales/en/sessions.ts';
import { speak, type Messages } from '../../locales/index.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import type { LocaleController } from '../base/locale-controller.ts';
import { styles as sessionsStyles } from './portal-sessions.styles.ts';

speak(sessionsWords, navWords);

export const styles = [baseStyles, sessionsStyles];

export interface SessionsModel {
  t: Messages;
  locale: LocaleController;
  sessions: readonly SessionInfo[] | undefined;
  /** Why they could not be read. */
  error: PortalError | undefined;
  /** What went wrong with ending one, in words. */
  problem: string | undefined;
  /** The one that is being ended. */
  ending: string | undefined;
  canEnd: boolean;
  canEndAll: boolean;
  onRetry: () => void;
  onEnd: (session: SessionInfo) => void;
  onAsk: () => void;
  onEndAll: () => void;
}

export function render(model: SessionsModel): TemplateResult {
  const { t, sessions, error, problem, canEndAll } = model;
  return html`<section part="sessions" aria-labelledby="heading">
      <slot name="heading"
        ><div class="head">
          <h1 id="heading" part="heading" tabindex="-1">${t.sessions}</h1>
          <p class="label">${t.sessionsText}</p>
        </div></slot
      >
      ${problem ? html`<p class="alert problem" part="problem" role="alert" tabindex="-1">${problem}</p>` : nothing}
      ${sessions ? renderSessions(model, sessions) : error ? renderError(model) : renderSkeleton(t)}
      ${
        sessions && canEndAll
          ? html`<p class="foot">
              <button class="button" part="everywhere-button" type="button" @click=${model.onAsk}>
                ${t.signOutEverywhere}
              </button>
            </p>`
          : nothing
      }
    </section>
    ${sessions && canEndAll ? renderDialog(model) : nothing}`;
}

function renderSessions(model: SessionsModel, sessions: readonly SessionInfo[]): TemplateResult {
  return html`<ul class="card rows" part="list">
      ${sessions.map((session) => renderSession(model, session))}
    </ul>
    ${sessions.length < 2 ? html`<p class="label foot" part="empty">${model.t.onlySession}</p>` : nothing}`;
}

function renderSession(model: SessionsModel, session: SessionInfo): TemplateResult {
  const { t, locale, ending, canEnd } = model;
  const { id, current, createdAt, activeAt } = session;
  const device = deviceOf(session, t);
  const since = t.signedInSince(locale.day(createdAt));
  return html`<li class="row" part="session">
    <div class="about">
      <p class="device">
        ${device} ${current ? html`<span class="pill open" part="current">${t.thisSession}</span>` : nothing}
      </p>
      <p class="label">${current ? since : html`${t.lastActive(locale.relative(activeAt))} · ${since}`}</p>
    </div>
    ${
      canEnd && !current
        ? html`<button
            class="button"
            part="end-button"
            type="button"
            aria-label=${t.endSessionOn(device)}
            aria-busy=${ending === id ? 'true' : 'false'}
            @click=${() => model.onEnd(session)}
          >
            ${t.endSession}
          </button>`
        : nothing
    }
  </li>`;
}

/** What a session is called; the browser's own words are text. */
export function deviceOf({ device }: SessionInfo, t: Messages): string {
  return device?.trim() || t.unknownDevice;
}

function renderError({ t, error, onRetry }: SessionsModel): TemplateResult {
  return html`<div class="notice" part="error" role="alert">
    <p>${t.sessionsFailed} ${error ? t.errors[error.code] : nothing}</p>
    <button class="button" part="retry-button" type="button" @click=${onRetry}>${t.retry}</button>
  </div>`;
}

function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="card rows skeleton" part="loading" aria-busy="true">
    <span class="visually-hidden">${t.loading}</span>
    <div class="row"><i></i></div>
    <div class="row"><i></i></div>
  </div>`;
}

function renderDialog({ t, onEndAll }: SessionsModel): TemplateResult {
  return html`<dialog part="dialog" aria-labelledby="question">
    <p id="question">${t.signOutEverywhereQuestion}</p>
    <form class="choices" method="dialog">
      <button class="button" @click=${onEndAll}>${t.signOutEverywhere}</button>
      <button class="button primary" autofocus>${t.staySignedIn}</button>
    </form>
  </dialog>`;
}
