import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { GatewaySettings } from '../../../src/settings/settings.ts';
import type { Lookup } from './lookup.ts';
import { NameBook } from './name-book.ts';
import { ruleEditorStyles } from './rule-editor.styles.ts';
import {
  append,
  canNest,
  canWrap,
  documentPath,
  fromRoot,
  groupOf,
  isBare,
  isGroup,
  joinOf,
  limits,
  partAt,
  partsOf,
  removeAt,
  replaceAt,
  setJoin,
  testsOf,
  toRoot,
  unwrap,
  valuesOf,
  withValues,
  wrap,
  type Group,
  type Join,
  type Path,
  type Rule,
  type Test,
} from './rule-model.ts';
import {
  conditionOn,
  operatorLabel,
  propertyNamed,
  ruleProperties,
  type RuleKind,
  type RuleProperty,
} from './rule-properties.ts';
import { ruleSentence, testSentence, valueLabel, type Names, type SentenceContext } from './rule-sentence.ts';
import { SettingsControl } from './settings-control.ts';
import type { ValuesChangedEvent } from './value-picker.ts';

/** A rule was changed by its owner; `value` is what it says now, `undefined` without conditions. */
export class RuleChangeEvent extends Event {
  readonly value: Rule | undefined;
  constructor(value: Rule | undefined) {
    super('change', { bubbles: true });
    this.value = value;
  }
}

/** What is to have the focus once the editor has rendered anew. */
type Wanted = [role: 'property' | 'add' | 'undo' | 'values', path: string];

/** Conditions in groups of "all of" and "any of", and what they come to in one sentence. */
export class RuleEditor extends SettingsControl {
  static override styles = [...SettingsControl.styles, ruleEditorStyles];

  @property({ attribute: false }) value: Rule | undefined;
  @property({ attribute: false }) kind: RuleKind = 'ticket';
  /** What the rule is called, for screen readers. */
  @property() label = '';
  @property({ attribute: false }) settings?: Pick<
    GatewaySettings,
    'contactLists' | 'pipelines' | 'properties'
  >;
  /** What is wrong, by the place in the rule: `all.0.value`; empty for the rule as a whole. */
  @property({ attribute: false }) problems: ReadonlyMap<string, string> = new Map();
  /** Finds and names companies and contacts; without it, ids stand in the place of names. */
  @property({ attribute: false }) lookup?: Lookup;
  @property({ type: Boolean }) disabled = false;

  @state() private names: Names = new Map();
  @state() private note = '';
  @state() private past: Group[] = [];

  #root: Group = toRoot(undefined);
  /** What was handed out last: the same coming back is no new rule. */
  #told = '';
  #wanted: Wanted | undefined;
  readonly #book = new NameBook();

