import { define } from '../base/define.ts';
import { PortalFiles } from './portal-files.ts';

define('portal-files', PortalFiles);
