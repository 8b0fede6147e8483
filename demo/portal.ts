// All that a site needs: register the tags, and say once where the gateway and the portal's pages are.
import { configurePortal } from 'portico';
import 'portico/define';
import { gatewayAdapter } from 'portico/gateway';

configurePortal({
  adapter: gatewayAdapter({ url: '/' }),
  links: location.pathname.startsWith('/help/')
    ? {
        portal: '/help/tickets/',
        list: '/help/tickets/',
        ticket: '/help/ticket/?id={id}',
        form: '/help/new/',
        signIn: '/help/sign-in/',
      }
    : { portal: '/portal/' },
});
