import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { PortalError } from '../../api/errors.ts';
import type { ColumnKey, PortalSettings, Session } from '../../api/model.ts';
import type { Messages } from '../../locales/index.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import { browserStore, type KeyValueStore } from '../../portal/storage.ts';
import { defaultColumns } from './ticket-rows.ts';

/** What shows the choice: few people make one. */
const menu = new LazyModule(() => import('./columns-menu.ts'));

const prefix = 'portico.columns/1:';
const store: KeyValueStore = browserStore();

interface Place {
  t: Messages;
  settings: PortalSettings | undefined;
  session: Session | undefined;
}

/** The columns somebody may choose among: those of the settings, then all that is there for them to see. */
export function offeredColumns({ columns, properties = [] }: PortalSettings): ColumnKey[] {
  return [...new Set([...columns, ...defaultColumns, ...properties.map(({ key }) => key)])];
}

/** Which columns a contact wants to see, kept on this device. Nothing of a ticket is in it. */
export class ColumnChoice {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #open = false;
  #error: PortalError | undefined;
  #kept: { contact: string; columns: ColumnKey[] | undefined } | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** What was chosen, as far as it is there still; absent: nothing was. */
  columns({ settings, session }: Place): ColumnKey[] | undefined {
    const contact = session?.contact.id;
    if (!settings || contact === undefined) return undefined;
    if (this.#kept?.contact !== contact) this.#kept = { contact, columns: readColumns(contact) };
    const { columns } = this.#kept;
    return columns && offeredColumns(settings).filter((key) => key === 'subject' || columns.includes(key));
  }

  renderButton({ t }: Place): TemplateResult {
    return html`<button
      class="button columns-button"
      part="columns-button"
      type="button"
      aria-expanded=${this.#open ? 'true' : 'false'}
      aria-controls=${this.#open ? 'columns' : nothing}
      @click=${this.#toggle}
      @keydown=${this.#closeByKey}
    >
      ${t.chooseColumns}
    </button>`;
  }

  renderPanel(place: Place): TemplateResult | typeof nothing {
    const { t, settings } = place;
    if (!this.#open || !settings) return nothing;
    if (this.#error)
      return html`<p class="problem" id="columns" part="columns-error" role="alert">
        ${t.errors[this.#error.code]}
      </p>`;
    return html`<div id="columns" @keydown=${this.#closeByKey}>
      ${
        menu.value?.renderMenu({
          t,
          settings,
          offered: offeredColumns(settings),
          chosen: this.columns(place) ?? settings.columns,
          show: (key, shown) => this.#show(place, settings, key, shown),
          reset: () => this.#keep(place, undefined),
        }) ?? html`<p class="label">${t.loading}</p>`
      }
    </div>`;
  }

  readonly #toggle = async (): Promise<void> => {
    this.#open = !this.#open;
    this.#error = undefined;
    this.#host.requestUpdate();
    if (!this.#open) return;
    try {
      await menu.load();
    } catch (thrown) {
      this.#error = PortalError.from(thrown);
    }
    this.#host.requestUpdate();
  };

  readonly #closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#open) return;
    this.#open = false;
    this.#host.requestUpdate();
    this.#host.shadowRoot?.querySelector<HTMLElement>('.columns-button')?.focus();
  };

  #show(place: Place, settings: PortalSettings, key: ColumnKey, shown: boolean): void {
    const chosen = this.columns(place) ?? settings.columns;
    this.#keep(
      place,
      offeredColumns(settings).filter((other) => (other === key ? shown : chosen.includes(other))),
    );
  }

  /** Keeps a choice; without one, the settings decide again. */
  #keep({ session }: Place, columns: ColumnKey[] | undefined): void {
    const contact = session?.contact.id;
    if (contact === undefined) return;
    this.#kept = { contact, columns };
    if (columns) store.set(prefix + contact, JSON.stringify(columns));
    else store.remove(prefix + contact);
    this.#host.requestUpdate();
  }
}

function readColumns(contact: string): ColumnKey[] | undefined {
  try {
    const kept: unknown = JSON.parse(store.get(prefix + contact) ?? 'null');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : undefined;
  } catch {
    return undefined; // somebody else wrote it
  }
}

const choices = new WeakMap<object, ColumnChoice>();

/** A list's choice of columns; absent where the page has chosen, or nobody is there to choose. */
export function columnChoice({
  host,
  columns,
  session,
}: Place & {
  host: ReactiveControllerHost & HTMLElement;
  columns: readonly ColumnKey[] | undefined;
}): ColumnChoice | undefined {
  if (columns || !session) return undefined;
  let choice = choices.get(host);
  if (!choice) choices.set(host, (choice = new ColumnChoice(host)));
  return choice;
}
