import { html, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import { idOf, type ControlHost } from './controls/control.ts';
import type { SettingsEditor } from './editor.ts';
import { settingsStyles } from './settings.styles.ts';
import { shellWords, type ShellWords } from './words/shell.ts';

/** The look of one view of the portal with unsaved settings. */
export type PreviewView = 'login' | 'register' | 'list' | 'detail' | 'form' | 'nav' | 'off' | 'denied';

/**
 * One page of the settings: a heading, what it is for, its controls, and beside them a preview. Controls are those of
 * `controls.ts`, bound to paths of the editor's draft; nothing of the document is kept in the page.
 */
export abstract class SettingsPage extends PortalElement implements ControlHost {
  static override styles = [baseStyles, settingsStyles];

  @property({ attribute: false }) editor!: SettingsEditor;

  /** The view of the portal that this page changes the most; absent: no preview. */
  protected readonly previewView: PreviewView | undefined = undefined;

  #stop: (() => void) | undefined;
  #heard: SettingsEditor | undefined;

  /** The page's name. */
  protected abstract get heading(): string;
  /** What it is for, in a sentence or two. */
  protected abstract get intro(): string;
  /** The controls. */
  protected abstract renderPage(): unknown;

  /** Words of buttons and states that all pages share. */
  get shared(): ShellWords {
    return shellWords(this.locale.tag);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#hear();
    // The portal's elements are many: what shows them comes after the controls.
    if (this.previewView) void import('../preview/define-preview.ts').then(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = this.#heard = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('editor')) this.#hear();
  }

  /** Goes to the page's heading, or to the control of a path where there is one. */
  async show(path?: string): Promise<void> {
    await this.updateComplete;
    const control = path === undefined ? null : this.#controlOf(path);
    (control ?? this.renderRoot.querySelector<HTMLElement>('h1'))?.focus();
    if (control) control.scrollIntoView({ block: 'center' });
  }

  #controlOf(path: string): HTMLElement | null {
    for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const found = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(at))}`);
      if (found) return found;
    }
    return null;
  }

  #hear(): void {
    if (this.#heard === this.editor || !this.isConnected) return;
    this.#stop?.();
    this.#heard = this.editor;
    this.#stop = this.editor?.subscribe(() => this.requestUpdate());
  }

  protected override renderContent(): unknown {
    if (!this.editor?.ready) return nothing;
    const preview = this.renderPreview();
    return html`<div class=${preview === nothing ? 'page' : 'page with-preview'}>
      <div class="controls">
        <header>
          <h1 tabindex="-1">${this.heading}</h1>
          <p class="intro">${this.intro}</p>
        </header>
        ${this.renderPage()}
      </div>
      ${preview}
    </div>`;
  }

  protected get previewHint(): string {
    return this.editor.readOnly ? this.shared.previewHintReadOnly : this.shared.previewHint;
  }

  /** What stands beside the controls, or below them where there is no room. */
  protected renderPreview(): unknown {
    if (!this.previewView || !customElements.get('settings-preview')) return nothing;
    return html`<aside class="preview" aria-label=${this.shared.preview}>
      <h2>${this.shared.preview}</h2>
      <p class="label">${this.previewHint}</p>
      <settings-preview view=${this.previewView} .editor=${this.editor}></settings-preview>
    </aside>`;
  }
}

/** A page with words of its own, its heading and what it is for among them. */
export function pageWith<Words extends { heading: string; intro: string }>(words: (tag: string) => Words) {
  abstract class PageWithWords extends SettingsPage {
    protected get own(): Words {
      return words(this.locale.tag);
    }

    protected override get heading(): string {
      return this.own.heading;
    }

    protected override get intro(): string {
      return this.own.intro;
    }
  }
  return PageWithWords;
}
