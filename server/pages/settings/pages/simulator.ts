import { css, html } from 'lit';
import '../../preview/define-simulator.ts';
import { previewWords } from '../../preview/words.ts';
import { SettingsPage } from '../settings-page.ts';

/** The portal as a contact sees it, by what is typed and not saved. */
export class SimulatorPage extends SettingsPage {
  static override styles = [
    ...SettingsPage.styles,
    css`
      .page {
        grid-template-columns: minmax(0, 1fr);
      }
    `,
  ];

  protected override get heading(): string {
    return previewWords(this.locale.tag).simulator;
  }

  protected override get intro(): string {
    const words = previewWords(this.locale.tag);
    return `${words.simulatorIntro} ${words.unsavedIntro}`;
  }

  protected override renderPage(): unknown {
    const { editor } = this;
    // A draft that is not valid is judged by nobody: what holds counts until it is.
    const draft = editor.dirty && editor.trial ? editor.draft : undefined;
    return html`<portal-simulator
      .api=${editor.api}
      .draft=${draft}
      .names=${draft ?? editor.saved}
    ></portal-simulator>`;
  }
}
