// The agents' page: the inbox, on the staff side of the gateway.
import { configurePortal } from 'portico';
import 'portico/define';
import { gatewayAdapter } from 'portico/gateway';

configurePortal({ adapter: gatewayAdapter({ url: '/', staff: true }) });

const heading = document.createElement('h1');
heading.textContent = 'Inbox';
document.querySelector('main')?.append(heading, document.createElement('portal-app'));
