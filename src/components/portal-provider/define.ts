import { define } from '../base/define.ts';
import { PortalProvider } from './portal-provider.ts';

define('portal-provider', PortalProvider);
