import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { formDefinition, lackOf } from '../../../src/settings/form-parts.ts';
import type { FormSettings } from '../../../src/settings/forms.ts';
import { idOf, rows, section, select, textArea, textField, toggle } from '../controls.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { askable, completed, newField, type FieldPart, type FieldSettings } from '../form-model.ts';
import { newId } from '../item-ids.ts';
import { newProperty } from '../property-kinds.ts';
import { pageWith, SettingsPage, type PreviewView } from '../settings-page.ts';
import { formsWords, type FormsWords } from '../words/forms.ts';
import { fieldRows } from './form-field-rows.ts';
import { formsStyles } from './forms.styles.ts';

/** The form builder: the forms, and one of them at a time. */
export class FormsPage extends pageWith(formsWords) {
  static override styles = [...SettingsPage.styles, formsStyles];

  protected override readonly previewView: PreviewView = 'form';

  /** The form that is edited, by its id: its place may change. */
  @state() private current = '';
  /** Fields whose settings stand open, by their properties. */
  @state() private open: ReadonlySet<string> = new Set();

  get #index(): number {
    const { forms } = this.editor.draft;
    const found = forms.findIndex(({ id }) => id === this.current);
    return found < 0 ? Math.min(0, forms.length - 1) : found;
  }

  override async show(path?: string): Promise<void> {
    const [, form, field] = /^forms\.(\d+)(?:\.fields\.(\d+))?/.exec(path ?? '') ?? [];
    const chosen = form === undefined ? undefined : this.editor.draft.forms[Number(form)];
    if (chosen) {
      this.current = chosen.id;
      const property = field === undefined ? undefined : chosen.fields[Number(field)]?.property;
      if (property !== undefined) this.open = new Set([...this.open, property]);
    }
    await super.show(path);
  }

  protected override renderPage(): unknown {
    const words = this.own;
    const form = this.editor.draft.forms[this.#index];
    return [
      html`<div class="controls">
        ${rows<FormSettings>(this, {
          path: 'forms',
          label: words.forms,
          help: words.formsHelp,
          empty: words.none,
          ordered: true,
          nameOf: ({ title }) => title,
          row: (one, _, index) => this.#renderEntry(one, index, words),
        })}
        ${nameAdder(this, {
          path: 'forms',
          label: words.newForm,
          addLabel: words.addForm,
          maxLength: 200,
          add: (title) => this.#addForm({ title, connected: false, fields: completed([]) }),
        })}
      </div>`,
      form ? this.#renderForm(form, `forms.${this.#index}`, words) : nothing,
    ];
  }

  protected override renderPreview(): unknown {
    if (!customElements.get('settings-preview')) return nothing;
    const { forms, properties } = this.editor.draft;
    const form = forms[this.#index];
    // The one that is edited, connected or not.
    const shown = form ? [formDefinition(form, properties)] : [];
    return html`<aside class="preview" aria-label=${this.shared.preview}>
      <h2>${this.shared.preview}</h2>
      <p class="label">${this.previewHint}</p>
      <settings-preview view="form" .editor=${this.editor} .forms=${shown}></settings-preview>
    </aside>`;
  }

  #renderEntry({ id, title, connected }: FormSettings, index: number, words: FormsWords): unknown {
    return html`<div class="entry">
      <button
        class="button quiet"
        aria-label=${words.edit(title)}
        aria-pressed=${index === this.#index}
        @click=${() => (this.current = id)}
      >
        ${title}
      </button>
      <span class=${connected ? 'pill closed' : 'pill'}
        >${connected ? words.connected : words.notConnected}</span
      >
      ${
        this.editor.readOnly
          ? nothing
          : html`<button
              class="button quiet"
              aria-label=${words.duplicateThis(title)}
              @click=${() => this.#duplicate(index)}
            >
              ${words.duplicate}
            </button>`
      }
    </div>`;
  }

  #renderForm(form: FormSettings, path: string, words: FormsWords): unknown {
    const lack = lackOf(form);
    return section(words.form(form.title), nothing, [
      textField(this, { path: `${path}.title`, label: words.title, maxLength: 200 }),
      textArea(this, {
        path: `${path}.intro`,
        label: words.introField,
        optional: true,
        rows: 2,
        maxLength: 2000,
      }),
      select(this, {
        path: `${path}.inbox`,
        label: words.inbox,
        empty: words.chooseInbox,
        choices: this.editor.draft.inboxes.map(({ id, name }) => ({ value: id, label: name })),
      }),
      toggle(this, {
        path: `${path}.connected`,
        label: words.connect,
        help: words.connectHelp,
        change: (wanted) => this.#connect(form, path, wanted),
      }),
      lack.length > 0 ? this.#renderLack(form, path, lack, words) : nothing,
      this.#renderFields(form, path, words),
    ]);
  }

  #renderLack(form: FormSettings, path: string, lack: ReturnType<typeof lackOf>, words: FormsWords): unknown {
    const inbox = `${path}.inbox`;
    return html`<div class="note warning" id="lack" role="status">
      <p>${words.lacks}</p>
      <ul>
        ${
          lack.includes('inbox')
            ? html`<li>
                <button class="button quiet" @click=${() => this.#focus(idOf(inbox))}>
                  ${words.lackInbox}
                </button>
              </li>`
            : nothing
        }
        ${
          lack.includes('fields')
            ? html`<li>
                ${words.lackFields}
                ${
                  this.editor.readOnly
                    ? nothing
                    : html`<button
                        class="button"
                        @click=${() => this.editor.set(`${path}.fields`, completed(form.fields))}
                      >
                        ${words.fix}
                      </button>`
                }
              </li>`
            : nothing
        }
      </ul>
    </div>`;
  }

  #renderFields({ fields }: FormSettings, path: string, words: FormsWords): unknown {
    const parts = askable(this.editor.draft.properties, words.builtIn);
    const left = parts.filter(({ property }) => !fields.some((field) => field.property === property));
    const at = `${path}.fields`;
    return [
      fieldRows(this, { path: at, fields, parts, words, open: this.open, toggled: this.#toggled }),
      this.editor.readOnly
        ? nothing
        : html`<div class="side-by-side">
            ${
              left.length > 0
                ? html`<select
                    class="input add"
                    aria-label=${words.addField}
                    @change=${(event: Event) => this.#addField(event.target as HTMLSelectElement, at, fields, left)}
                  >
                    <option value="">${words.addField}</option>
                    ${left.map(({ property, label }) => html`<option value=${property}>${label}</option>`)}
                  </select>`
                : nothing
            }
            ${nameAdder(this, {
              path: at,
              label: words.newProperty,
              addLabel: words.addProperty,
              maxLength: 200,
              add: (label) => this.#addProperty(label, at, fields),
            })}
          </div>`,
    ];
  }

  readonly #toggled = (property: string, open: boolean): void => {
    if (this.open.has(property) === open) return;
    const next = new Set(this.open);
    if (open) next.add(property);
    else next.delete(property);
    this.open = next;
  };

  /** What lacks something cannot be connected; being taken off is always possible. */
  #connect(form: FormSettings, path: string, wanted: boolean): void {
    if (wanted && lackOf(form).length > 0) {
      this.announce(this.own.lacks);
      this.#focus('lack');
      return;
    }
    this.editor.set(`${path}.connected`, wanted);
  }

  #addForm(form: Omit<FormSettings, 'id'>): string {
    const { forms } = this.editor.draft;
    const taken = [...forms, ...this.editor.saved.forms].map(({ id }) => id);
    const id = newId(form.title, taken, 'form');
    this.editor.set('forms', [...forms, { id, ...form }]);
    this.current = id;
    return `forms.${forms.length}.title`;
  }

  #duplicate(index: number): void {
    const form = this.editor.draft.forms[index];
    if (!form) return;
    const { id: _, ...copied } = form;
    const title = this.own.copyOf(form.title).slice(0, 200);
    const place = this.#addForm({ ...copied, title, connected: false });
    void this.show(place);
  }

  #addField(list: HTMLSelectElement, at: string, fields: readonly FieldSettings[], left: FieldPart[]): void {
    const part = left.find(({ property }) => property === list.value);
    list.value = '';
    if (!part) return;
    this.editor.set(at, [...fields, newField(part.property)]);
    this.announce(`${this.own.fields}: ${part.label}`);
  }

  #addProperty(label: string, at: string, fields: readonly FieldSettings[]): string {
    const { properties } = this.editor.draft;
    const taken = [...properties, ...this.editor.saved.properties].map(({ key }) => key);
    const added = newProperty(label, taken);
    this.editor.set('properties', [...properties, added]);
    this.editor.set(at, [...fields, newField(added.key)]);
    this.#toggled(added.key, true);
    return `properties.${properties.length}.kind`;
  }

  #focus(id: string): void {
    void this.updateComplete.then(() => {
      const element = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
      (element?.matches('input, select') ? element : (element?.querySelector('button') ?? element))?.focus();
    });
  }
}
