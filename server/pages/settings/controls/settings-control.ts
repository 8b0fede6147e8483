import { html, LitElement, type CSSResult } from 'lit';
import { LocaleController } from '../../../../src/components/base/locale-controller.ts';
import { baseStyles } from '../../../../src/theme/base.styles.ts';
import { ruleWords, type RuleWords } from '../words/rules.ts';

/** What the controls of the settings pages share: look and words. They hold no settings: a value in, an event out. */
export abstract class SettingsControl extends LitElement {
  static override styles: CSSResult[] = [baseStyles];

  protected readonly locale = new LocaleController(this);

  protected get words(): RuleWords {
    return ruleWords(this.locale.tag);
  }

  protected abstract renderContent(): unknown;

  protected override render(): unknown {
    return html`<div class="frame">${this.renderContent()}</div>`;
  }
}
