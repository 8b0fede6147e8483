import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { contrast } from '../../../src/settings/contrast.ts';
import { describe, idOf, section, textField } from '../controls.ts';
import { colorOf } from '../color.ts';
import { copyable } from '../controls/copyable.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { pageWith, SettingsPage, type PreviewView } from '../settings-page.ts';
import {
  hex,
  isVariable,
  knobs,
  onBrand,
  pairOf,
  partsOf,
  presets,
  toCss,
  tokenOf,
  tokens,
  withPreset,
  type PresetName,
  type Theme,
} from '../theme-model.ts';
import { themeWords, type ThemeWords } from '../words/theme.ts';
import { themeStyles } from './theme.styles.ts';

const fonts = {
  page: 'inherit',
  sans: "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', sans-serif",
  serif: "ui-serif, Georgia, Cambria, 'Times New Roman', serif",
  rounded: "ui-rounded, 'SF Pro Rounded', 'Hiragino Maru Gothic ProN', Quicksand, sans-serif",
  mono: "ui-monospace, 'Cascadia Code', Menlo, monospace",
} as const;

const sizes = [
  { name: knobs.fontSize, min: 13, max: 22 },
  { name: knobs.radius, min: 0, max: 24 },
  { name: knobs.space, min: 3, max: 7 },
] as const;

const enough = 4.5;

/** The owner's look: a few knobs, and every other variable by its name. */
export class ThemePage extends pageWith(themeWords) {
  static override styles = [...SettingsPage.styles, themeStyles];

  protected override readonly previewView: PreviewView = 'list';

  /** Whether a typeface is typed that is none of the choices. */
  @state() private ownFont = false;

