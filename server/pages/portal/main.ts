import '../../../src/define.ts';
import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { configurePortal } from '../../../src/portal/configure.ts';
import { spokenOf } from './languages.ts';

/* The whole portal on a page of the gateway's own, for owners who have no other, or none yet. */

const portal = configurePortal({
  adapter: gatewayAdapter({ url: '/' }),
  links: { portal: location.pathname },
});

portal.settings.subscribe(() => {
  const { name, languages = [] } = portal.settings.value ?? {};
  if (name) document.title = name;
  document.documentElement.lang = spokenOf(languages, navigator.languages);
});
