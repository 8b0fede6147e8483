import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Body } from '../../api/model.ts';
import type { renderBody, RenderedBody } from '../../content/index.ts';
import { contentStyles } from '../../content/styles.ts';
import { baseStyles } from '../../theme/base.styles.ts';
import { LocaleController } from '../base/locale-controller.ts';

/** What is too wide scrolls in itself, and must then be reachable by keyboard in every browser. */
const scrollers =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((entries) => {
        for (const { target } of entries) {
          if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
          else target.removeAttribute('tabindex');
        }
      });

/**
 * The text of one message, made safe and contained, with its quoted tail folded. Used inside `<ticket-detail>`, and
 * loaded beside its data.
 *
 * @summary The text of one message.
 * @csspart message-body - The text.
 * @csspart message-note - Says that the text is shown plain, and why.
 * @csspart images-button - Loads the images that stand on other servers.
 * @csspart quote - The quoted tail of an e-mail, folded.
 * @csspart quote-button - Unfolds it.
 */
export class PortalMessageBody extends LitElement {
  static override styles = [
    baseStyles,
    contentStyles,
    css`
      .note,
      .images,
      details {
        margin-block-start: calc(var(--_space) * 2);
      }

      .images {
        min-block-size: 32px;
        padding: 0 calc(var(--_space) * 3);
      }

      summary {
        background: var(--_chip);
        border-radius: 99px;
        color: var(--_muted);
        cursor: pointer;
        display: inline-block;
        line-height: 24px;
        list-style: none;
        padding: 0 10px;
      }

      summary::-webkit-details-marker {
        display: none;
      }

      details .content {
        color: var(--_muted);
        margin-block-start: calc(var(--_space) * 2);
      }
    `,
  ];

  /** Makes text safe to show; stands in a chunk of its own. */
  @property({ attribute: false }) renderBody?: typeof renderBody;

  /** The text itself. */
  @property({ attribute: false }) body?: Body;

  /** What it quotes, folded until asked for. */
  @property({ attribute: false }) quoted?: Body;

  @state() private showImages = false;
  /** Whether the quoted text was ever asked for: it is made then, and stays. */
  @state() private unfolded = false;

  readonly #locale = new LocaleController(this);
  readonly #rendered = new Map<Body, RenderedBody>();

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('body')) this.showImages = false;
    if (changed.has('body') || changed.has('quoted') || changed.has('showImages')) this.#rendered.clear();
  }

  protected override updated(): void {
    for (const element of this.renderRoot.querySelectorAll('.content, .content pre, .content table'))
      scrollers?.observe(element);
  }

  #render(body: Body): Partial<RenderedBody> {
    let rendered = this.#rendered.get(body);
    if (!rendered) {
      rendered = this.renderBody?.(body, {
        showImages: this.showImages,
        imageLabel: this.#locale.messages.image,
      });
      if (rendered) this.#rendered.set(body, rendered);
    }
    return rendered ?? {};
  }

  readonly #unfold = (event: Event): void => {
    this.unfolded ||= (event.target as HTMLDetailsElement).open;
  };

  readonly #showImages = (): void => {
    this.showImages = true;
  };

  protected override render(): unknown {
    if (!this.body) return nothing;
    const t = this.#locale.messages;
    const { quoted } = this;
    const bodies = quoted && this.unfolded ? [this.body, quoted] : [this.body];
    const blocked = bodies.reduce((sum, body) => sum + (this.#render(body).blockedImages ?? 0), 0);
    const plain = bodies.some((body) => this.#render(body).plain);
    return html`<div class="frame">
      ${this.#renderText(this.body, 'message-body')}
      ${
        quoted
          ? html`<details part="quote" @toggle=${this.#unfold}>
              <summary part="quote-button" aria-label=${t.quotedText} title=${t.quotedText}>•••</summary>
              ${this.unfolded ? this.#renderText(quoted, 'quoted-body') : nothing}
            </details>`
          : nothing
      }
      ${plain ? html`<p class="label note" part="message-note">${t.shownAsText}</p>` : nothing}
      ${
        blocked
          ? html`<button class="button images" part="images-button" type="button" @click=${this.#showImages}>
              ${t.showImages(blocked)}
            </button>`
          : nothing
      }
    </div>`;
  }

  #renderText(body: Body, part: string): TemplateResult {
    return html`<div class="content" part=${part} dir="auto" lang=${body.lang ?? nothing}>
      ${this.#render(body).content}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-message-body': PortalMessageBody;
  }
}
