import { define } from '../../../src/components/base/define.ts';
import { OptionSearch } from '../settings/controls/option-search.ts';
import './define-frame.ts';
import { PortalSimulator } from './portal-simulator.ts';

define('option-search', OptionSearch);
define('portal-simulator', PortalSimulator);
