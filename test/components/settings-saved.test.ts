import { expect } from '@open-wc/testing';
import type { MemoryBackend } from '../../src/api/memory/index.ts';
import type { PortalSettings, Stage } from '../../src/api/model.ts';
import '../../src/define.ts';
import { en } from '../../src/locales/en.ts';
import { alice, backendWith, part, place, portalFor, until, words } from './portal-helpers.ts';

// What a page that is open shows of settings that an owner saves meanwhile.

const start = location.pathname + location.search;
const title = document.title;

afterEach(() => {
  history.replaceState(null, '', start);
  document.title = title;
});

/** An element of Alice's, shown, with the backend behind it. */
async function shown(
  tag: string,
  ready: string,
  {
    settings,
    attributes = {},
  }: { settings?: Partial<PortalSettings>; attributes?: Record<string, string> } = {},
): Promise<{ element: HTMLElement; backend: MemoryBackend }> {
  const backend = backendWith(settings);
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const portal = portalFor(backend, { signedInAs: alice });
  portal.links.set({ list: '#/tickets', form: '#/new', ticket: '#/tickets/{id}' });
  place(portal).append(element);
  await until(() => part(element, ready), `${tag} is ready`);
  return { element, backend };
}

const stages = (change: (stage: Stage) => Stage): Stage[] =>
  backendWith().settings.stages.map((stage) => change({ ...stage }));
const renamed = stages((stage) => (stage.id === 'new' ? { ...stage, label: 'Just in' } : stage));
const all = (element: HTMLElement, selector: string) => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];

