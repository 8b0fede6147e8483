import { define } from '../base/define.ts';
import '../portal-login/define.ts';
import '../portal-nav/define.ts';
import '../portal-sessions/define.ts';
import '../ticket-detail/define.ts';
import '../ticket-form/define.ts';
import '../ticket-list/define.ts';
import { PortalApp } from './portal-app.ts';

define('portal-app', PortalApp);
