import { html, nothing, type TemplateResult } from 'lit';
import type { RuleWords } from '../words/rules.ts';
import type { Lookup } from './lookup.ts';
import {
  canNest,
  canWrap,
  isBare,
  isGroup,
  joinOf,
  limits,
  partsOf,
  replaceAt,
  setJoin,
  testsOf,
  unwrap,
  valuesOf,
  withValues,
  wrap,
  type Group,
  type Join,
  type Path,
  type Test,
} from './rule-model.ts';
import { conditionOn, operatorLabel, propertyNamed, type RuleProperty } from './rule-properties.ts';
import { testSentence, valueLabel, type SentenceContext } from './rule-sentence.ts';
import type { ValuesChangedEvent } from './value-picker.ts';

/** What is to have the focus once the editor has rendered anew. */
export type Wanted = [role: 'property' | 'add' | 'undo' | 'values', path: string];

/** A rule as its editor shows it, and what is done with its parts. */
export interface RuleView {
  root: Group;
  label: string;
  words: RuleWords;
  context: SentenceContext;
  disabled: boolean;
  lookup: Lookup | undefined;
  /** What is wrong with a part; empty where nothing is. */
  problemAt: (path: Path, part: string) => string;
  /** The first thing wrong within a part, such as with one of several values. */
  problemBelow: (path: Path, part: string) => string;
  add: (path: Path, nested: boolean) => void;
  remove: (path: Path) => void;
  /** Makes another rule of the one that holds by then: two changes may come before the editor has rendered. */
  change: (edit: (root: Group) => Group, wanted?: Wanted) => void;
}

/** A group with all that stands in it; `number` is empty for the whole rule. */
export function ruleGroup(view: RuleView, group: Group, path: Path = [], number = ''): TemplateResult {
  const { words, disabled } = view;
  const parts = partsOf(group);
  const join = joinOf(group);
  const wrong = view.problemAt(path, join);
  return html`<fieldset class="group" ?disabled=${disabled}>
    <legend class="visually-hidden">${number ? words.group(number) : view.label || words.rule}</legend>
    ${
      parts.length > 0
        ? html`<div class="head">
            <label
              ><span class=${number ? 'visually-hidden' : ''}
                >${number ? words.joinOf(number) : words.join}</span
              >
              <select class="input" .value=${join} @change=${(event: Event) => changeJoin(view, path, event)}>
                <option value="all" .selected=${join === 'all'}>${words.all}</option>
                <option value="any" .selected=${join === 'any'}>${words.any}</option>
              </select></label
            >
            ${number ? groupActions(view, path, number) : nothing}
          </div>`
        : nothing
    }
    ${
      parts.length > 0
        ? html`<ol class="parts">
            ${parts.map(
              (part, index) =>
                html`<li>
                  ${index > 0 ? html`<span class="join label">${join === 'all' ? words.and : words.or}</span>` : nothing}
                  ${
                    isGroup(part)
                      ? ruleGroup(view, part, [...path, index], numberOf(number, index))
                      : ruleTest(view, part, [...path, index], numberOf(number, index))
                  }
                </li>`,
            )}
          </ol>`
        : nothing
    }
    ${wrong ? html`<p class="problem" role="alert">${wrong}</p>` : nothing}
    ${disabled ? nothing : adders(view, group, path, number)}
  </fieldset>`;
}

/** What adds to a group; a rule that is only shown has none of it. */
function adders(view: RuleView, group: Group, path: Path, number: string): TemplateResult {
  const { words, root } = view;
  const full = testsOf(root).length >= limits.tests;
  return html`<p class="adding">
    <button
      class="button"
      type="button"
      data-role="add"
      data-path=${path.join('.')}
      aria-label=${number ? words.addConditionTo(number) : nothing}
      ?disabled=${full}
      @click=${() => view.add(path, false)}
    >
      ${words.addCondition}
    </button>
    ${
      canNest(path) && partsOf(group).length > 0
        ? html`<button
            class="button quiet"
            type="button"
            aria-label=${number ? words.addGroupTo(number) : nothing}
            ?disabled=${full}
            @click=${() => view.add(path, true)}
          >
            ${words.addGroup}
          </button>`
        : nothing
    }
  </p>`;
}

