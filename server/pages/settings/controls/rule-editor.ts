import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { GatewaySettings } from '../../../src/settings/settings.ts';
import type { Lookup } from './lookup.ts';
import { NameBook } from './name-book.ts';
import { ruleEditorStyles } from './rule-editor.styles.ts';
import {
  append,
  documentPath,
  fromRoot,
  groupOf,
  isGroup,
  joinOf,
  partAt,
  partsOf,
  removeAt,
  toRoot,
  type Group,
  type Path,
  type Rule,
} from './rule-model.ts';
import { ruleGroup, type RuleView, type Wanted } from './rule-parts.ts';
import { conditionOn, ruleProperties, type RuleKind } from './rule-properties.ts';
import { ruleSentence, type Names, type SentenceContext } from './rule-sentence.ts';
import { SettingsControl } from './settings-control.ts';

/** A rule was changed by its owner; `value` is what it says now, `undefined` without conditions. */
export class RuleChangeEvent extends Event {
  readonly value: Rule | undefined;
  constructor(value: Rule | undefined) {
    super('change', { bubbles: true });
    this.value = value;
  }
}

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
      ${ruleGroup(this.#view(context), root)}
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

  #view(context: SentenceContext): RuleView {
    const { words, disabled, label, lookup, problems, value } = this;
    // As the gateway knows it: a single condition has no group around it there.
    const placeOf = (path: Path, part: string): string =>
      [value && isGroup(value) ? documentPath(value, path) : '', part].filter(Boolean).join('.');
    return {
      root: this.#root,
      label,
      words,
      context,
      disabled,
      lookup,
      // What is wrong with the rule as a whole stands below it.
      problemAt(path, part) {
        const place = placeOf(path, part);
        return (place && problems.get(place)) || '';
      },
      problemBelow(path, part) {
        const place = `${placeOf(path, part)}.`;
        for (const [at, problem] of problems) if (at.startsWith(place)) return problem;
        return '';
      },
      add: this.#add,
      remove: this.#remove,
      change: this.#change,
    };
  }

  readonly #add = (path: Path, nested: boolean): void => {
    const [first] = this.#context().properties;
    const group = path.length === 0 ? this.#root : partAt(this.#root, path);
    if (!first || !group || !isGroup(group)) return;
    const test = conditionOn(first);
    const added: Rule = nested ? groupOf(joinOf(group) === 'all' ? 'any' : 'all', [test]) : test;
    const at = [...path, partsOf(group).length, ...(nested ? [0] : [])];
    this.#change((root) => append(root, path, added), ['property', at.join('.')]);
  };

  readonly #remove = (path: Path): void => {
    this.#change((root) => removeAt(root, path), ['undo', '']);
    this.note = this.words.removed;
  };

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

  readonly #change: RuleView['change'] = (edit, wanted) => {
    this.past = [...this.past, this.#root].slice(-50);
    this.note = '';
    this.#tell(edit(this.#root), wanted);
  };

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

declare global {
  interface HTMLElementTagNameMap {
    'rule-editor': RuleEditor;
  }
}
