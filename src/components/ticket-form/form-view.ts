import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FormDefinition, Ticket } from '../../api/model.ts';
import { Filing } from '../../portal/form-filing.ts';
import { valuesFromLink } from '../../portal/form-rules.ts';
import { fillLink } from '../../portal/links.ts';
import type { Portal } from '../../portal/portal.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { signInNotice } from '../base/sign-in-notice.ts';
import {
  PortalErrorEvent,
  PortalTicketOpenEvent,
  PortalTicketSubmitEvent,
  PortalTicketSubmittedEvent,
} from '../events.ts';
import { FieldFocus } from './field-focus.ts';
import { faultOf, renderField } from './form-fields.ts';
import { renderKept } from './form-notes.ts';
import { Suggestions } from './suggestions.ts';
import type { TicketForm } from './ticket-form.ts';
import { ticketFormStyles } from './ticket-form.styles.ts';
import { entryWords } from '../../locales/en/entry.ts';
import { formWords } from '../../locales/en/form.ts';
import { speak } from '../../locales/index.ts';

speak(formWords, entryWords);

export const styles = [baseStyles, ticketFormStyles];

/** What `<ticket-form>` shows and does, once it is needed. */
export class FormView implements ReactiveController {
  #chosen: string | undefined;
  #formId: string | undefined;

  readonly #host: TicketForm;
  readonly #suggestions: Suggestions;
  readonly #focus: FieldFocus;
  #filing: Filing | undefined;
  /** Where focus goes once the next view is there; only after what a person did here. */
  #focusNext: string | undefined;
  #acted = false;
  #holdsFocus = false;
  #view: string | undefined;

  constructor(host: TicketForm) {
    this.#host = host;
    this.#suggestions = new Suggestions(host);
    this.#focus = new FieldFocus(host);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('pagehide', this.#keep);
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#keep);
    this.#keep();
  }

  hostUpdate(): void {
    if (this.#formId !== this.#host.formId) {
      this.#chosen = undefined;
      this.#leave();
    }
    this.#formId = this.#host.formId;
    this.#begin();
    this.#focus.note();
    // Safari's buttons take no focus when clicked: there it is on nothing.
    this.#holdsFocus =
      this.#host.matches(':focus-within') || (this.#acted && document.activeElement === document.body);
  }

  hostUpdated(): void {
    const host = this.#host;
    const view = host.renderRoot.querySelector('[data-view]')?.getAttribute('data-view') ?? undefined;
    // What had focus went with the view before; whoever is elsewhere on the page stays there.
    if (view !== this.#view && this.#acted && this.#holdsFocus) this.#focusNext ??= '[data-focus]';
    this.#view = view;
    if (!this.#focusNext) return this.#focus.keep();
    host.renderRoot.querySelector<HTMLElement>(this.#focusNext)?.focus();
    // A heading that the page has put in place of ours is not ours to focus.
    if (!host.matches(':focus-within')) host.renderRoot.querySelector<HTMLElement>('.page')?.focus();
    this.#focusNext = undefined;
  }

  render(): unknown {
    const { portal, t, settings, session } = this.#host;
    if (!portal) return nothing;
    if (session === null) return signInNotice(this.#host, t, fillLink(portal.links.value.signIn));
    if (!settings || !session) return this.#renderSkeleton();
    const { forms } = settings;
    const filing = this.#filing;
    const able = portal.adapter.tickets.create && portal.adapter.capabilities.create;
    if (!able || !(filing || forms.length))
      return html`<div class="notice" part="empty"><p>${t.noForms}</p></div>`;
    return html`<div class="page" tabindex="-1">
        ${
          !filing
            ? this.#renderChoice(forms)
            : filing.ticket
              ? this.#renderSuccess(portal, filing.ticket)
              : this.#renderFiling(portal, filing)
        }
      </div>
      <slot name="footer"></slot>`;
  }

  readonly #keep = (): void => this.#filing?.flush();

  #form(): FormDefinition | undefined {
    const forms = this.#host.settings?.forms ?? [];
    const named = (id: string | undefined) => forms.find((form) => form.id === id);
    return named(this.#host.formId) ?? named(this.#chosen) ?? (forms.length === 1 ? forms[0] : undefined);
  }

  /** Begins a filing, or goes on with the one there is while form and contact stay the same. */
  #begin(): void {
    const { portal, session } = this.#host;
    // What was typed before a session ran out is a draft of its author, for when they come back.
    if (session === null) this.#leave();
    if (!portal || !session) return;
    const form = this.#form();
    const before = this.#filing;
    const same = before?.portal === portal && before.contactId === session.contact.id;
    if (before && same) {
      const { id } = before.form;
      const offered = this.#host.settings?.forms.find((other) => other.id === id);
      // Another form beside it asks nobody who has begun to choose again.
      const stays = offered ? id === form?.id || (!form && before.isBegun) : before.isBegun;
      if (stays) return this.#follow(before, offered);
    }
    this.#leave();
    this.#filing =
      form &&
      new Filing({
        portal,
        form,
        contactId: session.contact.id,
        values: valuesFromLink(form, this.#host.prefill.split(/\s+/), new URLSearchParams(location.search)),
        changed: () => this.#host.requestUpdate(),
        filed: (ticket) => this.#celebrate(ticket),
        refused: () => this.#explain(),
      });
  }

  #follow(filing: Filing, form: FormDefinition | undefined): void {
    if (!filing.follow(form) || !filing.isBegun) return;
    const { t } = this.#host;
    this.#host.announce(filing.withdrawn ? t.formWithdrawn : t.formChanged);
  }

  /** Leaves a form; what was typed there is a draft. */
  #leave(): void {
    this.#filing?.flush();
    this.#filing = undefined;
    this.#suggestions.clear();
  }

  #celebrate(ticket: Ticket): void {
    this.#suggestions.clear();
    this.#host.requestUpdate();
    if (!this.#host.matches(':focus-within')) this.#host.announce(this.#host.t.ticketFiled(ticket.reference));
    this.#host.dispatchEvent(new PortalTicketSubmittedEvent(ticket));
  }

  #explain(): void {
    const failure = this.#filing?.failure;
    this.#focusNext = '[part=summary]';
    this.#host.requestUpdate();
    if (failure && failure !== 'upload') this.#host.dispatchEvent(new PortalErrorEvent(failure));
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#acted = true;
    void this.#filing?.submit((draft) => this.#host.dispatchEvent(new PortalTicketSubmitEvent(draft)));
  };

  /** A button of the form did this: focus follows to what it brings. */
  #act(act: () => void, focus?: string): () => void {
    return () => {
      this.#acted = true;
      this.#focusNext = focus;
      act();
      this.#host.requestUpdate();
    };
  }

