import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Rule } from '../../server/pages/settings/controls/rule-model.ts';
import { ruleProperties } from '../../server/pages/settings/controls/rule-properties.ts';
import { ruleWords } from '../../server/pages/settings/words/rules.ts';
import { waitUntil } from '../components/wait-until.ts';
import {
  button,
  buttons,
  choose,
  condition,
  find,
  focused,
  inPicker,
  mount,
  operatorOf,
  pick,
  press,
  propertyOf,
  searchIn,
  sentence,
  settings,
  settled,
  valuesOf,
} from './rule-editor-fixture.ts';

const words = ruleWords('en');
const open: Rule = { property: 'state', operator: 'is', value: 'open' };
const solved: Rule = { property: 'stage', operator: 'is-not', value: 'solved' };
const invoice: Rule = { property: 'subject', operator: 'contains', value: 'invoice' };

describe('<rule-editor>', () => {
  it('says what a rule without conditions means, and begins with one', async () => {
    const { editor, rule } = await mount();
    expect(sentence(editor)).to.equal('No conditions: shows every ticket.');
    expect(buttons(editor)).to.eql(['Add condition']);
    await press(editor, 'Add condition');
    expect(rule()).to.eql({ all: [{ property: 'state', operator: 'is' }] });
    expect(focused()).to.equal(propertyOf(editor, '1'));
    expect(sentence(editor)).to.equal('Shows tickets where Open or closed is …');
    const [box] = inPicker<HTMLInputElement>(valuesOf(editor, '1'), 'input[type=checkbox]');
    box!.click();
    await settled(editor);
    expect(rule()).to.eql({ all: [open] });
    expect(sentence(editor)).to.equal('Shows tickets where Open or closed is Open.');
    await expect(editor).to.be.accessible();
  });

  it('nests, and tells the groups apart in words and numbers', async () => {
    const { editor, rule } = await mount({ value: { all: [open, solved] } });
    await press(editor, 'Add group');
    expect(rule()).to.eql({ all: [open, solved, { any: [{ property: 'state', operator: 'is' }] }] });
    expect(focused()).to.equal(propertyOf(editor, '3.1'));
    await press(editor, 'Add condition to group 3');
    await choose(editor, propertyOf(editor, '3.2'), 'Urgent');
    inPicker<HTMLInputElement>(valuesOf(editor, '3.2'), 'input')[0]!.click();
    inPicker<HTMLInputElement>(valuesOf(editor, '3.1'), 'input')[1]!.click();
    await settled(editor);
    expect(sentence(editor)).to.equal(
      'Shows tickets where Open or closed is Open and Stage is not Solved and (Open or closed is Closed or Urgent is Yes).',
    );
    await press(editor, 'Add group to group 3');
    expect(condition(editor, '3.3.1')).to.exist;
    await expect(editor).to.be.accessible();
  });

  it('turns "all of" into "any of" and back, at the top and in a group', async () => {
    const { editor, rule } = await mount({ value: { all: [open, { any: [solved, invoice] }] } });
    const joins = () => [...editor.renderRoot.querySelectorAll<HTMLSelectElement>('.head select')];
    await choose(editor, joins()[0]!, 'any of these');
    expect(rule()).to.eql({ any: [open, { any: [solved, invoice] }] });
    await choose(editor, joins()[1]!, 'all of these');
    expect(rule()).to.eql({ any: [open, { all: [solved, invoice] }] });
    expect(joins()[1]!.labels[0]!.textContent).to.contain('Group 2: what has to be met');
    expect([...editor.renderRoot.querySelectorAll('.join')].map((join) => join.textContent)).to.eql([
      'or',
      'and',
    ]);
    expect(sentence(editor)).to.equal(
      'Shows tickets where Open or closed is Open or (Stage is not Solved and Subject contains “invoice”).',
    );
  });

  it('puts a condition into a group of the other kind, and takes it out again', async () => {
    const { editor, rule } = await mount({ value: { all: [open, solved] } });
    await press(editor, 'Put into a group: Stage is not Solved');
    expect(rule()).to.eql({ all: [open, { any: [solved] }] });
    expect(focused()).to.equal(propertyOf(editor, '2.1'));
    await press(editor, 'Ungroup group 2');
    expect(rule()).to.eql({ all: [open, solved] });
    expect(focused()).to.equal(propertyOf(editor, '2'));
  });

  it('offers no deeper groups than the gateway takes, and no more conditions', async () => {
    const deep: Rule = { all: [open, { any: [open, { all: [open, { any: [open, solved] }] }] }] };
    const { editor } = await mount({ value: deep });
    expect(buttons(editor).filter((name) => name.startsWith('Add group to'))).to.eql([
      'Add group to group 2.2',
      'Add group to group 2',
    ]);
    expect(buttons(editor)).not.to.include('Put into a group: Stage is not Solved');
    const full = await mount({ value: { all: Array.from({ length: 100 }, () => open) } });
    expect(button(full.editor, 'Add condition').disabled).to.equal(true);
    expect(button(full.editor, 'Add group').disabled).to.equal(true);
  });

  it('removes a condition, says so, and brings it back', async () => {
    const { editor, rule } = await mount({ value: { all: [open, solved] } });
    await press(editor, 'Remove: Open or closed is Open');
    expect(rule()).to.eql({ all: [solved] });
    expect(focused()).to.equal(button(editor, 'Undo'));
    expect(find(editor, '.undo [role=status]').textContent).to.equal('Removed. Undo brings it back.');
    await press(editor, 'Undo');
    expect(rule()).to.eql({ all: [open, solved] });
    expect(buttons(editor)).not.to.include('Undo');
    expect(focused()).to.equal(button(editor, 'Add condition'));
  });

  it('removes a group with all in it, and the group with its last condition', async () => {
    const grouped: Rule = { all: [open, { any: [solved] }] };
    const { editor, rule } = await mount({ value: grouped });
    await press(editor, 'Remove group 2');
    expect(rule()).to.eql({ all: [open] });
    await press(editor, 'Undo');
    await press(editor, 'Remove: Stage is not Solved');
    expect(rule()).to.eql({ all: [open] });
    await press(editor, 'Remove: Open or closed is Open');
    expect(rule()).to.equal(undefined);
    expect(sentence(editor)).to.equal('No conditions: shows every ticket.');
    await press(editor, 'Undo');
    await press(editor, 'Undo');
    expect(rule()).to.eql(grouped);
  });

  it('forgets its way back once the rule comes from elsewhere', async () => {
    const { editor } = await mount({ value: { all: [open, solved] } });
    await press(editor, 'Remove: Open or closed is Open');
    editor.value = { any: [invoice] };
    await settled(editor);
    expect(buttons(editor)).not.to.include('Undo');
    expect(sentence(editor)).to.equal('Shows tickets where Subject contains “invoice”.');
  });

  it('is worked by the keyboard alone', async () => {
    const { editor, rule } = await mount({ value: { all: [open] } });
    button(editor, 'Add condition').focus();
    await sendKeys({ press: 'Enter' });
    await settled(editor);
    expect(focused()).to.equal(propertyOf(editor, '2'));
    await choose(editor, propertyOf(editor, '2'), 'Subject');
    expect(focused(), 'the focus stays where it was').to.equal(propertyOf(editor, '2'));
    await sendKeys({ press: 'Tab' });
    expect(focused()).to.equal(operatorOf(editor, '2'));
    await sendKeys({ press: 'Tab' });
    const [text] = inPicker<HTMLInputElement>(valuesOf(editor, '2'), 'input');
    expect(focused()).to.equal(text);
    await sendKeys({ type: 'invoice' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'refund' });
    // Leaving the field is enough.
    await sendKeys({ press: 'Tab' });
    await settled(editor);
    expect(rule()).to.eql({
      all: [open, { property: 'subject', operator: 'contains', value: ['invoice', 'refund'] }],
    });
    expect(sentence(editor)).to.contain('Subject contains “invoice” or “refund”');
    const [remove] = inPicker<HTMLButtonElement>(valuesOf(editor, '2'), '.chip button');
    remove!.focus();
    await sendKeys({ press: 'Enter' });
    await settled(editor);
    expect(rule()).to.eql({ all: [open, { property: 'subject', operator: 'contains', value: 'refund' }] });
    expect(valuesOf(editor, '2').renderRoot.contains(focused()), 'the focus is not lost').to.equal(true);
  });

  it('takes a day by the keyboard, and keeps it while a part of it is typed anew', async () => {
    const since: Rule = { property: 'since', operator: 'before', value: '2026-03-14' };
    const { editor, rule, told } = await mount({ value: { all: [since] } });
    expect(sentence(editor)).to.equal('Shows tickets where Since when is before Mar 14, 2026.');
    const [day] = inPicker<HTMLInputElement>(valuesOf(editor, '1'), 'input[type=date]');
    day!.focus();
    await sendKeys({ press: 'Backspace' });
    await settled(editor);
    expect(day!.validity.badInput || day!.value === '2026-03-14').to.equal(true);
    expect(told, 'half a day is none').to.eql([]);
    day!.blur();
    expect(day!.value).to.equal('2026-03-14');
    // As a whole it goes.
    day!.value = '';
    day!.dispatchEvent(new Event('change'));
    await settled(editor);
    expect(rule()).to.eql({ all: [{ property: 'since', operator: 'before' }] });
  });

  it('finds companies and contacts by name, and shows their names for what it keeps', async () => {
    const { editor, rule } = await mount({
      value: { all: [{ property: 'company', operator: 'is', value: 'acme' }] },
    });
    await waitUntil(() => sentence(editor).includes('Company is Acme'));
    await pick(editor, '1', 'glo');
    expect(rule()).to.eql({ all: [{ property: 'company', operator: 'is', value: ['acme', 'globex'] }] });
    await waitUntil(() => sentence(editor).includes('Company is Acme or Globex'));
    await choose(editor, propertyOf(editor, '1'), 'Requester');
    await pick(editor, '1', 'bob');
    await waitUntil(() => sentence(editor).includes('Requester is Bob Lindqvist'));
    await expect(editor).to.be.accessible();
  });

  it('searches a long list of choices, by the keyboard', async () => {
    const { editor, rule } = await mount({ value: { all: [{ property: 'country', operator: 'is' }] } });
    const search = searchIn(valuesOf(editor, '1'));
    search.focus();
    await sendKeys({ type: 'country 1' });
    await waitUntil(() => search.renderRoot.querySelectorAll('[role=option]').length === 11);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(editor);
    expect(rule()).to.eql({ all: [{ property: 'country', operator: 'is', value: 'c10' }] });
    await expect(editor).to.be.accessible();
  });

  for (const kind of ['ticket', 'contact', 'list'] as const)
    it(`has for each comparison of each property the input it needs (${kind})`, async () => {
      const { editor, rule } = await mount({ kind });
      await press(editor, 'Add condition');
      for (const property of ruleProperties(kind, settings, words)) {
        await choose(editor, propertyOf(editor, '1'), property.label);
        for (const operator of property.operators) {
          const shown =
            operator === 'after' && property.moment ? words.operators.since : words.operators[operator];
          await choose(editor, operatorOf(editor, '1'), shown);
          expect(operatorOf(editor, '1').selectedOptions[0]!.text.trim()).to.equal(shown);
          const picker = condition(editor, '1').querySelector('value-picker');
          if (operator === 'empty' || operator === 'not-empty') {
            expect(picker, `${property.key} ${operator}`).to.equal(null);
            expect(rule()).to.eql({ all: [{ property: property.key, operator }] });
            continue;
          }
          const value = await give(editor, property.values.by);
          expect(rule(), `${property.key} ${operator}`).to.eql({
            all: [{ property: property.key, operator, value }],
          });
          expect(sentence(editor)).not.to.contain('…');
          await clear(editor);
        }
      }
    });

  it('says at each condition what is wrong with it, and goes there', async () => {
    const { editor } = await mount({
      value: {
        all: [
          open,
          { property: 'subject', operator: 'contains' },
          { any: [{ property: 'gone', operator: 'is', value: 'x' }] },
        ],
      },
    });
    editor.problems = new Map([
      ['all.1.value', 'Give it a value.'],
      ['all.2.any.0.property', '“gone” is not there any more.'],
      ['', 'As a whole, no.'],
    ]);
    await settled(editor);
    expect(inPicker(valuesOf(editor, '2'), '.problem').map((one) => one.textContent)).to.eql([
      'Give it a value.',
    ]);
    const [text] = inPicker<HTMLInputElement>(valuesOf(editor, '2'), 'input');
    expect(text).to.have.attribute('aria-invalid', 'true');
    editor.focus();
    expect(focused()).to.equal(text);
    const property = propertyOf(editor, '3.1');
    expect(property).to.have.attribute('aria-invalid', 'true');
    expect(find(editor, `#${property.getAttribute('aria-describedby')}`).textContent).to.contain(
      'not there any more',
    );
    // What is gone can be seen, and changed.
    expect(property.selectedOptions[0]!.text).to.equal('gone (not there any more)');
    expect(find(editor, '[role=alert]').textContent).to.equal('As a whole, no.');
    await expect(editor).to.be.accessible();
  });

  it('says once what is wrong with a rule of one condition alone', async () => {
    const { editor } = await mount({ value: { property: 'subject', operator: 'contains' } });
    editor.problems = new Map([
      ['', 'As a whole, no.'],
      ['value', 'Give it a value.'],
    ]);
    await settled(editor);
    expect([...editor.renderRoot.querySelectorAll('.problem')].map((one) => one.textContent)).to.eql([
      'As a whole, no.',
    ]);
    expect(inPicker(valuesOf(editor, '1'), '.problem').map((one) => one.textContent)).to.eql([
      'Give it a value.',
    ]);
  });

  it('shows what it cannot change where settings are kept in a file', async () => {
    const { editor, told } = await mount({ value: { all: [open, invoice] } });
    editor.disabled = true;
    await settled(editor);
    for (const control of editor.renderRoot.querySelectorAll<HTMLButtonElement>('button, select'))
      expect(control.matches(':disabled'), control.outerHTML).to.equal(true);
    for (const number of ['1', '2'])
      for (const input of inPicker<HTMLInputElement>(valuesOf(editor, number), 'input, button'))
        expect(input.matches(':disabled')).to.equal(true);
    expect(told).to.eql([]);
    await expect(editor).to.be.accessible();
  });

  it('speaks Polish', async () => {
    const { editor } = await mount({ lang: 'pl', value: { all: [open, { any: [solved, invoice] }] } });
    expect(sentence(editor)).to.equal(
      'Pokazuje zgłoszenia, w których: Otwarte lub zamknięte to Otwarte oraz (Etap to nie Solved lub Temat zawiera “invoice”).',
    );
    expect(buttons(editor)).to.include('Dodaj warunek do grupy 2');
  });

  it('fits a phone, with targets large enough for a finger', async () => {
    const { editor } = await mount({
      value: { all: [open, { any: [solved, { all: [invoice, invoice] }] }] },
    });
    editor.parentElement!.style.inlineSize = '300px';
    await settled(editor);
    expect(editor.scrollWidth).to.be.at.most(300);
    for (const control of editor.renderRoot.querySelectorAll<HTMLElement>('button, select')) {
      if (!control.checkVisibility()) continue;
      const { width, height, right } = control.getBoundingClientRect();
      expect(Math.min(width, height), control.outerHTML).to.be.at.least(24);
      expect(right, control.outerHTML).to.be.at.most(editor.getBoundingClientRect().right + 1);
    }
  });
});