function groupActions({ words, change, remove }: RuleView, path: Path, number: string): TemplateResult {
  return html`<span class="actions">
    <button
      class="button quiet"
      type="button"
      aria-label=${words.unwrapThis(number)}
      @click=${() => change((root) => unwrap(root, path), ['property', path.join('.')])}
    >
      ${words.unwrap}
    </button>
    <button
      class="button quiet"
      type="button"
      aria-label=${words.removeGroup(number)}
      @click=${() => remove(path)}
    >
      ${words.remove}
    </button>
  </span>`;
}

function ruleTest(view: RuleView, test: Test, path: Path, number: string): TemplateResult {
  const { words, disabled, root, context } = view;
  const { properties } = context;
  const chosen = propertyNamed(properties, test, words);
  const at = path.join('.');
  const sentence = testSentence(test, context);
  const problem = (part: string): string => view.problemAt(path, part);
  const valueProblem = problem('value') || view.problemBelow(path, 'value');
  const wrong = problem('property') || problem('operator') || problem('');
  const id = `wrong-${path.join('-')}`;
  const described = wrong ? id : nothing;
  return html`<div class="test" role="group" aria-label=${words.condition(number)}>
    <select
      class="input property"
      data-role="property"
      data-path=${at}
      aria-label=${words.property}
      aria-invalid=${problem('property') ? 'true' : nothing}
      aria-describedby=${described}
      @change=${(event: Event) => setProperty(view, path, (event.target as HTMLSelectElement).value)}
    >
      ${(properties.some(({ key }) => key === test.property) ? properties : [...properties, chosen]).map(
        ({ key, label }) => html`<option value=${key} .selected=${key === test.property}>${label}</option>`,
      )}
    </select>
    <select
      class="input operator"
      aria-label=${words.operator}
      aria-invalid=${problem('operator') ? 'true' : nothing}
      aria-describedby=${described}
      @change=${(event: Event) =>
        setOperator(view, path, test, (event.target as HTMLSelectElement).value as Test['operator'])}
    >
      ${chosen.operators.map(
        (operator) =>
          html`<option value=${operator} .selected=${operator === test.operator}>
            ${operatorLabel(operator, chosen, words)}
          </option>`,
      )}
    </select>
    ${
      isBare(test.operator)
        ? html`<span class="values"></span>`
        : html`<value-picker
            class="values"
            data-role="values"
            ?data-wrong=${Boolean(valueProblem)}
            data-path=${at}
            .kind=${chosen.values}
            .values=${valuesOf(test)}
            .label=${`${words.value}: ${chosen.label}`}
            .problem=${valueProblem}
            .lookup=${view.lookup}
            .nameOf=${(value: string) => nameOf(value, chosen, context)}
            ?disabled=${disabled}
            @values-changed=${({ values }: ValuesChangedEvent) =>
              view.change((now) => replaceAt(now, path, withValues(test, values.slice(0, limits.values))))}
          ></value-picker>`
    }
    <span class="actions">
      ${
        canWrap(root, path)
          ? html`<button
              class="button quiet"
              type="button"
              aria-label=${words.wrapThis(sentence)}
              @click=${() => view.change((now) => wrap(now, path), ['property', `${at}.0`])}
            >
              ${words.wrap}
            </button>`
          : nothing
      }
      <button
        class="button quiet"
        type="button"
        aria-label=${words.removeThis(sentence)}
        @click=${() => view.remove(path)}
      >
        ${words.remove}
      </button>
    </span>
    ${wrong ? html`<p class="problem" id=${id}>${wrong}</p>` : nothing}
  </div>`;
}

function changeJoin({ change }: RuleView, path: Path, { target }: Event): void {
  const join = (target as HTMLSelectElement).value as Join;
  change((root) => setJoin(root, path, join));
}

function setProperty({ context, change }: RuleView, path: Path, key: string): void {
  const property = context.properties.find((one) => one.key === key);
  if (property) change((root) => replaceAt(root, path, conditionOn(property)));
}

function setOperator({ change }: RuleView, path: Path, test: Test, operator: Test['operator']): void {
  change((root) => replaceAt(root, path, withValues({ ...test, operator }, valuesOf(test))));
}

const numberOf = (group: string, index: number): string => (group ? `${group}.${index + 1}` : `${index + 1}`);

/** A value as a chip shows it: without the quotes it has in a sentence. */
function nameOf(value: string, property: RuleProperty, context: SentenceContext): string {
  return property.values.by === 'text' ? value : valueLabel(value, property, context);
}
