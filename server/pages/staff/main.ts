import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { define } from '../../../src/components/base/define.ts';
import '../../../src/components/portal-login/define.ts';
import '../../../src/components/ticket-detail/define.ts';
import '../../../src/components/ticket-list/define.ts';
import { configurePortal } from '../../../src/portal/configure.ts';
import { narrowed } from './inbox-address.ts';
import { StaffApp } from './staff-app.ts';
import { StaffInboxes } from './staff-inboxes.ts';
import { StaffNewTicket } from './staff-new-ticket.ts';
import { StaffNotes } from './staff-notes.ts';
import { StaffSimulator } from './staff-simulator.ts';
import { StaffPanel } from './staff-panel.ts';

const gateway = gatewayAdapter({
  url: location.origin,
  staff: true,
  // Nobody becomes an agent by registering.
  capabilities: { registration: false },
});
const { tickets } = gateway;
const adapter: typeof gateway = {
  ...gateway,
  start: (call) => gateway.start(call?.tickets ? { ...call, tickets: narrowed(call.tickets) } : call),
  tickets: {
    ...tickets,
    list: (query, call) => tickets.list(narrowed(query), call),
    markRead: async (...args) => {
      await tickets.markRead?.(...args);
      // The inbox stands beside the ticket, and the stream tells nothing of who has read what.
      dispatchEvent(new Event('staff-ticket-read'));
    },
  },
};
configurePortal({ adapter, links: { list: '#/' }, theme: false });
define('staff-inboxes', StaffInboxes);
define('staff-new-ticket', StaffNewTicket);
define('staff-notes', StaffNotes);
define('staff-panel', StaffPanel);
define('staff-simulator', StaffSimulator);
define('staff-app', StaffApp);
