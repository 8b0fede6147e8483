import { define } from '../../../../src/components/base/define.ts';
import { OptionSearch } from './option-search.ts';
import { RuleEditor } from './rule-editor.ts';
import { ValuePicker } from './value-picker.ts';

define('option-search', OptionSearch);
define('value-picker', ValuePicker);
define('rule-editor', RuleEditor);
