import { define } from '../base/define.ts';
import { PortalSessions } from './portal-sessions.ts';

define('portal-sessions', PortalSessions);
