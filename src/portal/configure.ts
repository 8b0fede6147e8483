import { ContextProvider } from '@lit/context';
import { portalContext } from './context.ts';
import { Portal, type PortalOptions } from './portal.ts';

let provider: ContextProvider<typeof portalContext, HTMLElement> | undefined;

/**
 * Wires every Portico element of the page that has no nearer `<portal-provider>` and no `adapter` of its own. May run
 * before or after the elements are on the page; a second call replaces the first.
 */
export function configurePortal(options: PortalOptions): Portal {
  const portal = new Portal(options);
  if (provider) provider.setValue(portal);
  else {
    provider = new ContextProvider(document.documentElement, {
      context: portalContext,
      initialValue: portal,
    });
    // Lets elements that asked before find this provider; the html element has no host lifecycle that would.
    provider.hostConnected();
  }
  return portal;
}
