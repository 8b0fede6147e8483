import { define } from '../base/define.ts';
import { PortalNav } from './portal-nav.ts';

define('portal-nav', PortalNav);
