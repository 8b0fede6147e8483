import { html, nothing } from 'lit';
import type { InboxSettings } from '../../../src/settings/pipelines.ts';
import { rows, select, textField } from '../controls.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { newId } from '../item-ids.ts';
import { linkTo } from '../pages.ts';
import { pageWith } from '../settings-page.ts';
import { inboxesWords, type InboxesWords } from '../words/inboxes.ts';

/** Where tickets arrive. */
export class InboxesPage extends pageWith(inboxesWords) {
  protected override renderPage(): unknown {
    const words = this.own;
    const { inboxes } = this.editor.draft;
    return [
      html`<div class="controls">
        ${rows<InboxSettings>(this, {
          path: 'inboxes',
          label: words.inboxes,
          nameOf: ({ name }) => name,
          removable: ({ id }) => this.#formsOf(id).length === 0 && !this.#isDefault(id),
          row: (inbox, at) => this.#renderInbox(inbox, at, words),
        })}
        ${nameAdder(this, {
          path: 'inboxes',
          label: words.newInbox,
          addLabel: words.add,
          add: (name) => this.#add(name),
        })}
      </div>`,
      html`<section>
        ${select(this, {
          path: 'tickets.defaultInbox',
          label: words.defaultInbox,
          help: words.defaultHelp,
          choices: inboxes.map(({ id, name }) => ({ value: id, label: name })),
        })}
      </section>`,
    ];
  }

  #renderInbox({ id }: InboxSettings, at: string, words: InboxesWords): unknown {
    const forms = this.#formsOf(id);
    const bound = forms.length > 0 || this.#isDefault(id);
    return html`<div class="side-by-side">
        ${textField(this, { path: `${at}.name`, label: words.name, maxLength: 120 })}
        ${select(this, {
          path: `${at}.pipeline`,
          label: words.pipeline,
          choices: this.editor.draft.pipelines.map((one) => ({ value: one.id, label: one.name })),
        })}
      </div>
      <p class="label">
        ${
          forms.length > 0
            ? html`${words.arriving}
              ${forms.map(
                ({ title, index }, position) =>
                  html`${position > 0 ? ', ' : nothing}<a href=${linkTo(`forms.${index}.inbox`)}
                      >${title}</a
                    >`,
              )}`
            : words.noForms
        }
        ${this.#isDefault(id) ? words.isDefault : nothing} ${bound ? words.keep : nothing}
      </p>`;
  }

  #formsOf(inbox: string): { title: string; index: number }[] {
    return this.editor.draft.forms.flatMap((form, index) =>
      form.inbox === inbox ? [{ title: form.title, index }] : [],
    );
  }

  #isDefault(inbox: string): boolean {
    return this.editor.draft.tickets.defaultInbox === inbox;
  }

  #add(name: string): string {
    const { inboxes, pipelines } = this.editor.draft;
    const taken = [...inboxes, ...this.editor.saved.inboxes].map((one) => one.id);
    const added = { id: newId(name, taken, 'inbox'), name, pipeline: pipelines[0]?.id ?? '' };
    this.editor.set('inboxes', [...inboxes, added]);
    return `inboxes.${inboxes.length}.pipeline`;
  }
}
