import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import { PortalElement } from '../../../src/components/base/portal-element.ts';
import { baseStyles } from '../../../src/theme/base.styles.ts';
import type { RuleNames } from '../preview/portal-simulator.ts';
import { previewWords } from '../preview/words.ts';
import { settingsApi } from '../settings/settings-api.ts';
import { staffApi } from './staff-api.ts';

/** The simulator for agents: by the settings that hold, with the names that every agent knows. */
export class StaffSimulator extends PortalElement {
  static override styles = [
    baseStyles,
    css`
      .simulator {
        display: grid;
        gap: calc(var(--_space) * 6);
        grid-template-columns: minmax(0, 1fr);
        padding: calc(var(--_space) * 5);
      }
      h1 {
        font-size: calc(var(--_font-size) * 1.4);
        font-weight: 640;
      }
      p {
        color: var(--_muted);
      }
    `,
  ];

  @state() private names: RuleNames = { contactLists: [], pipelines: [], properties: [] };

  readonly #api = settingsApi(
    () => this.portal,
    () => this.session?.contact.id,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void import('../preview/define-simulator.ts').then(() => this.requestUpdate());
    void this.#loadNames();
  }

  /** Without them, ids stand in their place. */
  async #loadNames(): Promise<void> {
    const stages = await staffApi(
      () => this.portal,
      () => this.session?.contact.id,
    )
      .stages()
      .catch(() => []);
    this.names = {
      contactLists: [],
      properties: (this.settings?.properties ?? []).map(({ key, label }) => ({ key, label, kind: 'text' })),
      pipelines: [
        {
          id: 'all',
          name: '',
          stages: stages.map(({ id, label, state: kind }) => ({ id, label, state: kind, hidden: false })),
        },
      ],
    };
  }

  protected override renderContent(): unknown {
    const words = previewWords(this.locale.tag);
    return html`<main class="simulator">
      <header>
        <h1>${words.simulator}</h1>
        <p>${words.simulatorIntro}</p>
      </header>
      <portal-simulator .api=${this.#api} .names=${this.names}></portal-simulator>
    </main>`;
  }
}
