import { expect, fixture, html } from '@open-wc/testing';
import '../../server/pages/settings/controls/define-rule-editor.ts';
import type { Lookup } from '../../server/pages/settings/controls/lookup.ts';
import type { OptionSearch } from '../../server/pages/settings/controls/option-search.ts';
import type { RuleChangeEvent, RuleEditor } from '../../server/pages/settings/controls/rule-editor.ts';
import type { Rule } from '../../server/pages/settings/controls/rule-model.ts';
import type { RuleKind } from '../../server/pages/settings/controls/rule-properties.ts';
import type { ValuePicker } from '../../server/pages/settings/controls/value-picker.ts';
import type { GatewaySettings } from '../../server/src/settings/settings.ts';
import { waitUntil } from '../components/wait-until.ts';

export const settings: Pick<GatewaySettings, 'contactLists' | 'pipelines' | 'properties'> = {
  contactLists: [{ id: 'pilot', name: 'Pilot', members: [] }],
  pipelines: [
    {
      id: 'support',
      name: 'Support',
      stages: [
        { id: 'new', label: 'New', state: 'open', hidden: false },
        { id: 'solved', label: 'Solved', state: 'closed', hidden: false },
      ],
    },
  ],
  properties: [
    {
      key: 'severity',
      label: 'Severity',
      kind: 'radio',
      options: [
        { value: 'blocked', label: 'We are blocked' },
        { value: 'question', label: 'Just a question' },
      ],
    },
    {
      key: 'country',
      label: 'Country',
      kind: 'select',
      options: Array.from({ length: 20 }, (_, n) => ({ value: `c${n}`, label: `Country ${n}` })),
    },
    { key: 'urgent', label: 'Urgent', kind: 'checkbox' },
    { key: 'since', label: 'Since when', kind: 'date' },
    { key: 'seats', label: 'Seats', kind: 'number' },
    { key: 'place', label: 'Place', kind: 'text' },
  ],
};

const people = {
  company: { acme: 'Acme', globex: 'Globex' },
  contact: { alice: 'Alice Moreau', bob: 'Bob Lindqvist' },
};

export const lookup: Lookup = {
  search: (kind, text) =>
    Promise.resolve(
      Object.entries(people[kind])
        .filter(([, name]) => name.toLowerCase().includes(text.toLowerCase()))
        .map(([value, label]) => ({ value, label })),
    ),
  names: (kind, ids) =>
    Promise.resolve(new Map(Object.entries(people[kind]).filter(([id]) => ids.includes(id)))),
};

/** An editor on a page that keeps what it is told, as the settings' pages do. */
export async function mount({
  value,
  kind = 'ticket',
  lang = 'en',
}: { value?: Rule; kind?: RuleKind; lang?: string } = {}) {
  const told: (Rule | undefined)[] = [];
  const editor = await fixture<RuleEditor>(
    html`<rule-editor
      lang=${lang}
      .label=${'Which tickets show'}
      .kind=${kind}
      .settings=${settings}
      .lookup=${lookup}
      .value=${value}
      @change=${(event: RuleChangeEvent) => {
        told.push(event.value);
        editor.value = event.value;
      }}
    ></rule-editor>`,
  );
  return { editor, told, rule: () => told.at(-1) };
}

export const find = <T extends HTMLElement = HTMLElement>(editor: RuleEditor, selector: string): T => {
  const found = editor.renderRoot.querySelector<T>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
};

const nameOf = (element: HTMLElement): string =>
  element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';

/** A button by its whole name. */
export function button(editor: RuleEditor, name: string): HTMLButtonElement {
  const found = [...editor.renderRoot.querySelectorAll('button')].find((one) => nameOf(one) === name);
  if (!found) throw new Error(`no button is called ${name}`);
  return found;
}

export const buttons = (editor: RuleEditor): string[] =>
  [...editor.renderRoot.querySelectorAll('button')].filter((one) => one.checkVisibility()).map(nameOf);

export const sentence = (editor: RuleEditor): string => find(editor, '.sentence').textContent?.trim() ?? '';

export const condition = (editor: RuleEditor, number: string): HTMLElement =>
  find(editor, `[role=group][aria-label="Condition ${number}"]`);

const part = <T extends HTMLElement>(editor: RuleEditor, number: string, selector: string): T => {
  const found = condition(editor, number).querySelector<T>(selector);
  if (!found) throw new Error(`condition ${number} has no ${selector}`);
  return found;
};

export const propertyOf = (editor: RuleEditor, number: string): HTMLSelectElement =>
  part(editor, number, 'select.property');
export const operatorOf = (editor: RuleEditor, number: string): HTMLSelectElement =>
  part(editor, number, 'select.operator');
export const valuesOf = (editor: RuleEditor, number: string): ValuePicker =>
  part(editor, number, 'value-picker');

export const inPicker = <T extends HTMLElement>(picker: ValuePicker, selector: string): T[] => [
  ...picker.renderRoot.querySelectorAll<T>(selector),
];

export const searchIn = (picker: ValuePicker): OptionSearch => {
  const [found] = inPicker<OptionSearch>(picker, 'option-search');
  if (!found) throw new Error('nothing to search with');
  return found;
};

/** Chooses by the words that people read. */
export async function choose(editor: RuleEditor, select: HTMLSelectElement, label: string): Promise<void> {
  const option = [...select.options].find(({ text }) => text.trim() === label);
  expect(option, `${label} is offered`).to.exist;
  select.value = option!.value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled(editor);
}

export async function press(editor: RuleEditor, name: string): Promise<void> {
  button(editor, name).click();
  await settled(editor);
}

/** The editor with all that stands in it. */
export async function settled(editor: RuleEditor): Promise<void> {
  await editor.updateComplete;
  for (const picker of editor.renderRoot.querySelectorAll('value-picker')) await picker.updateComplete;
}

/** The element with the focus, through shadow trees. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Searches for a text and takes the first that is found. */
export async function pick(editor: RuleEditor, number: string, text: string): Promise<void> {
  const search = searchIn(valuesOf(editor, number));
  const input = search.renderRoot.querySelector('input')!;
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event('input'));
  await waitUntil(() => search.renderRoot.querySelector('[role=option]'), 'something is found');
  search.renderRoot.querySelector<HTMLElement>('[role=option]')!.click();
  await settled(editor);
}
