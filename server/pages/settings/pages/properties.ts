import { html, nothing } from 'lit';
import { hasChoices, propertyKinds } from '../../../src/settings/form-parts.ts';
import type { PropertySettings } from '../../../src/settings/forms.ts';
import { rows, select, textField } from '../controls.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { testsOf } from '../controls/rule-model.ts';
import { newId } from '../item-ids.ts';
import { linkTo } from '../pages.ts';
import { newProperty, ofKind } from '../property-kinds.ts';
import { pageWith } from '../settings-page.ts';
import { propertiesWords, type PropertiesWords } from '../words/properties.ts';

type Option = NonNullable<PropertySettings['options']>[number];

/** What tickets are described by. */
export class PropertiesPage extends pageWith(propertiesWords) {
  protected override renderPage(): unknown {
    const words = this.own;
    return [
      rows<PropertySettings>(this, {
        path: 'properties',
        label: words.properties,
        empty: words.none,
        ordered: true,
        nameOf: ({ label }) => label,
        removable: ({ key }) => this.#formsAsking(key).length === 0,
        row: (property, at) => this.#renderProperty(property, at, words),
      }),
      nameAdder(this, {
        path: 'properties',
        label: words.newProperty,
        addLabel: words.add,
        add: (label) => this.#add(label),
      }),
    ];
  }

  #renderProperty(property: PropertySettings, at: string, words: PropertiesWords): unknown {
    const { key, kind } = property;
    return html`<div class="side-by-side">
        ${textField(this, { path: `${at}.label`, label: words.label, maxLength: 200 })}
        ${select<PropertySettings['kind']>(this, {
          path: `${at}.kind`,
          label: words.kind,
          value: kind,
          change: (wanted) => this.editor.set(at, ofKind(property, wanted, words.firstOption)),
          choices: propertyKinds.map((value) => ({ value, label: words.kinds[value] })),
        })}
      </div>
      ${hasChoices(kind) ? this.#renderOptions(property, at, words) : nothing}
      <p class="label">${words.key(key)} · ${this.#renderUse(key, words)}</p>`;
  }

  #renderOptions({ label, options = [] }: PropertySettings, at: string, words: PropertiesWords): unknown {
    return html`<details class="options">
      <summary>${words.optionsOf(label)} (${options.length})</summary>
      <div class="row-body">
        ${rows<Option>(this, {
          path: `${at}.options`,
          label: words.options,
          ordered: true,
          nameOf: (option) => option.label,
          removable: () => options.length > 1,
          row: ({ value }, place) =>
            textField(this, { path: `${place}.label`, label: words.optionLabel(value), maxLength: 200 }),
        })}
        ${nameAdder(this, {
          path: `${at}.options`,
          label: words.newOption(label),
          addLabel: words.addOption,
          maxLength: 200,
          add: (name) => {
            const value = newId(
              name,
              options.map((option) => option.value),
              'choice',
            );
            this.editor.set(`${at}.options`, [...options, { value, label: name }]);
            return `${at}.options-new`;
          },
        })}
      </div>
    </details>`;
  }

  #renderUse(key: string, words: PropertiesWords): unknown {
    const { tickets } = this.editor.draft;
    const forms = this.#formsAsking(key);
    const uses = [
      ...forms.map(({ title, path }) => ({ label: words.form(title), path })),
      ...(tickets.visibleProperties.some((one) => one.key === key)
        ? [{ label: words.visible, path: 'tickets.visibleProperties' }]
        : []),
      ...(tickets.filter && testsOf(tickets.filter).some(({ property }) => property === key)
        ? [{ label: words.filter, path: 'tickets.filter' }]
        : []),
    ];
    if (uses.length === 0) return words.unused;
    return html`${words.usedIn}
    ${uses.map(
      ({ label, path }, index) => html`${index > 0 ? ', ' : nothing}<a href=${linkTo(path)}>${label}</a>`,
    )}${forms.length > 0 ? html`. ${words.keep}` : nothing}`;
  }

  /** Forms that ask for a property, and where. */
  #formsAsking(key: string): { title: string; path: string }[] {
    return this.editor.draft.forms.flatMap(({ title, fields }, form) =>
      fields.flatMap(({ property }, field) =>
        property === key ? [{ title, path: `forms.${form}.fields.${field}` }] : [],
      ),
    );
  }

  #add(label: string): string {
    const { properties } = this.editor.draft;
    const taken = [...properties, ...this.editor.saved.properties].map(({ key }) => key);
    this.editor.set('properties', [...properties, newProperty(label, taken)]);
    return `properties.${properties.length}.kind`;
  }
}
