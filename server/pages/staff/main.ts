import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { define } from '../../../src/components/base/define.ts';
import '../../../src/components/portal-login/define.ts';
import '../../../src/components/ticket-detail/define.ts';
import '../../../src/components/ticket-list/define.ts';
import { configurePortal } from '../../../src/portal/configure.ts';
import { StaffApp } from './staff-app.ts';
import { StaffNotes } from './staff-notes.ts';
import { StaffSimulator } from './staff-simulator.ts';
import { StaffPanel } from './staff-panel.ts';

const gateway = gatewayAdapter({ url: location.origin, staff: true });
const { tickets } = gateway;
const adapter: typeof gateway = {
  ...gateway,
  tickets: {
    ...tickets,
    markRead: async (...args) => {
      await tickets.markRead?.(...args);
      // The inbox stands beside the ticket, and the stream tells nothing of who has read what.
      dispatchEvent(new Event('staff-ticket-read'));
    },
  },
};
configurePortal({ adapter, links: { list: '#/' }, theme: false });
define('staff-notes', StaffNotes);
define('staff-panel', StaffPanel);
define('staff-simulator', StaffSimulator);
define('staff-app', StaffApp);
