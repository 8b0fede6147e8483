import { define } from '../base/define.ts';
import '../portal-files/define.ts';
import { PortalComposer } from './composer.ts';
import { PortalMessageBody } from './message-body.ts';

export { styles, TicketView } from './ticket-view.ts';

define('portal-message-body', PortalMessageBody);
define('portal-composer', PortalComposer);
