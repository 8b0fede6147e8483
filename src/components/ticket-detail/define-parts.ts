import { define } from '../base/define.ts';
import '../portal-files/define.ts';
import { PortalComposer } from './composer.ts';
import { PortalMessageBody } from './message-body.ts';

/** What a ticket is read and answered with: loaded beside its data, so that a page without a ticket does without. */
define('portal-message-body', PortalMessageBody);
define('portal-composer', PortalComposer);
