import { define } from '../base/define.ts';
import { PortalLogin } from './portal-login.ts';

define('portal-login', PortalLogin);