  get #theme(): Theme {
    return this.editor.draft.theme;
  }

  protected override renderPage(): unknown {
    const words = this.own;
    return [
      this.editor.readOnly ? nothing : this.#renderPresets(words),
      section(words.colors, nothing, [
        this.#renderBrand(words),
        this.#renderPair(knobs.text, words.text, words),
        this.#renderPair(knobs.surface, words.surface, words),
        this.#renderContrast(words),
      ]),
      section(words.type, nothing, [
        this.#renderFont(words),
        html`<div class="side-by-side">${sizes.map((size) => this.#renderSize(size, words))}</div>`,
      ]),
      // A file that sets none leaves nothing to show here.
      this.editor.readOnly && this.#otherNames.length === 0
        ? nothing
        : section(words.others, words.othersIntro, this.#renderOthers(words)),
      section(words.asCss, words.asCssHelp, this.#renderCss(words)),
    ];
  }

  #set(name: string, value: string | undefined): void {
    this.editor.set(`theme.${name}`, value === '' ? undefined : value);
  }

  #renderPresets(words: ThemeWords): unknown {
    return html`<fieldset class="control">
      <legend>${words.presets}</legend>
      <div class="buttons">
        ${(Object.keys(presets) as PresetName[]).map(
          (name) =>
            html`<button
              class="button"
              @click=${() => {
                this.editor.set('theme', withPreset(this.#theme, name));
                this.announce(words.presetSet(words.preset[name]));
              }}
            >
              ${words.preset[name]}
            </button>`,
        )}
      </div>
    </fieldset>`;
  }

  #renderBrand(words: ThemeWords): unknown {
    const value = this.#theme[knobs.brand] ?? tokenOf(knobs.brand)?.value ?? '';
    const color = colorOf(value);
    const told = color ? onBrand(color) : undefined;
    return [
      this.#renderColor(knobs.brand, words.brand, value, (next) => this.#set(knobs.brand, next), words, {
        help: words.brandHelp,
      }),
      told
        ? html`<p class="label" role="status">${words.onBrand(told.color, this.#number(told.contrast))}</p>`
        : nothing,
    ];
  }

  #renderPair(name: string, label: string, words: ThemeWords): unknown {
    const set = this.#theme[name];
    const token = tokenOf(name);
    const { light, dark } = partsOf(set ?? token?.value ?? '');
    return html`<div class="side-by-side">
      ${this.#renderColor(`${name}-light`, words.light(label), light, (next) => this.#set(name, pairOf(next, dark)), words, { name })}
      ${this.#renderColor(`${name}-dark`, words.dark(label), dark, (next) => this.#set(name, pairOf(light, next)), words, { name, second: true })}
    </div>`;
  }

  /** A colour to pick, and the same to type. */
  #renderColor(
    at: string,
    label: string,
    value: string,
    change: (value: string) => void,
    words: ThemeWords,
    { help, name = at, second = false }: { help?: string; name?: string; second?: boolean } = {},
  ): unknown {
    const path = `theme.${name}`;
    const { problem, describedBy } = describe(this, path, help);
    const id = second ? idOf(`theme.${at}`) : idOf(path);
    const color = colorOf(value);
    const typed = (text: string): void => (text.trim() ? change(text.trim()) : this.#set(name, undefined));
    return html`<div class="control">
      <label for=${id}>${label}</label>
      <div class="color">
        <input
          type="color"
          id=${id}
          .value=${color ? hex(color) : '#000000'}
          ?disabled=${this.editor.readOnly}
          aria-describedby=${describedBy ?? nothing}
          @input=${({ target }: Event) => change((target as HTMLInputElement).value)}
        />
        <input
          class="input code"
          type="text"
          aria-label=${words.code(label)}
          aria-invalid=${color ? nothing : 'true'}
          spellcheck="false"
          autocomplete="off"
          maxlength="200"
          .value=${value}
          ?readonly=${this.editor.readOnly}
          @change=${({ target }: Event) => typed((target as HTMLInputElement).value)}
        />
        ${second ? nothing : this.#renderReset(name, label, words)}
      </div>
      ${help ? html`<div class="help" id="${idOf(path)}-help">${help}</div>` : nothing}
      ${color ? nothing : html`<p class="problem">${words.noColor}</p>`} ${second ? nothing : problem}
    </div>`;
  }

  #renderReset(name: string, label: string, words: ThemeWords): unknown {
    if (this.editor.readOnly || !Object.hasOwn(this.#theme, name)) return nothing;
    return html`<button
      class="button quiet"
      aria-label=${words.resetThis(label)}
      @click=${() => this.#reset(name)}
    >
      ${words.reset}
    </button>`;
  }

  #reset(name: string): void {
    this.#set(name, undefined);
    // The button goes with what it resets.
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(`theme.${name}`))}`)?.focus(),
    );
  }

  #renderContrast(words: ThemeWords): unknown {
    const value = (name: string) => partsOf(this.#theme[name] ?? tokenOf(name)?.value ?? '');
    const [text, surface] = [value(knobs.text), value(knobs.surface)];
    const found = (['light', 'dark'] as const).map((scheme) => {
      const [front, back] = [colorOf(text[scheme]), colorOf(surface[scheme])];
      return { scheme, contrast: front && back ? contrast(front, back) : undefined };
    });
    const low = found.filter((one) => one.contrast !== undefined && one.contrast < enough);
    if (low.length > 0)
      return html`<div class="note warning" role="status">
        ${low.map(
          (one) =>
            html`<p>${words.lowContrast(words.contrastIn[one.scheme], this.#number(one.contrast ?? 1))}</p>`,
        )}
      </div>`;
    const [light, dark] = found.map((one) => this.#number(one.contrast ?? 1));
    return html`<p class="label" role="status">${words.goodContrast(light ?? '', dark ?? '')}</p>`;
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.locale.tag, { maximumFractionDigits: 1 }).format(value);
  }

  #renderFont(words: ThemeWords): unknown {
    const name = knobs.fontFamily;
    const path = `theme.${name}`;
    const value = this.#theme[name] ?? fonts.page;
    const known = (Object.keys(fonts) as (keyof typeof fonts)[]).find((one) => fonts[one] === value);
    const chosen = this.ownFont || !known ? 'other' : known;
    return [
      html`<div class="control">
        <label for=${idOf(path)}>${words.fontFamily}</label>
        <select
          class="input"
          id=${idOf(path)}
          ?disabled=${this.editor.readOnly}
          @change=${({ target }: Event) => {
            const wanted = (target as HTMLSelectElement).value as keyof typeof fonts | 'other';
            this.ownFont = wanted === 'other';
            if (wanted !== 'other') this.#set(name, wanted === 'page' ? undefined : fonts[wanted]);
          }}
        >
          ${([...Object.keys(fonts), 'other'] as (keyof typeof words.fonts)[]).map(
            (one) => html`<option value=${one} .selected=${one === chosen}>${words.fonts[one]}</option>`,
          )}
        </select>
      </div>`,
      chosen === 'other'
        ? textField(this, {
            path,
            label: words.fontOther,
            help: words.fontOtherHelp,
            value: this.#theme[name] ?? '',
            change: (text) => this.#set(name, text),
            maxLength: 300,
            code: true,
          })
        : nothing,
    ];
  }

  #renderSize({ name, min, max }: (typeof sizes)[number], words: ThemeWords): unknown {
    const label = {
      [knobs.fontSize]: words.fontSize,
      [knobs.radius]: words.radius,
      [knobs.space]: words.space,
    }[name];
    const path = `theme.${name}`;
    const { id, problem } = describe(this, path, undefined);
    const value = this.#theme[name] ?? tokenOf(name)?.value ?? '';
    const pixels = /^(\d+(?:\.\d+)?)px$/.exec(value)?.[1];
    return html`<div class="control">
      <label for=${id}>${label}</label>
      <div class="affixed number">
        <input
          class="input"
          type="number"
          id=${id}
          min=${min}
          max=${max}
          step="0.5"
          .value=${pixels ?? ''}
          placeholder=${pixels === undefined ? value : ''}
          ?readonly=${this.editor.readOnly}
          @change=${({ target }: Event) => {
            const { valueAsNumber } = target as HTMLInputElement;
            this.#set(
              name,
              Number.isNaN(valueAsNumber) ? undefined : `${Math.min(max, Math.max(min, valueAsNumber))}px`,
            );
            this.requestUpdate();
          }}
        />
        <span class="affix">${words.pixels}</span>
        ${this.#renderReset(name, label, words)}
      </div>
      ${problem}
    </div>`;
  }

  /** Variables that are set and have no control of their own above. */
  get #otherNames(): string[] {
    const known: readonly string[] = Object.values(knobs);
    return Object.keys(this.#theme).filter((name) => !known.includes(name));
  }

  #renderOthers(words: ThemeWords): unknown {
    const known: readonly string[] = Object.values(knobs);
    const set = this.#otherNames;
    const left = tokens.filter(({ name }) => !known.includes(name) && !set.includes(name));
    return [
      ...set.map(
        (name) =>
          html`<div class="variable">
            ${textField(this, {
              path: `theme.${name}`,
              label: name,
              help: tokenOf(name)?.description,
              maxLength: 300,
              code: true,
            })}
            ${this.#renderRemove(name)}
          </div>`,
      ),
      this.editor.readOnly
        ? nothing
        : html`<select
              class="input"
              aria-label=${words.addKnown}
              @change=${({ target }: Event) => {
                const list = target as HTMLSelectElement;
                const token = tokenOf(list.value);
                list.value = '';
                if (token) this.#add(token.name, token.value);
              }}
            >
              <option value="">${words.addKnown}</option>
              ${left.map(({ name }) => html`<option value=${name}>${name}</option>`)}
            </select>
            ${nameAdder(this, {
              path: 'theme',
              label: words.addNamed,
              addLabel: words.add,
              maxLength: 70,
              refusalOf: (name) => (isVariable(name) ? undefined : words.badName),
              add: (name) => this.#add(name, 'inherit'),
            })}`,
    ];
  }

  #renderRemove(name: string): unknown {
    if (this.editor.readOnly) return nothing;
    return html`<button
      class="button icon"
      aria-label=${this.shared.removeItem(name)}
      @click=${() => {
        this.#set(name, undefined);
        this.announce(this.shared.removed(name));
        void this.show();
      }}
    >
      ×
    </button>`;
  }

  #add(name: string, value: string): string {
    if (!Object.hasOwn(this.#theme, name)) this.#set(name, value);
    const path = `theme.${name}`;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(idOf(path))}`)?.focus(),
    );
    return path;
  }

  #renderCss(words: ThemeWords): unknown {
    return copyable(this, { id: 'as-css', label: words.asCss, labelHidden: true, text: toCss(this.#theme) });
  }
}
