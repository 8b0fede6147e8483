import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { ContactList } from '../../../src/settings/sign-in.ts';
import { checkList, choice, rows, section, tagList, textField, toggle } from '../controls.ts';
import { nameAdder } from '../controls/name-adder.ts';
import { ruleControl } from '../controls/rule-control.ts';
import { testsOf } from '../controls/rule-model.ts';
import { newId } from '../item-ids.ts';
import { pageWith } from '../settings-page.ts';
import { accessWords } from '../words/access.ts';
import { invitationsPart, type InvitationsPart } from './invitations.ts';

/** Contact lists, who of them is let in, and invitations. */
export class AccessPage extends pageWith(accessWords) {
  protected override readonly previewView = 'denied';
  /** Whether lists are asked for, though none is chosen yet. */
  @state() private choosing = false;
  /** The list whose rule is about to be written. */
  @state() private ruleOf: string | undefined;
  readonly #invitations: InvitationsPart = invitationsPart(this);

  protected override renderPage(): unknown {
    const words = this.own;
    return html`${this.#renderWho()} ${section(words.lists, words.listsIntro, this.#renderLists())}
    ${section(words.invitations, words.invitationsIntro, this.#invitations.render())}`;
  }

  #renderWho(): unknown {
    const words = this.own;
    const { access, contactLists } = this.editor.draft;
    const byLists = this.choosing || access.lists.length > 0;
    return html`${choice<'all' | 'lists'>(this, {
      path: 'access',
      label: words.letIn,
      value: byLists ? 'lists' : 'all',
      choices: [
        { value: 'all', label: words.everybody },
        { value: 'lists', label: words.onLists, help: words.onListsHelp },
      ],
      change: (value) => {
        this.choosing = value === 'lists';
        if (value === 'all') this.editor.set('access.lists', []);
      },
    })}
    ${
      byLists
        ? html`${checkList(this, {
            path: 'access.lists',
            label: words.chosen,
            choices: contactLists.map(({ id, name }) => ({ value: id, label: name })),
            empty: words.noLists,
          })}
          ${access.lists.length === 0 ? html`<p class="note warning">${words.noneChosen}</p>` : nothing}`
        : nothing
    }`;
  }

  #renderLists(): unknown {
    const words = this.own;
    const path = 'contactLists';
    return html`${rows<ContactList>(this, {
      path,
      label: words.lists,
      labelHidden: true,
      nameOf: ({ name, id }) => name || id,
      empty: words.noListsYet,
      row: (list, at, index) => this.#renderList(list, at, index),
    })}
    ${nameAdder(this, {
      path,
      label: words.newList,
      addLabel: words.addList,
      add: (name) => {
        const lists = this.editor.draft.contactLists;
        const id = newId(
          name,
          lists.map((list) => list.id),
          'list',
        );
        this.editor.set(path, [...lists, { id, name, members: [] }]);
        return `${path}.${lists.length}.members`;
      },
    })}`;
  }

  #renderList(list: ContactList, path: string, index: number): unknown {
    const words = this.own;
    const uses = this.#usesOf(list.id);
    const wrong = this.editor.problemAt(path, true) !== undefined;
    const isNew = !this.editor.saved.contactLists.some(({ id }) => id === list.id);
    return html`<details ?open=${wrong || isNew || index === 0}>
      <summary>
        <b dir="auto">${list.name || list.id}</b>
        <span class="label"
          >${words.memberCount(list.members.length)}${list.rule ? html` ${words.withRule}` : nothing}</span
        >
      </summary>
      <div class="controls inner">
        ${textField(this, { path: `${path}.name`, label: words.name, maxLength: 120 })}
        ${tagList(this, {
          path: `${path}.members`,
          label: words.members,
          help: words.membersHelp,
          addLabel: words.addMembers,
          placeholder: 'name@example.com, @example.com',
          normalize: memberOf,
          refusal: words.notAnAddress,
          empty: words.noMembers,
          many: true,
        })}
        ${this.#renderRule(list, `${path}.rule`)}
        ${
          uses.length > 0
            ? html`<p class="help">${words.usedBy} ${uses.join(', ')}. ${words.usedElsewhere}</p>`
            : nothing
        }
      </div>
    </details>`;
  }

  #renderRule(list: ContactList, path: string): unknown {
    const words = this.own;
    const isOn = list.rule !== undefined || this.ruleOf === list.id;
    return html`${toggle(this, {
      path,
      label: words.ruleOn,
      help: words.ruleHelp,
      value: isOn,
      change: (on) => {
        this.ruleOf = on ? list.id : undefined;
        if (!on) this.editor.set(path, undefined);
      },
    })}
    ${isOn ? ruleControl(this, { path, kind: 'list', label: words.rule }) : nothing}`;
  }

  /** Where a list is named: a document that names what is not there is refused. */
  #usesOf(id: string): string[] {
    const { inUse } = this.own;
    const { access, portal, tickets } = this.editor.draft;
    const uses = access.lists.includes(id) ? [inUse.access] : [];
    for (const { audience, label, id: provider } of portal.signIn.providers)
      if (audience !== 'all' && audience.lists.includes(id)) uses.push(inUse.provider(label || provider));
    const { permission } = tickets;
    const asks =
      typeof permission !== 'string' &&
      testsOf(permission.companyFor).some(
        ({ property, value }) => property === 'list' && [value ?? []].flat().map(String).includes(id),
      );
    if (asks) uses.push(inUse.permission);
    return uses;
  }
}

/** An address or a domain, as it is kept; `undefined` for what is neither. Mail programs write `Name <address>`. */
function memberOf(text: string): string | undefined {
  const address = text.trim().replace(/^<|>$/g, '').toLowerCase();
  return /^[^\s@]*@[^\s@.]+(\.[^\s@.]+)*$/.test(address) && address.length <= 254 ? address : undefined;
}
