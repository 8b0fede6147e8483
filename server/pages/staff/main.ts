import { gatewayAdapter } from '../../../src/api/gateway/index.ts';
import { define } from '../../../src/components/base/define.ts';
import '../../../src/components/portal-login/define.ts';
import '../../../src/components/ticket-detail/define.ts';
import '../../../src/components/ticket-list/define.ts';
import { configurePortal } from '../../../src/portal/configure.ts';
import { StaffApp } from './staff-app.ts';
import { StaffNotes } from './staff-notes.ts';
import { StaffPanel } from './staff-panel.ts';

configurePortal({ adapter: gatewayAdapter({ url: location.origin, staff: true }), links: { list: '#/' } });
define('staff-notes', StaffNotes);
define('staff-panel', StaffPanel);
define('staff-app', StaffApp);
