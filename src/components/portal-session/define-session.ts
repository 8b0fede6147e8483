import { define } from '../base/define.ts';
import '../portal-login/define.ts';
import { PortalSession } from './portal-session.ts';

define('portal-session', PortalSession);

export { attend } from './attend.ts';
