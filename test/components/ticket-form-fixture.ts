import { fixtureSync, html } from '@open-wc/testing';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import {
  memoryBackend,
  type MemoryBackend,
  type MemoryConnectionOptions,
} from '../../src/api/memory/index.ts';
import type { FieldDefinition, FormDefinition, PortalSettings } from '../../src/api/model.ts';
import '../../src/components/portal-provider/define.ts';
import '../../src/components/ticket-form/define.ts';
import type { TicketForm } from '../../src/components/ticket-form/ticket-form.ts';
import { waitUntil } from './wait-until.ts';

export const fields: FieldDefinition[] = [
  { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 40 },
  {
    key: 'area',
    label: 'Area',
    kind: 'select',
    required: true,
    options: [
      { value: 'exports', label: 'Exports' },
      { value: 'billing', label: 'Billing' },
    ],
  },
  {
    key: 'invoice',
    label: 'Invoice',
    kind: 'text',
    required: true,
    showWhen: [{ property: 'area', operator: 'is', value: 'billing' }],
  },
  { key: 'message', label: 'What happened?', kind: 'multiline', required: true, help: 'Steps, please.' },
  { key: 'files', label: 'Files', kind: 'file', required: false },
];

export const form = (change: Partial<FormDefinition> = {}): FormDefinition => ({
  id: 'support',
  title: 'File a support ticket',
  intro: 'Tell us what you did.',
  fields,
  ...change,
});

export interface Setting extends MemoryConnectionOptions {
  forms?: FormDefinition[];
  settings?: Partial<PortalSettings>;
  attributes?: Record<string, string>;
  backend?: MemoryBackend;
}

export interface Scene {
  form: TicketForm;
  backend: MemoryBackend;
  adapter: PortalAdapter;
}

export const newBackend = ({ forms, settings }: Setting = {}): MemoryBackend =>
  memoryBackend({ seed: demoSeed({ tickets: 3 }), settings: { forms: forms ?? [form()], ...settings } });

/** Alice before an empty form, unless told otherwise. */
export async function mount({ backend: given, attributes, ...setting }: Setting = {}) {
  const backend = given ?? newBackend(setting);
  const adapter = backend.adapter({ signedInAs: 'alice@acme.example', ...setting });
  const element = document.createElement('ticket-form');
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.adapter = adapter;
  // Not `fixture`: it waits for a frame, and pages in the background have none.
  fixtureSync<HTMLElement>(html`<div></div>`).append(element);
  await element.updateComplete;
  return { form: element, backend, adapter } satisfies Scene;
}

export async function mountReady(setting?: Setting): Promise<Scene> {
  const scene = await mount(setting);
  await waitUntil(() => !findAll(scene.form, '[aria-busy=true]').length, 'it is loaded');
  await scene.form.updateComplete;
  return scene;
}

export const findAll = (element: TicketForm, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];

export function find<E extends HTMLElement = HTMLElement>(element: TicketForm, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

/** The control that stands behind a label. */
export function control(element: TicketForm, label: string): HTMLInputElement {
  const found = findAll(element, 'label').find((candidate) =>
    candidate.textContent?.trim().startsWith(label),
  );
  const target = (found as HTMLLabelElement | undefined)?.control;
  if (!target) throw new Error(`There is no field ${label}`);
  return target as HTMLInputElement;
}

/** Does what a person's typing or choosing does. */
export async function type(element: TicketForm, label: string, value: string | boolean): Promise<void> {
  const target = control(element, label);
  if (typeof value === 'boolean') target.checked = value;
  else target.value = value;
  const event = target.matches('select, [type=checkbox], [type=radio]') ? 'change' : 'input';
  target.dispatchEvent(new Event(event, { bubbles: true }));
  await element.updateComplete;
}

export async function fill(element: TicketForm, subject = 'Export stops'): Promise<void> {
  await type(element, 'Subject', subject);
  await type(element, 'Area', 'exports');
  await type(element, 'What happened?', 'It ends.');
}

export const button = (element: TicketForm, name: string): HTMLButtonElement => {
  const found = findAll(element, 'button').find((candidate) => candidate.textContent?.trim() === name);
  if (!found) throw new Error(`There is no button ${name}`);
  return found as HTMLButtonElement;
};

export const submit = (element: TicketForm): void => find(element, '[part=submit-button]').click();

export const text = (element: TicketForm): string =>
  find(element, '.frame').textContent?.replace(/\s+/g, ' ') ?? '';

export const until = (element: TicketForm, selector: string): Promise<void> =>
  waitUntil(() => findAll(element, selector).length > 0, `${selector} shows`);

/** How many tickets of a subject the backend has. */
export async function count({ adapter }: Scene, subject: string): Promise<number> {
  const { items } = await adapter.tickets.list({
    view: 'mine',
    state: 'any',
    sort: { by: 'created', descending: true },
    limit: 100,
  });
  return items.filter((ticket) => ticket.subject === subject).length;
}