  /** Goes to what is wrong, or else to where one begins. */
  override focus(options?: FocusOptions): void {
    const wrong = this.renderRoot.querySelector<HTMLElement>(
      '[aria-invalid="true"], value-picker[data-wrong]',
    );
    (wrong ?? this.renderRoot.querySelector<HTMLElement>('select, button'))?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('value')) return;
    const given = JSON.stringify(this.value) ?? '';
    if (given !== this.#told) {
      this.past = [];
      this.#told = given;
    }
    this.#root = toRoot(this.value);
    void this.#learnNames();
  }

  protected override updated(): void {
    if (!this.#wanted) return;
    const [role, path] = this.#wanted;
    this.#wanted = undefined;
    const place = `[data-role="${role}"][data-path="${path}"]`;
    const element =
      this.renderRoot.querySelector<HTMLElement>(place) ??
      this.renderRoot.querySelector<HTMLElement>('[data-role="add"]');
    element?.focus();
  }

  protected override renderContent(): unknown {
    const { words, kind } = this;
    const root = this.#root;
    const rule = fromRoot(root);
    const context = this.#context();
    const told = rule ? words.shows[kind](ruleSentence(rule, context)) : words.everything[kind];
    // Nothing follows the dots of what is not said yet.
    const sentence = told.replace('….', '…');
    const whole = this.problems.get('');
    return html`<div class="editor">
      <p class="sentence" role="status">${sentence}</p>
      ${this.#renderGroup(root, [], '', context)}
      ${whole ? html`<p class="problem" role="alert">${whole}</p>` : nothing}
      <p class="undo" ?hidden=${this.past.length === 0}>
        <button
          class="button"
          type="button"
          data-role="undo"
          data-path=""
          ?disabled=${this.disabled}
          @click=${this.#undo}
        >
          ${words.undo}
        </button>
        <span class="label" role="status">${this.note}</span>
      </p>
    </div>`;
  }

  #context(): SentenceContext {
    const { words, names, kind, settings } = this;
    const properties = settings ? ruleProperties(kind, settings, words) : [];
    // A day, whatever the clock here says.
    const day = (iso: string): string =>
      this.locale.date(iso, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
    return { properties, names, words, day };
  }

  #renderGroup(group: Group, path: Path, number: string, context: SentenceContext): TemplateResult {
    const { words, disabled } = this;
    const parts = partsOf(group);
    const join = joinOf(group);
    const at = path.join('.');
    const full = testsOf(this.#root).length >= limits.tests;
    return html`<fieldset class="group" ?disabled=${disabled}>
      <legend class="visually-hidden">${number ? words.group(number) : this.label || words.rule}</legend>
      ${
        parts.length > 0
          ? html`<div class="head">
              <label
                ><span class=${number ? 'visually-hidden' : ''}
                  >${number ? words.joinOf(number) : words.join}</span
                >
                <select
                  class="input"
                  .value=${join}
                  @change=${(event: Event) =>
                    this.#change(
                      setJoin(this.#root, path, (event.target as HTMLSelectElement).value as Join),
                    )}
                >
                  <option value="all" .selected=${join === 'all'}>${words.all}</option>
                  <option value="any" .selected=${join === 'any'}>${words.any}</option>
                </select></label
              >
              ${number ? this.#renderGroupActions(path, number) : nothing}
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
                        ? this.#renderGroup(part, [...path, index], numberOf(number, index), context)
                        : this.#renderTest(part, [...path, index], numberOf(number, index), context)
                    }
                  </li>`,
              )}
            </ol>`
          : nothing
      }
      ${
        this.problems.has(this.#placeOf(path, join))
          ? html`<p class="problem" role="alert">${this.problems.get(this.#placeOf(path, join))}</p>`
          : nothing
      }
      <p class="adding">
        <button
          class="button"
          type="button"
          data-role="add"
          data-path=${at}
          aria-label=${number ? words.addConditionTo(number) : nothing}
          ?disabled=${disabled || full}
          @click=${() => this.#add(path, false)}
        >
          ${words.addCondition}
        </button>
        ${
          canNest(path) && parts.length > 0
            ? html`<button
                class="button quiet"
                type="button"
                aria-label=${number ? words.addGroupTo(number) : nothing}
                ?disabled=${disabled || full}
                @click=${() => this.#add(path, true)}
              >
                ${words.addGroup}
              </button>`
            : nothing
        }
      </p>
    </fieldset>`;
  }

  #renderGroupActions(path: Path, number: string): TemplateResult {
    const { words } = this;
    return html`<span class="actions">
      <button
        class="button quiet"
        type="button"
        aria-label=${words.unwrapThis(number)}
        @click=${() => this.#change(unwrap(this.#root, path), ['property', path.join('.')])}
      >
        ${words.unwrap}
      </button>
      <button
        class="button quiet"
        type="button"
        aria-label=${words.removeGroup(number)}
        @click=${() => this.#remove(path)}
      >
        ${words.remove}
      </button>
    </span>`;
  }

  #renderTest(test: Test, path: Path, number: string, context: SentenceContext): TemplateResult {
    const { words, disabled } = this;
    const { properties } = context;
    const chosen = propertyNamed(properties, test, words);
    const at = path.join('.');
    const sentence = testSentence(test, context);
    const problem = (part: string): string => this.problems.get(this.#placeOf(path, part)) ?? '';
    const wrong = problem('property') || problem('operator') || this.problems.get(this.#placeOf(path)) || '';
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
        @change=${(event: Event) => this.#setProperty(path, (event.target as HTMLSelectElement).value, context)}
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
          this.#setOperator(path, test, (event.target as HTMLSelectElement).value as Test['operator'])}
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
              ?data-wrong=${Boolean(problem('value') || this.#problemBelow(path))}
              data-path=${at}
              .kind=${chosen.values}
              .values=${valuesOf(test)}
              .label=${`${words.value}: ${chosen.label}`}
              .problem=${problem('value') || this.#problemBelow(path)}
              .lookup=${this.lookup}
              .nameOf=${(value: string) => nameOf(value, chosen, context)}
              ?disabled=${disabled}
              @values-changed=${({ values }: ValuesChangedEvent) =>
                this.#change(replaceAt(this.#root, path, withValues(test, values.slice(0, limits.values))))}
            ></value-picker>`
      }
      <span class="actions">
        ${
          canWrap(this.#root, path)
            ? html`<button
                class="button quiet"
                type="button"
                aria-label=${words.wrapThis(sentence)}
                @click=${() => this.#change(wrap(this.#root, path), ['property', `${at}.0`])}
              >
                ${words.wrap}
              </button>`
            : nothing
        }
        <button
          class="button quiet"
          type="button"
          aria-label=${words.removeThis(sentence)}
          @click=${() => this.#remove(path)}
        >
          ${words.remove}
        </button>
      </span>
      ${wrong ? html`<p class="problem" id=${id}>${wrong}</p>` : nothing}
    </div>`;
  }

  /** Where something stands in the rule as the gateway knows it: a single condition has no group around it there. */
  #placeOf(path: Path, part = ''): string {
    const { value } = this;
    const place = value && isGroup(value) ? documentPath(value, path) : '';
    return [place, part].filter(Boolean).join('.');
  }

  /** What is wrong with one of several values. */
  #problemBelow(path: Path): string {
    const place = `${this.#placeOf(path, 'value')}.`;
    for (const [at, problem] of this.problems) if (at.startsWith(place)) return problem;
    return '';
  }

  #add(path: Path, nested: boolean): void {
    const [first] = this.#context().properties;
    const group = path.length === 0 ? this.#root : partAt(this.#root, path);
    if (!first || !group || !isGroup(group)) return;
    const test = conditionOn(first);
    const added: Rule = nested ? groupOf(joinOf(group) === 'all' ? 'any' : 'all', [test]) : test;
    const at = [...path, partsOf(group).length, ...(nested ? [0] : [])];
    this.#change(append(this.#root, path, added), ['property', at.join('.')]);
  }

  #remove(path: Path): void {
    this.#change(removeAt(this.#root, path), ['undo', '']);
    this.note = this.words.removed;
  }

  #setProperty(path: Path, key: string, { properties }: SentenceContext): void {
    const property = properties.find((one) => one.key === key);
    if (property) this.#change(replaceAt(this.#root, path, conditionOn(property)));
  }

  #setOperator(path: Path, test: Test, operator: Test['operator']): void {
    this.#change(replaceAt(this.#root, path, withValues({ ...test, operator }, valuesOf(test))));
  }

  /** Documents hold ids; people know names. */
  async #learnNames(): Promise<void> {
    const names = this.lookup && (await this.#book.learn(this.#root, this.lookup));
    if (names) this.names = names;
  }

  readonly #undo = (): void => {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.note = '';
    this.#tell(before, this.past.length > 0 ? ['undo', ''] : ['add', '']);
  };

  #change(root: Group, wanted?: Wanted): void {
    this.past = [...this.past, this.#root].slice(-50);
    this.note = '';
    this.#tell(root, wanted);
  }

  #tell(root: Group, wanted?: Wanted): void {
    this.#root = root;
    this.#wanted = wanted;
    const rule = fromRoot(root);
    this.#told = JSON.stringify(rule) ?? '';
    this.value = rule;
    this.requestUpdate();
    this.dispatchEvent(new RuleChangeEvent(rule));
  }
}

const numberOf = (group: string, index: number): string => (group ? `${group}.${index + 1}` : `${index + 1}`);

/** A value as a chip shows it: without the quotes it has in a sentence. */
function nameOf(value: string, property: RuleProperty, context: SentenceContext): string {
  return property.values.by === 'text' ? value : valueLabel(value, property, context);
}

declare global {
  interface HTMLElementTagNameMap {
    'rule-editor': RuleEditor;
  }
}
