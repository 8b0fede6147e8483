import { css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PortalAdapter } from '../../../src/api/adapter.ts';
import type { FormDefinition } from '../../../src/api/model.ts';
import { gatewayLookup } from '../settings/controls/lookup.ts';
import type { OptionChosenEvent } from '../settings/controls/option-search.ts';
import { SettingsControl } from '../settings/controls/settings-control.ts';
import type { SettingsEditor } from '../settings/editor.ts';
import type { PreviewView } from '../settings/settings-page.ts';
import type { FrameView } from './portal-frame.ts';
import { samplePortal, sampleTicket } from './sample-portal.ts';
import { simulatedPortal } from './simulated-portal.ts';
import { previewWords } from './words.ts';

const views = [
  'list',
  'detail',
  'form',
  'nav',
  'sign-in',
  'register',
  'consent',
  'check-email',
  'forgot',
  'signed-out',
  'denied',
  'off',
] as const satisfies FrameView[];

type Shown = (typeof views)[number];

/** Views for those who are signed in. */
const inside: readonly Shown[] = ['list', 'detail', 'form', 'nav'];

/**
 * One view of the portal with settings that are not saved, by the portal's own elements: with sample tickets, or as a
 * contact sees it.
 */
export class SettingsPreview extends SettingsControl {
  static override styles = [
    ...SettingsControl.styles,
    css`
      .frame {
        container-type: inline-size;
        display: grid;
        gap: 12px;
        grid-template-columns: minmax(0, 1fr);
      }
      .choices {
        align-items: end;
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
      }
      .choices label {
        display: grid;
        gap: 4px;
      }
      .choices .check {
        align-items: center;
        display: flex;
        gap: 8px;
        min-block-size: 36px;
      }
      .choices select {
        min-block-size: 36px;
      }
    `,
  ];

  @property() view: PreviewView = 'list';
  @property({ attribute: false }) editor!: SettingsEditor;
  /** The form of the view `form`. */
  @property({ attribute: 'form-id' }) formId?: string;
  /** Forms in place of those that are connected. */
  @property({ attribute: false }) forms?: FormDefinition[];

  @state() private chosen: Shown | undefined;
  @state() private scheme: 'light' | 'dark' = 'light';
  @state() private phone = false;
  @state() private contact: { value: string; label: string } | undefined;
  @state() private portalAdapter: PortalAdapter | undefined;

  #stop: (() => void) | undefined;
  /** What the adapter was made from: it is made anew for other settings alone. */
  #made = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('editor')) this.#follow();
    if (changed.has('view')) this.chosen = undefined;
    this.#make();
  }

  #follow(): void {
    this.#stop?.();
    this.#stop = this.editor?.subscribe(() => this.requestUpdate());
  }

  private get shown(): Shown {
    return this.chosen ?? (this.view === 'login' ? 'sign-in' : this.view);
  }

  #make(): void {
    const { contact, editor, shown } = this;
    const portal = editor?.trial?.portal;
    if (!portal) return;
    const settings = this.forms ? { ...portal, forms: this.forms } : portal;
    const { draft } = editor;
    // A draft that shows nothing else must not make the preview begin anew.
    const made = JSON.stringify([
      settings,
      contact?.value ?? [inside.includes(shown), shown === 'off'],
      contact && [draft.access, draft.contactLists, draft.tickets],
    ]);
    if (made === this.#made) return;
    this.#made = made;
    this.portalAdapter = contact
      ? simulatedPortal({ contactId: contact.value, fetch: editor.api.fetch, draft: () => draft })
      : samplePortal({
          settings: { ...settings, enabled: shown !== 'off' },
          properties: draft.tickets.visibleProperties.map(({ key, label }) => ({
            key,
            label,
            options: draft.properties.find((one) => one.key === key)?.options,
          })),
          signedIn: inside.includes(shown),
        });
  }

  protected override renderContent(): unknown {
    const { editor, shown } = this;
    const words = previewWords(this.locale.tag);
    const forms = this.forms ?? editor.trial?.portal.forms ?? [];
    return html`<div class="choices">
        <label>
          <span class="label">${words.view}</span>
          <select class="input" @change=${this.#choose}>
            ${views.map((view) => html`<option value=${view} .selected=${view === shown}>${words.views[view]}</option>`)}
          </select>
        </label>
        <label>
          <span class="label">${words.scheme}</span>
          <select class="input" @change=${this.#paint}>
            ${(['light', 'dark'] as const).map(
              (scheme) =>
                html`<option value=${scheme} .selected=${scheme === this.scheme}>
                  ${words.schemes[scheme]}
                </option>`,
            )}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" .checked=${this.phone} @change=${() => (this.phone = !this.phone)} />
          ${words.phone}
        </label>
      </div>
      ${inside.includes(shown) ? this.#renderWho() : nothing}
      ${editor.trial ? nothing : html`<p class="label" role="status">${words.invalid}</p>`}
      ${shown === 'form' && editor.trial && forms.length === 0 ? html`<p class="label">${words.noForm}</p>` : nothing}
      ${
        this.portalAdapter
          ? html`<portal-frame
              .portalAdapter=${this.portalAdapter}
              view=${shown}
              ticket-id=${this.contact ? '' : sampleTicket}
              form-id=${this.formId ?? nothing}
              scheme=${this.scheme}
              ?phone=${this.phone}
            ></portal-frame>`
          : nothing
      }
      <p class="label">${words.nothingSent}</p>`;
  }

  #renderWho(): unknown {
    const words = previewWords(this.locale.tag);
    if (this.contact)
      return html`<p>
        ${words.as} <b>${this.contact.label}</b>
        <button class="button quiet" @click=${() => (this.contact = undefined)}>${words.backToSample}</button>
      </p>`;
    return html`<option-search
      label=${words.asContact}
      placeholder=${words.asContact}
      .search=${(text: string, signal: AbortSignal) =>
        gatewayLookup(this.editor.api).search('contact', text, signal)}
      @option-chosen=${this.#lookAs}
    ></option-search>`;
  }

  readonly #choose = ({ target }: Event): void => {
    this.chosen = (target as HTMLSelectElement).value as Shown;
  };

  readonly #paint = ({ target }: Event): void => {
    this.scheme = (target as HTMLSelectElement).value as 'light' | 'dark';
  };

  readonly #lookAs = ({ choice }: OptionChosenEvent): void => {
    this.contact = choice;
    // Which of their tickets to show is theirs to choose.
    if (this.shown === 'detail') this.chosen = 'list';
  };
}
