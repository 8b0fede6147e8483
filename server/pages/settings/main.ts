import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { define } from '../../../src/components/base/define.ts';
import '../../../src/components/portal-login/define.ts';
import { configurePortal } from '../../../src/portal/configure.ts';
import { spokenOf } from '../portal/languages.ts';
import { SettingsApp } from './settings-app.ts';
import { SettingsBar } from './settings-bar.ts';

// What the settings are written in here, whatever the portal itself speaks.
document.documentElement.lang = spokenOf(['en', 'pl'], navigator.languages);
configurePortal({
  adapter: gatewayAdapter({
    url: location.origin,
    staff: true,
    // Nobody becomes an agent by registering.
    capabilities: { registration: false },
  }),
  theme: false,
});
define('settings-bar', SettingsBar);
define('settings-app', SettingsApp);