describe('an open page follows settings that are saved', () => {
  it('with the name and the form’s button in the nav', async () => {
    const { element, backend } = await shown('portal-nav', 'form-link');
    backend.changeSettings({ name: 'Harbour Help', forms: [] });
    await until(() => part(element, 'name')?.textContent === 'Harbour Help');
    expect(part(element, 'form-link')).to.be.null;
    backend.changeSettings({ forms: backendWith().settings.forms.slice(0, 1) });
    await until(() => part(element, 'form-link'));
  });

  it('with the way to the portal on pages outside', async () => {
    const { element, backend } = await shown('portal-nav', 'portal-link', { attributes: { outside: '' } });
    backend.changeSettings({ showLink: false });
    await until(() => !part(element, 'portal-link'));
    backend.changeSettings({ showLink: true, name: 'Harbour Help' });
    await until(() => part(element, 'portal-link')?.textContent?.includes('Harbour Help'));
  });

  it('with the name in the tab’s title, and the page’s own one while it is off', async () => {
    document.title = 'Knowledge base';
    const { backend } = await shown('portal-app', 'list', { settings: { name: 'Before' } });
    await until(() => document.title.endsWith('– Before'));
    backend.changeSettings({ name: 'Harbour Help' });
    await until(() => document.title.endsWith('– Harbour Help'));
    backend.changeSettings({ enabled: false });
    await until(() => document.title === 'Knowledge base');
  });

  it('with the owner’s look', async () => {
    const brand = () =>
      getComputedStyle(document.documentElement).getPropertyValue('--portal-color-brand').trim();
    const { element, backend } = await shown('portal-nav', 'name');
    backend.changeSettings({ theme: { '--portal-color-brand': 'rgb(7, 8, 9)' } });
    await until(() => brand() === 'rgb(7, 8, 9)');
    backend.changeSettings({ theme: undefined });
    await until(() => brand() !== 'rgb(7, 8, 9)');
    element.remove();
  });

  it('with the stages’ names, in the list’s rows and filter', async () => {
    const { element, backend } = await shown('ticket-list', 'stage-filter', {
      attributes: { 'url-state': 'none' },
    });
    const options = () => all(element, '[part=stage-filter] option').map((option) => option.textContent);
    const before = backend.settings.stages.find(({ id }) => id === 'new')!.label;
    await until(() => all(element, '[part=status]').some((pill) => pill.textContent === before));
    backend.changeSettings({ stages: renamed });
    await until(() => options().includes('Just in'));
    await until(() => all(element, '[part=status]').some((pill) => pill.textContent === 'Just in'));
    expect(all(element, '[part=status]').some((pill) => pill.textContent === before)).to.be.false;

    backend.changeSettings({ statusDisplay: 'state' });
    await until(() => !part(element, 'stage-filter'));
    await until(() =>
      all(element, '[part=status]').every((pill) => [en.open, en.closed].includes(pill.textContent)),
    );
  });

  it('without a filter by a stage that is gone: the other tickets are there again', async () => {
    const { element, backend } = await shown('ticket-list', 'stage-filter');
    const select = part<HTMLSelectElement>(element, 'stage-filter')!;
    select.value = 'waiting';
    select.dispatchEvent(new Event('change'));
    const pills = () => new Set(all(element, '[part=status]').map((pill) => pill.textContent));
    await until(() => pills().size === 1 && location.search.includes('stage=waiting'));
    backend.changeSettings({ stages: backend.settings.stages.filter(({ id }) => id !== 'waiting') });
    await until(() => pills().size > 1, 'all tickets');
    expect(part<HTMLSelectElement>(element, 'stage-filter')!.value).to.equal('');
    expect(location.search).not.to.contain('stage=');
  });

  it('with the columns of the list', async () => {
    const { element, backend } = await shown('ticket-list', 'table', { attributes: { 'url-state': 'none' } });
    const heads = () => all(element, '[part=header]').map((head) => head.textContent?.trim());
    backend.changeSettings({ columns: ['subject', 'status'] });
    await until(() => heads().length === 2);
    expect(heads()).to.eql([en.columns['subject'], en.columns['status']]);
  });

  it('with the stage and the limits of files beside an open ticket, whose typed reply stays', async () => {
    const probe = backendWith();
    const adapter = probe.adapter({ signedInAs: alice });
    const { items } = await adapter.tickets.list({
      ...{ view: 'mine', state: 'open', limit: 1 },
      sort: { by: 'activity', descending: true },
    });
    const { element, backend } = await shown('ticket-detail', 'stage', {
      attributes: { 'ticket-id': items[0]!.id },
    });
    await until(() =>
      element.shadowRoot?.querySelector('portal-composer')?.shadowRoot?.querySelector('textarea'),
    );
    const composer = element.shadowRoot!.querySelector('portal-composer')!;
    const box = composer.shadowRoot!.querySelector('textarea')!;
    box.value = 'Half a sentence';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
    backend.changeSettings({
      stages: stages((stage) => ({ ...stage, label: `${stage.label} now` })),
      attachments: { maxBytes: 1000, maxCount: 1 },
    });
    await until(() => part(element, 'stage')?.textContent?.endsWith(' now'));
    expect(box.value).to.equal('Half a sentence');
    expect(composer.shadowRoot!.activeElement).to.equal(box);
    const files = composer.shadowRoot!.querySelector<HTMLElement & { limits?: { maxCount: number } }>(
      'portal-files',
    );
    await until(() => files?.limits?.maxCount === 1, 'the new limits');

    backend.changeSettings({ enabled: false });
    await until(() => part(element, 'off'));
    expect(words(element)).to.contain(en.portalOff).and.not.to.contain('Half a sentence');
    backend.changeSettings({ enabled: true });
    const text = () =>
      element.shadowRoot?.querySelector('portal-composer')?.shadowRoot?.querySelector('textarea')?.value;
    await until(() => text() === 'Half a sentence', 'the draft');
  });

  it('with nothing but the plain message in each element while it is off, and all of it afterwards', async () => {
    for (const [tag, ready] of [
      ['ticket-list', 'table'],
      ['ticket-form', 'form'],
      ['portal-sessions', 'list'],
      ['portal-app', 'list'],
    ] as const) {
      const { element, backend } = await shown(tag, ready);
      backend.changeSettings({ enabled: false, contactHint: 'Call 555 0100.' });
      await until(() => part(element, 'off'), `${tag} says so`);
      expect(words(element), tag).to.equal(`${en.portalOff} Call 555 0100.`);
      await expect(element).to.be.accessible();
      backend.changeSettings({ enabled: true });
      await until(() => part(element, ready), `${tag} is back`);
      element.remove();
      history.replaceState(null, '', start);
    }
  });

  it('without a word to those who read on: focus stays where it is', async () => {
    const { element, backend } = await shown('ticket-list', 'search-input', {
      attributes: { 'url-state': 'none' },
    });
    await until(() => part(element, 'table'));
    const box = part<HTMLInputElement>(element, 'search-input')!;
    box.focus();
    box.value = 'half a wo';
    backend.changeSettings({ columns: ['subject', 'status'] });
    await until(() => all(element, '[part=header]').length === 2);
    expect(element.shadowRoot?.activeElement).to.equal(box);
    expect(box.value).to.equal('half a wo');
  });
});
