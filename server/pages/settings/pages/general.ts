import { SettingsPage } from '../settings-page.ts';
import { textField } from '../controls.ts';

export class GeneralPage extends SettingsPage {
  protected override get heading(): string {
    return 'General';
  }
  protected override get intro(): string {
    return '';
  }
  protected override renderPage(): unknown {
    return textField(this, { path: 'portal.name', label: 'Name' });
  }
}
