import { define } from '../../../src/components/base/define.ts';
import '../../../src/components/portal-login/define.ts';
import '../../../src/components/portal-nav/define.ts';
import '../../../src/components/ticket-detail/define.ts';
import '../../../src/components/ticket-form/define.ts';
import '../../../src/components/ticket-list/define.ts';
import { PortalFrame } from './portal-frame.ts';

define('portal-frame', PortalFrame);