  #mayChoose({ form, withdrawn }: Filing): boolean {
    const { formId, settings } = this.#host;
    const others = settings?.forms.some(({ id }) => id !== form.id) ?? false;
    return others && (withdrawn || formId === undefined || this.#chosen !== undefined);
  }

  #chooseAgain(): void {
    this.#chosen = undefined;
    this.#leave();
  }

  #again(): void {
    this.#filing = undefined;
    this.#begin();
  }

  readonly #takeFiles = (event: DragEvent | ClipboardEvent): void => {
    const data = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
    const filing = this.#filing;
    // Word processors put a picture of the text beside the text: who pastes words wants words.
    const words = event.type === 'paste' && data?.types.includes('text/plain');
    if (event.defaultPrevented || !data?.files.length || words || !this.#filesField(filing)) return;
    event.preventDefault();
    filing?.uploads.add(data.files);
  };

  readonly #allowDrop = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  #filesField(filing: Filing | undefined): boolean {
    return !!filing?.limits && filing.fields().some(({ kind }) => kind === 'file');
  }

  readonly #open = (event: Event): void => {
    const id = this.#filing?.ticket?.id;
    if (id !== undefined && !this.#host.dispatchEvent(new PortalTicketOpenEvent(id))) event.preventDefault();
  };

  #renderSkeleton(): TemplateResult {
    return html`<div class="page skeleton" aria-busy="true">
      <span class="visually-hidden">${this.#host.t.loading}</span>
      <i></i><i></i><i></i>
    </div>`;
  }

  #renderChoice(forms: readonly FormDefinition[]): TemplateResult {
    return html`<div class="view" data-view="choice">
      <slot name="heading"><h1 part="heading" tabindex="-1" data-focus>${this.#host.t.formChoice}</h1></slot>
      <ul class="choices" role="list" part="forms">
        ${forms.map(
          ({ id, title, intro }) =>
            html`<li>
              <button class="card" @click=${this.#act(() => (this.#chosen = id))}>
                <b>${title}</b>${intro ? html`<span class="label">${intro}</span>` : nothing}
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #renderFiling(portal: Portal, filing: Filing): TemplateResult {
    const { t } = this.#host;
    const { form, entry } = filing;
    const waits = filing.state === 'sending' && (filing.adopted || entry?.status === 'waiting');
    return html`<div class="view" data-view=${waits ? 'pending' : `form ${form.id}`}>
      <slot name="heading"><h1 part="heading" tabindex="-1" ?data-focus=${!waits}>${form.title}</h1></slot>
      ${form.intro && !waits ? html`<p part="intro">${form.intro}</p>` : nothing}
      ${portal.online.value || waits ? nothing : html`<p part="offline">${t.offline}</p>`}
      ${waits ? this.#renderPending(portal, filing) : this.#renderForm(filing)}
    </div>`;
  }

  #renderForm(filing: Filing): TemplateResult {
    const { t } = this.#host;
    const { state } = filing;
    const sending = state === 'sending';
    return html`<form
      class="card"
      part="form"
      novalidate
      aria-label=${filing.form.title}
      @submit=${this.#submit}
      @paste=${this.#takeFiles}
      @dragover=${this.#allowDrop}
      @drop=${this.#takeFiles}
    >
      ${this.#renderSummary(filing)}
      ${
        filing.restored
          ? html`<div class="restored" part="restored">
              ${t.restoredDraft}
              <button
                class="button quiet"
                type="button"
                @click=${this.#act(() => filing.discard(), '[part~=input]')}
              >
                ${t.startOver}
              </button>
            </div>`
          : nothing
      }
      ${renderKept(
        filing,
        t,
        this.#act(() => filing.forgetKept(), '.page'),
      )}
      ${repeat(
        filing.fields(),
        // Whoever types goes on in the same control when fields come or go around it.
        ({ key, kind }) => `${kind} ${key}`,
        (field) => this.#renderField(filing, field, sending),
      )}
      <div class="actions">
        ${
          filing.withdrawn
            ? nothing
            : html`<button class="button primary" part="submit-button">
                ${sending ? t.submitting : t.submitTicket}
              </button>`
        }
        ${
          this.#mayChoose(filing)
            ? html`<button class="button quiet" type="button" @click=${this.#act(() => this.#chooseAgain())}>
                ${t.otherForm}
              </button>`
            : nothing
        }
        <p class="label" role="status">${state === 'uploading' ? t.waitingForFiles : nothing}</p>
      </div>
    </form>`;
  }

  #renderField(filing: Filing, field: Filing['form']['fields'][number], sending: boolean): unknown {
    const { uploads, limits } = filing;
    if (field.kind === 'file' && !limits) return nothing;
    return html`<div .inert=${sending} data-field=${field.key}>
      ${renderField(field, {
        t: this.#host.t,
        index: filing.form.fields.indexOf(field),
        value: filing.values[field.key],
        error: filing.errors.find((error) => error.field === field.key),
        onInput: (value) => {
          filing.set(field, value);
          if (field.key === 'subject') this.#suggestions.ask(filing.portal.adapter.articles, String(value));
        },
        files: () => html`<portal-files .uploads=${uploads} .limits=${limits}></portal-files>`,
      })}
      ${field.key === 'subject' ? this.#suggestions.render(this.#host.t) : nothing}
    </div>`;
  }

  #renderSummary(filing: Filing): TemplateResult | typeof nothing {
    const { t } = this.#host;
    const { failure, errors, found, form } = filing;
    if (!failure && !errors.length) return nothing;
    const words =
      failure === 'upload'
        ? t.removeFailedFiles
        : failure?.code === 'conflict'
          ? t.earlierFiled
          : failure && this.#host.words(failure);
    return html`<div class="summary" part="summary" role="alert" tabindex="-1">
      <b>${words ?? t.formProblems(found.length)}</b>
      ${
        failure
          ? nothing
          : html`<ul role="list">
              ${found.map((error) => {
                const index = form.fields.findIndex(({ key }) => key === error.field);
                return html`<li>
                  <a href="#field-${index}" @click=${(event: Event) => this.#goTo(event, index)}
                    >${form.fields[index]?.label} – ${faultOf(error, t)}</a
                  >
                </li>`;
              })}
            </ul>`
      }
    </div>`;
  }

  /** A fragment finds nothing in a shadow tree, and is the page's. */
  #goTo(event: Event, index: number): void {
    event.preventDefault();
    const field = this.#host.renderRoot.querySelector<HTMLElement>(`#field-${index}`);
    (field?.matches('[role]') ? (field.querySelector<HTMLElement>('input') ?? field) : field)?.focus();
  }

  #renderPending(portal: Portal, filing: Filing): TemplateResult {
    const { t } = this.#host;
    const { status, error } = filing.entry ?? {};
    const offline = error?.code === 'offline' || !portal.online.value;
    const words = status !== 'waiting' ? t.submitting : offline ? t.ticketKeptOffline : t.ticketKeptWaiting;
    const { subject } = filing.values;
    return html`<div class="card pending" part="pending">
      <h2 tabindex="-1" data-focus>${subject || filing.form.title}</h2>
      <p role="status">${words}</p>
      <div class="actions">
        <button class="button primary" @click=${this.#act(() => filing.sendNow())}>${t.sendNow}</button>
        <button class="button" @click=${this.#act(() => filing.edit())}>${t.edit}</button>
        <button class="button quiet" @click=${this.#act(() => filing.discard())}>${t.discard}</button>
      </div>
    </div>`;
  }

  #renderSuccess(portal: Portal, ticket: Ticket): TemplateResult {
    const { t } = this.#host;
    const href = fillLink(portal.links.value.ticket, ticket.id);
    return html`<div class="card done" part="success" data-view="filed">
      <h1 tabindex="-1" data-focus>${t.ticketFiled(ticket.reference)}</h1>
      <p>${t.ticketFiledText}</p>
      <div class="actions">
        ${
          href
            ? html`<a class="button primary" href=${href} @click=${this.#open}>${t.showTicket}</a>`
            : html`<button class="button primary" @click=${this.#open}>${t.showTicket}</button>`
        }
        <button class="button" @click=${this.#act(() => this.#again())}>${t.fileAnother}</button>
      </div>
    </div>`;
  }
}
