import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Stage } from '../../src/api/model.ts';
import type { TicketList } from '../../src/components/ticket-list/ticket-list.ts';
import {
  button,
  find,
  findAll,
  mount,
  mountReady,
  pageText,
  settled,
  spoken,
  subjects,
  ticket,
  type Setting,
} from './ticket-list-fixture.ts';
import { waitUntil } from './wait-until.ts';

const plain = { 'url-state': 'none' };
const start = location.pathname + location.search + location.hash;
const at = (more: string): string =>
  location.pathname + (location.search ? `${location.search}&${more}` : `?${more}`);

/** One ticket in each stage of the memory backend's own. */
const staged = [
  ticket(1, { stageId: 'new' }),
  ticket(2, { stageId: 'in-progress' }),
  ticket(3, { stageId: 'waiting' }),
  ticket(4, { stageId: 'solved' }),
];

const filterOf = (list: TicketList) => find<HTMLSelectElement>(list, '[part=stage-filter]');
const optionsOf = (list: TicketList): string[] => [...filterOf(list).options].map(({ text }) => text);

function choose(list: TicketList, label: string): void {
  const select = filterOf(list);
  select.value = [...select.options].find(({ text }) => text === label)!.value;
  select.dispatchEvent(new Event('change'));
}

async function back(): Promise<void> {
  const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
  history.back();
  await gone;
}

const headers = (list: TicketList): string[] =>
  findAll(list, '[role=columnheader]').map((cell) => cell.textContent?.trim() ?? '');

afterEach(() => {
  history.replaceState(null, '', start);
  for (const key of Object.keys(localStorage))
    if (key.startsWith('portico.columns')) localStorage.removeItem(key);
});

describe('<ticket-list> by stage', () => {
  it('shows the tickets of one stage, by the names that customers know', async () => {
    const { list } = await mountReady({ tickets: staged, attributes: plain });
    expect(filterOf(list)).to.have.attribute('aria-label', 'Status');
    expect(optionsOf(list)).to.eql(['Any status', 'New', 'In progress', 'Awaiting your reply', 'Solved']);
    choose(list, 'Awaiting your reply');
    await waitUntil(() => subjects(list).join() === 'Subject 3');
    expect(spoken(list)).to.equal('1 ticket');
    choose(list, 'Any status');
    await waitUntil(() => subjects(list).length === 4);
    await expect(list).to.be.accessible();
  });

  it('offers the stages of the state that is shown, and lets go of one that is not among them', async () => {
    const { list } = await mountReady({ tickets: staged, attributes: plain });
    choose(list, 'New');
    await waitUntil(() => subjects(list).join() === 'Subject 1');
    button(list, 'Open').click();
    await list.updateComplete;
    expect(optionsOf(list)).to.eql(['Any status', 'New', 'In progress', 'Awaiting your reply']);
    expect(subjects(list)).to.eql(['Subject 1']);
    button(list, 'Closed').click();
    await waitUntil(() => subjects(list).join() === 'Subject 4');
    expect(findAll(list, '[part=stage-filter]'), 'one closed stage is no choice').to.have.length(0);
    button(list, 'All').click();
    await waitUntil(() => subjects(list).length === 4);
    expect(filterOf(list).value).to.equal('');
  });

  it('takes stages of one name for one', async () => {
    const stages: Stage[] = [
      { id: 'a-new', label: 'New', state: 'open' },
      { id: 'b-new', label: 'New', state: 'open' },
      { id: 'b-done', label: 'Done', state: 'closed' },
    ];
    const tickets = stages.map(({ id }, index) => ticket(index + 1, { stageId: id }));
    const { list } = await mountReady({ tickets, settings: { stages } });
    expect(optionsOf(list)).to.eql(['Any status', 'New', 'Done']);
    choose(list, 'New');
    await waitUntil(() => subjects(list).join() === 'Subject 2,Subject 1');
    expect(new URLSearchParams(location.search).get('stage')).to.equal('a-new,b-new');
    expect(filterOf(list).selectedOptions[0]!.text).to.equal('New');
  });

  it('keeps the choice in the address, through reload and Back', async () => {
    const { list, backend } = await mountReady({ tickets: staged });
    choose(list, 'In progress');
    await waitUntil(() => subjects(list).join() === 'Subject 2');
    expect(location.search).to.contain('stage=in-progress');
    const asked: unknown[] = [];
    const { list: reloaded } = await mountReady({
      backend,
      faults: ({ args }) => void asked.push(args[0]),
    });
    expect(subjects(reloaded)).to.eql(['Subject 2']);
    expect(filterOf(reloaded).selectedOptions[0]!.text).to.equal('In progress');
    expect(asked, 'the first page comes with the start').to.have.length(1);
    reloaded.remove();
    await back();
    await waitUntil(() => subjects(list).length === 4);
    expect(filterOf(list).value).to.equal('');
  });

  it('asks for nothing that the address makes up', async () => {
    history.replaceState(null, '', at('stage=nowhere,%3Cscript%3E,solved&state=open'));
    const { list } = await mountReady({ tickets: staged });
    await waitUntil(() => subjects(list).length === 3);
    expect(filterOf(list).value).to.equal('');
    history.replaceState(null, '', start);
    history.replaceState(null, '', at(`stage=${'a,'.repeat(5000)}`));
    const { list: other } = await mountReady({ tickets: staged });
    await waitUntil(() => subjects(other).length === 4);
  });

  it('lets go of it with the other filters where nothing matches', async () => {
    const { list } = await mountReady({ tickets: staged.slice(0, 1), attributes: plain });
    choose(list, 'Solved');
    await waitUntil(() => pageText(list).includes('No ticket matches'));
    button(list, 'Clear filters').click();
    await waitUntil(() => subjects(list).length === 1);
  });

  for (const [words, settings] of [
    ['the portal shows states alone', { statusDisplay: 'state' }],
    ['one stage has a name', { stages: [{ id: 'new', label: 'New', state: 'open' }] }],
    [
      'no stage has a name',
      {
        stages: [
          { id: 'new', label: '', state: 'open' },
          { id: 'solved', label: '', state: 'closed' },
        ],
      },
    ],
  ] as const)
    it(`offers none where ${words}`, async () => {
      history.replaceState(null, '', at('stage=solved'));
      const { list } = await mountReady({
        tickets: [ticket(1, { stageId: 'new' })],
        settings: structuredClone(settings) as never,
      });
      await waitUntil(() => subjects(list).length === 1);
      expect(findAll(list, '[part=stage-filter]')).to.have.length(0);
    });

  it('says open or closed of a stage without a name', async () => {
    const stages: Stage[] = [
      { id: 'open', label: '', state: 'open', awaiting: 'customer' },
      { id: 'closed', label: '', state: 'closed' },
    ];
    const tickets = stages.map(({ id }, index) => ticket(index + 1, { stageId: id }));
    const { list } = await mountReady({ tickets, settings: { stages }, attributes: plain });
    expect(
      findAll(list, '[part=status]').map(({ textContent, className }) => [textContent, className]),
    ).to.eql([
      ['Closed', 'pill closed'],
      ['Open', 'pill open'],
    ]);
  });
});

