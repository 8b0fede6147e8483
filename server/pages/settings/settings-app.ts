import { html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { define } from '../../../src/components/base/define.ts';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { PortalError } from '../../../src/api/errors.ts';
import { noteArrival } from '../../../src/portal/arrival.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { SettingsEditor } from './editor.ts';
import { groupNames, linkTo, pages, type PageEntry } from './pages.ts';
import { settingsApi } from './settings-api.ts';
import { appStyles } from './settings-app.styles.ts';
import type { SettingsBar } from './settings-bar.ts';
import type { SettingsPage } from './settings-page.ts';
import { settingsStyles } from './settings.styles.ts';
import { shellWords, type ShellWords } from './words/shell.ts';

/** The owners' pages: who they are for, the way from one to the next, and what guards that nothing typed is lost. */
export class SettingsApp extends PortalElement {
  static override styles = [baseStyles, settingsStyles, appStyles];

  @state() private entry: PageEntry | undefined;
  @state() private page: SettingsPage | undefined;
  @state() private problem: PortalError | undefined;
  @query('dialog.leave') private leaveDialog!: HTMLDialogElement | null;
  @query('settings-bar') private bar!: SettingsBar | null;

  #editor: SettingsEditor | undefined;
  #owner: string | undefined;
  /** What owners have left unsaved whose session had ended: it waits here for each of them, and shows to nobody else. */
  readonly #left = new Map<string, SettingsEditor>();
  /** Whether who is here was an owner when they came. */
  #demoted = false;
  #stop: AbortController | undefined;
  #leave: (() => void) | undefined;
  /** Whether the way out was chosen, and the browser need not ask again. */
  #leaving = false;

  override connectedCallback(): void {
    // Before the address is read: it may hold what an identity provider has sent along.
    noteArrival();
    super.connectedCallback();
    const { signal } = (this.#stop = new AbortController());
    globalThis.addEventListener('hashchange', this.#read, { signal });
    globalThis.addEventListener('beforeunload', this.#guard, { signal });
    globalThis.addEventListener('keydown', this.#saveByKey, { signal });
    this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.abort();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    this.#attend();
    const title = shellWords(this.locale.tag).settings;
    document.title = this.entry ? `${nameOf(this.entry.name, this.locale.tag)} · ${title}` : title;
  }

  /** An editor for each owner: what one has typed is not the next one's. */
  #attend(): void {
    const { portal, session } = this;
    if (session === undefined) return;
    const owner = session?.role === 'owner' ? session.contact.id : undefined;
    if (owner === this.#owner) return;
    const former = this.#owner;
    this.#demoted = former !== undefined && session?.contact.id === former;
    this.#owner = owner;
    this.#editor?.close();
    // Who signs out is done here; everybody else finds what they typed once they are back.
    if (former !== undefined && this.#editor?.dirty && portal?.ended.value !== 'signed-out')
      this.#left.set(former, this.#editor);
    this.#editor = undefined;
    this.page = undefined;
    if (owner === undefined) return;
    const api = settingsApi(
      () => this.portal,
      () => owner,
    );
    const editor = (this.#editor = this.#left.get(owner) ?? new SettingsEditor(api));
    this.#left.delete(owner);
    this.listen(editor.subscribe(() => this.requestUpdate()));
    void editor.load();
    this.#read();
  }

  /** Opens the page that the address names, and goes to the control it names. */
  readonly #read = (): void => {
    const [, id = '', path] = /^#\/([^/]*)(?:\/(.*))?$/.exec(location.hash) ?? [];
    const entry = pages.find((one) => one.id === id) ?? pages[0];
    if (!entry || !this.#editor) return;
    void this.#open(entry, path === undefined ? undefined : decoded(path));
  };

  async #open(entry: PageEntry, path?: string): Promise<void> {
    const first = this.page === undefined;
    const editor = this.#editor;
    if (this.entry !== entry || !this.page) {
      this.entry = entry;
      this.problem = undefined;
      try {
        const tag = `settings-page-${entry.id}`;
        define(tag, await entry.load());
        if (this.entry !== entry || this.#editor !== editor || !editor) return;
        const page = document.createElement(tag) as SettingsPage;
        page.editor = editor;
        this.page = page;
      } catch (thrown) {
        this.problem = PortalError.from(thrown);
        return;
      }
    }
    await this.updateComplete;
    // The first page is where its reader begins anyway; every later one says that it is there.
    if (path !== undefined || !first) await this.page?.show(path);
  }

  readonly #guard = (event: BeforeUnloadEvent): void => {
    if (this.#editor?.dirty && !this.#leaving) event.preventDefault();
  };

  readonly #saveByKey = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    void this.bar?.save();
  };

  /** Leaves by a link or button of this page: asked first while something is not saved. */
  #leaveBy(go: () => void): void {
    if (!this.#editor?.dirty) return go();
    this.#leave = go;
    this.leaveDialog?.showModal();
  }

  readonly #follow = (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !this.#editor?.dirty) return;
    event.preventDefault();
    this.#leaveBy(() => location.assign(link.href));
  };

  readonly #leaveNow = (): void => {
    this.leaveDialog?.close();
    this.#leaving = true;
    this.#leave?.();
    // Signing out leaves the page where it is.
    this.#leaving = false;
  };

  readonly #saveAndLeave = async (): Promise<void> => {
    this.leaveDialog?.close();
    if (await this.bar?.save()) this.#leaveNow();
  };

  readonly #dropAndLeave = (): void => {
    this.#editor?.discard();
    this.#leaveNow();
  };

  readonly #viewPortal = async (): Promise<void> => {
    this.problem = undefined;
    try {
      const url = await this.#editor?.api.portalUrl();
      if (url) location.assign(url);
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    }
  };

  protected override renderObstacle(): TemplateResult | typeof nothing | undefined {
    // The gateway has nothing here for customers.
    if (!this.settings && this.portal?.failure.value?.code === 'not-found')
      return html`<main>${this.#renderForOwners(this.#renderSignOut())}</main>`;
    // Here is where it is turned on.
    return this.settings?.enabled === false ? undefined : super.renderObstacle();
  }

  #renderSignOut(): TemplateResult {
    return html`<button class="button quiet" @click=${() => this.#leaveBy(() => void this.#signOut())}>
      ${this.t.signOut}
    </button>`;
  }

  async #signOut(): Promise<void> {
    const { portal } = this;
    try {
      await portal?.signOut();
      if (portal?.failure.value) await portal.restart();
    } catch (thrown) {
      this.problem = PortalError.from(thrown);
    }
  }

  #renderForOwners(more: unknown): TemplateResult {
    const words = shellWords(this.locale.tag);
    const gone = this.#demoted;
    return html`<div class="notice" role=${gone ? 'alert' : nothing}>
      <h1>${gone ? words.ownerNoMore : words.forOwners}</h1>
      <p>${gone ? words.ownerNoMoreHint : words.forOwnersHint}</p>
      ${more}
    </div>`;
  }

  protected override renderContent(): unknown {
    const words = shellWords(this.locale.tag);
    const { session } = this;
    if (session === undefined) return html`<p class="notice">${this.t.loading}</p>`;
    if (session === null) return html`<main><portal-login></portal-login></main>`;
    const top = html`<header class="top">
      <b>${this.#editor?.ready ? this.#editor.saved.portal.name : this.settings?.name} · ${words.settings}</b>
      <a class="button quiet" href="../" @click=${this.#follow}>${words.backToInbox}</a>
      ${
        session.role === 'owner'
          ? html`<button class="button quiet" @click=${() => this.#leaveBy(() => void this.#viewPortal())}>
              ${words.toPortal}
            </button>`
          : nothing
      }
      <span class="label">${session.contact.name}</span>
      ${this.#renderSignOut()}
    </header>`;
    if (session.role !== 'owner')
      return html`${top}
        <main>${this.#renderForOwners(nothing)}</main>`;
    return html`${top}
      <div class="body">
        ${this.#renderNavigation(words)}
        <main>${this.#renderMain(words)}</main>
      </div>
      ${this.#editor ? html`<settings-bar .editor=${this.#editor}></settings-bar>` : nothing}
      <dialog class="leave" aria-labelledby="leave-title">
        <h2 id="leave-title">${words.leaveTitle}</h2>
        <p>${words.leaveHint}</p>
        <div class="buttons">
          <button class="button" @click=${() => this.leaveDialog?.close()}>${words.stay}</button>
          <button class="button" @click=${this.#dropAndLeave}>${words.leaveDiscard}</button>
          <button class="button primary" @click=${this.#saveAndLeave}>${words.leaveSave}</button>
        </div>
      </dialog>`;
  }

  #renderNavigation(words: ShellWords): unknown {
    const { tag } = this.locale;
    const groups = [...new Set(pages.map(({ group }) => group))];
    return html`<nav aria-label=${words.pages}>
      ${groups.map(
        (group) =>
          html`<div class="group">
            <h2 id="group-${group}">${nameOf(groupNames[group], tag)}</h2>
            <ul aria-labelledby="group-${group}">
              ${pages
                .filter((entry) => entry.group === group)
                .map(
                  (entry) =>
                    html`<li>
                      <a href="#/${entry.id}" aria-current=${entry === this.entry ? 'page' : nothing}>
                        ${nameOf(entry.name, tag)}${this.#renderMark(entry)}
                      </a>
                    </li>`,
                )}
            </ul>
          </div>`,
      )}
      <label class="choose">
        <span class="visually-hidden">${words.pages}</span>
        <select
          class="input"
          @change=${(event: Event) => (location.hash = `#/${(event.target as HTMLSelectElement).value}`)}
        >
          ${groups.map(
            (group) =>
              html`<optgroup label=${nameOf(groupNames[group], tag)}>
                ${pages
                  .filter((entry) => entry.group === group)
                  .map(
                    (entry) =>
                      html`<option value=${entry.id} .selected=${entry === this.entry}>
                        ${nameOf(entry.name, tag)}
                      </option>`,
                  )}
              </optgroup>`,
          )}
        </select>
      </label>
    </nav>`;
  }

  /** Says which pages hold changes, and which hold what was refused. */
  #renderMark(entry: PageEntry): unknown {
    const words = shellWords(this.locale.tag);
    const own = (path: string): boolean => linkTo(path).startsWith(`#/${entry.id}/`);
    if ([...(this.#editor?.problems.keys() ?? [])].some(own))
      return html`<span class="mark wrong" role="img" aria-label=${words.needsLook}></span>`;
    if (this.#editor?.changes.some(({ path }) => own(path)))
      return html`<span class="mark" role="img" aria-label=${words.changed}></span>`;
    return nothing;
  }

  #renderMain(words: ShellWords): unknown {
    const editor = this.#editor;
    const problem = this.problem ?? editor?.failure;
    if (problem)
      return html`<div class="notice" role="alert">
        <p>${this.words(problem)}</p>
        <button class="button" @click=${this.#retry}>${this.t.retry}</button>
      </div>`;
    if (!editor?.ready || !this.page) return html`<p class="notice">${this.t.loading}</p>`;
    return html`${
      editor.readOnly
        ? html`<div class="note file">
            <b>${words.readOnly}</b>
            <p>${words.readOnlyHint}</p>
          </div>`
        : nothing
    }
    ${this.page}`;
  }

  readonly #retry = (): void => {
    this.problem = undefined;
    if (this.#editor?.failure) void this.#editor.load();
    this.#read();
  };
}

const nameOf = (name: { en: string; pl: string }, tag: string): string =>
  tag.toLowerCase().startsWith('pl') ? name.pl : name.en;

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined; // an escape cut in two names no path
  }
}