type Editor = Awaited<ReturnType<typeof mount>>['editor'];

/** Gives condition 1 a value as people would, and answers what the rule keeps of it. */
async function give(editor: Editor, by: 'choice' | 'text' | 'date' | 'company' | 'contact'): Promise<string> {
  const picker = valuesOf(editor, '1');
  const [box] = inPicker<HTMLInputElement>(picker, 'input[type=checkbox]');
  if (box) {
    box.click();
    await settled(editor);
    return (editor.value as { all: { value: string }[] }).all[0]!.value;
  }
  if (by === 'date' || by === 'text') {
    const [input] = inPicker<HTMLInputElement>(
      picker,
      by === 'date' ? 'input[type=date]' : 'input[type=text]',
    );
    input!.value = by === 'date' ? '2026-03-14' : 'something';
    input!.dispatchEvent(new Event('change'));
    await settled(editor);
    return input!.value || 'something';
  }
  await pick(editor, '1', by === 'choice' ? 'country 7' : by === 'company' ? 'acme' : 'alice');
  return by === 'choice' ? 'c7' : by === 'company' ? 'acme' : 'alice';
}

/** Takes the value away again. */
async function clear(editor: Editor): Promise<void> {
  const picker = valuesOf(editor, '1');
  const [day] = inPicker<HTMLInputElement>(picker, 'input[type=date]');
  if (day) {
    day.value = '';
    day.dispatchEvent(new Event('change'));
  }
  inPicker<HTMLInputElement>(picker, 'input:checked')[0]?.click();
  inPicker<HTMLButtonElement>(picker, '.chip button')[0]?.click();
  await settled(editor);
}
