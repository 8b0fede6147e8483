import { define } from '../../../src/components/base/define.ts';
import { OptionSearch } from '../settings/controls/option-search.ts';
import './define-frame.ts';
import { SettingsPreview } from './settings-preview.ts';

define('option-search', OptionSearch);
define('settings-preview', SettingsPreview);
