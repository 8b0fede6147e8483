import { html, nothing } from 'lit';
import type { GatewaySettings } from '../../../src/settings/settings.ts';
import { choice, choiceList, idOf, rows, section, textField, type Choice } from '../controls.ts';
import { ruleControl } from '../controls/rule-control.ts';
import { pageWith, type PreviewView } from '../settings-page.ts';
import { ticketsWords, type TicketsWords } from '../words/tickets.ts';

type Visible = GatewaySettings['tickets']['visibleProperties'][number];
type PermissionKind = 'own' | 'company' | 'rule';

/** A rule that says nothing yet: the gateway refuses it until it does, and says so at its place. */
const noRule = { all: [] };

const columns = ['reference', 'subject', 'requester', 'created', 'activity', 'status'] as const;

/** Which tickets customers see, what of them, and what they may do. */
export class TicketsPage extends pageWith(ticketsWords) {
  protected override readonly previewView: PreviewView = 'list';

  protected override renderPage(): unknown {
    const words = this.own;
    return [
      section(
        words.filter,
        words.filterIntro,
        ruleControl(this, { path: 'tickets.filter', kind: 'ticket', label: words.filterRule }),
      ),
      section(words.permission, nothing, this.#renderPermission(words)),
      section(words.conversation, nothing, [
        choice(this, {
          path: 'tickets.threads',
          label: words.threads,
          choices: [
            { value: 'all', label: words.threadsAll, help: words.threadsAllHelp },
            { value: 'newest', label: words.threadsNewest },
          ],
        }),
        choice(this, {
          path: 'tickets.reopen',
          label: words.reopen,
          choices: [
            { value: 'never', label: words.reopenNever, help: words.reopenNeverHelp },
            { value: 'always', label: words.reopenAlways, help: words.reopenAlwaysHelp },
          ],
        }),
      ]),
      section(words.shown, nothing, [this.#renderVisible(words), this.#renderColumns(words)]),
    ];
  }

  #renderPermission(words: TicketsWords): unknown {
    const { permission } = this.editor.draft.tickets;
    const kind: PermissionKind = typeof permission === 'string' ? permission : 'rule';
    const path = 'tickets.permission';
    return [
      choice<PermissionKind>(this, {
        path,
        label: words.permissionLabel,
        value: kind,
        apart: true,
        change: (wanted) =>
          this.editor.set(path, wanted === 'rule' ? { companyFor: this.#companyRule() } : wanted),
        choices: [
          { value: 'own', label: words.own },
          { value: 'company', label: words.company },
          { value: 'rule', label: words.companyFor, help: words.companyForHelp },
        ],
      }),
      kind === 'rule'
        ? ruleControl(this, {
            path: `${path}.companyFor`,
            kind: 'contact',
            label: words.companyRule,
            keep: noRule,
          })
        : nothing,
    ];
  }

  /** The rule that holds, where there is one: looking at another choice must not lose it. */
  #companyRule(): unknown {
    const { permission } = this.editor.saved.tickets;
    return typeof permission === 'string' ? noRule : permission.companyFor;
  }

  #renderVisible(words: TicketsWords): unknown {
    const path = 'tickets.visibleProperties';
    const { properties, tickets } = this.editor.draft;
    const nameOf = (key: string): string => properties.find((one) => one.key === key)?.label ?? key;
    const left = properties.filter(({ key }) => !tickets.visibleProperties.some((one) => one.key === key));
    return [
      rows<Visible>(this, {
        path,
        label: words.visible,
        help: words.visibleHelp,
        empty: words.visibleEmpty,
        ordered: true,
        nameOf: ({ label }) => label,
        row: ({ key }, at) =>
          textField(this, {
            path: `${at}.label`,
            label: words.visibleLabel(nameOf(key)),
            ...(properties.some((one) => one.key === key) ? {} : { help: words.visibleGone }),
            maxLength: 200,
          }),
      }),
      left.length === 0 || this.editor.readOnly
        ? nothing
        : html`<select
            class="input"
            id="${idOf(path)}-add"
            aria-label=${words.visibleAdd}
            @change=${(event: Event) => this.#show(event.target as HTMLSelectElement)}
          >
            <option value="">${words.visibleAdd}</option>
            ${left.map(({ key, label }) => html`<option value=${key}>${label}</option>`)}
          </select>`,
    ];
  }

  #show(list: HTMLSelectElement): void {
    const { properties, tickets } = this.editor.draft;
    const property = properties.find(({ key }) => key === list.value);
    list.value = '';
    if (!property) return;
    const { key, label } = property;
    this.editor.set('tickets.visibleProperties', [...tickets.visibleProperties, { key, label }]);
    this.announce(`${this.own.visible}: ${label}`);
  }

  #renderColumns(words: TicketsWords): unknown {
    const choices: Choice<string>[] = [
      ...columns.map((value) => ({ value, label: words.column[value] })),
      ...this.editor.draft.tickets.visibleProperties.map(({ key, label }) => ({ value: key, label })),
    ];
    return choiceList(this, {
      path: 'portal.columns',
      label: words.columns,
      help: words.columnsHelp,
      addLabel: words.columnsAdd,
      choices,
    });
  }
}