describe('<ticket-list>, the choice of columns', () => {
  const withUrgency: Setting = {
    tickets: [ticket(1, { properties: { urgency: 'High' } }), ticket(2)],
    attributes: plain,
  };
  const toggle = (list: TicketList): HTMLElement => find(list, '[part=columns-button]');
  const box = (list: TicketList, name: string): HTMLInputElement =>
    findAll(list, '[part=columns] label')
      .find((label) => label.textContent?.trim() === name)!
      .querySelector('input')!;
  const opened = async (list: TicketList): Promise<void> => {
    toggle(list).click();
    await waitUntil(() => findAll(list, '[part=columns]').length === 1, 'the choice is there', {
      timeout: 8000,
    });
  };

  it('offers those of the settings and the properties that show, under their names', async () => {
    const { list } = await mountReady({ ...withUrgency, tickets: [ticket(1)] });
    expect(toggle(list)).to.have.attribute('aria-expanded', 'false');
    await opened(list);
    expect(toggle(list)).to.have.attribute('aria-expanded', 'true');
    expect(find(list, '[part=columns]').getRootNode()).to.equal(list.shadowRoot);
    expect(findAll(list, '[part=columns] label').map((label) => label.textContent?.trim())).to.eql([
      'ID',
      'Created',
      'Last activity',
      'Status',
      'Urgency',
    ]);
    box(list, 'Urgency').click();
    await list.updateComplete;
    expect(headers(list), 'a name that no ticket has brought').to.include('Urgency');
    box(list, 'Created').click();
    box(list, 'ID').click();
    await list.updateComplete;
    expect(headers(list)).to.eql(['Subject', 'Last activity', 'Status', 'Urgency']);
    await expect(list).to.be.accessible();
  });

  it('keeps them on this device, for this contact alone', async () => {
    const { list, backend } = await mountReady(withUrgency);
    await opened(list);
    box(list, 'Urgency').click();
    box(list, 'Status').click();
    list.remove();
    const { list: again } = await mountReady({ ...withUrgency, backend });
    expect(headers(again)).to.eql(['ID', 'Subject', 'Created', 'Last activity', 'Urgency']);
    expect(findAll(again, 'td.property').map((cell) => cell.textContent)).to.eql(['', 'High']);
    const { list: bobs } = await mount({ ...withUrgency, signedInAs: 'bob@acme.example' });
    await settled(bobs);
    await opened(bobs);
    expect(box(bobs, 'Status').checked).to.be.true;
    expect(box(bobs, 'Urgency').checked).to.be.false;
  });

  it('is taken back at a press, and focus stays', async () => {
    const { list } = await mountReady(withUrgency);
    await opened(list);
    box(list, 'ID').click();
    await list.updateComplete;
    const reset = find(list, '[part=columns-reset]');
    reset.focus();
    await sendKeys({ press: 'Enter' });
    await list.updateComplete;
    expect(headers(list)).to.eql(['ID', 'Subject', 'Created', 'Last activity', 'Status']);
    expect(box(list, 'ID').checked).to.be.true;
    expect(list.shadowRoot!.activeElement).to.equal(reset);
    expect(Object.keys(localStorage).filter((key) => key.startsWith('portico.columns'))).to.eql([]);
  });

  it('works by keyboard, and Escape leads back to its button', async () => {
    const { list } = await mountReady(withUrgency);
    toggle(list).focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => findAll(list, '[part=columns]').length === 1, 'it opens', { timeout: 8000 });
    await sendKeys({ press: 'Tab' });
    expect(list.shadowRoot!.activeElement).to.equal(box(list, 'ID'));
    await sendKeys({ press: ' ' });
    await list.updateComplete;
    expect(headers(list)).not.to.include('ID');
    await sendKeys({ press: 'Escape' });
    await list.updateComplete;
    expect(findAll(list, '[part=columns]')).to.have.length(0);
    expect(list.shadowRoot!.activeElement).to.equal(toggle(list));
  });

  it('always has the subject, also alone', async () => {
    const { list } = await mountReady(withUrgency);
    await opened(list);
    for (const name of ['ID', 'Created', 'Last activity', 'Status']) {
      box(list, name).click();
      await list.updateComplete;
    }
    expect(headers(list)).to.eql(['Subject']);
    expect(subjects(list)).to.have.length(2);
  });

  it('is the page’s where that names columns, and nobody’s before they are known', async () => {
    const { list } = await mountReady({
      ...withUrgency,
      attributes: { ...plain, columns: 'subject status' },
    });
    expect(findAll(list, '[part=columns-button]')).to.have.length(0);
    const { list: out } = await mount({ attributes: plain, signedInAs: undefined as never });
    await out.updateComplete;
    expect(findAll(out, '[part=columns-button]')).to.have.length(0);
  });

  it('heeds nothing in the browser’s store that is not a choice', async () => {
    for (const kept of ['{', '{"columns":1}', '[1,null,"nowhere","urgency","<b>"]']) {
      localStorage.setItem('portico.columns/1:alice', kept);
      const { list } = await mountReady(withUrgency);
      expect(headers(list)).to.eql(
        kept.startsWith('[')
          ? ['Subject', 'Urgency']
          : ['ID', 'Subject', 'Created', 'Last activity', 'Status'],
      );
      list.remove();
    }
  });

  it('speaks Polish, and fits a narrow place, read from the right too', async () => {
    const { list } = await mountReady(withUrgency);
    list.lang = 'pl';
    list.parentElement!.style.width = '360px';
    await waitUntil(() => toggle(list).textContent?.trim() === 'Kolumny', 'its words', { timeout: 8000 });
    await opened(list);
    expect(pageText(list)).to.include('Wybór zostaje na tym urządzeniu.');
    expect(optionsOf(list)[0]).to.equal('Dowolny status');
    for (const dir of ['ltr', 'rtl']) {
      list.dir = dir;
      await list.updateComplete;
      expect(find(list, '.frame').scrollWidth).to.be.at.most(360);
      await expect(list).to.be.accessible();
    }
    for (const target of findAll(list, '[part=columns] label, [part=columns-reset], [part=stage-filter]'))
      expect(target.getBoundingClientRect().height).to.be.at.least(24);
  });
});
