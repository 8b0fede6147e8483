import { expect } from '@open-wc/testing';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import type { FieldDefinition } from '../../src/api/model.ts';
import { en } from '../../src/locales/en.ts';
import {
  button,
  control,
  count,
  fields,
  fill,
  find,
  findAll,
  form,
  mountReady,
  newBackend,
  submit,
  text,
  type,
  until,
  type Scene,
} from './ticket-form-fixture.ts';
import { waitUntil } from './wait-until.ts';

beforeEach(() => localStorage.clear());

const version: FieldDefinition = { key: 'version', label: 'Version', kind: 'text', required: true };
const without = (...keys: string[]): FieldDefinition[] => fields.filter(({ key }) => !keys.includes(key));

/** Saves another form, and waits until it shows. */
async function save({ backend, form: element }: Scene, other: FieldDefinition[]): Promise<void> {
  const title = `Form ${Math.random()}`;
  backend.changeSettings({ forms: [form({ fields: other, title })] });
  await waitUntil(() => find(element, 'h1').textContent === title, 'the new form shows');
  await element.updateComplete;
}

describe('<ticket-form> whose form is changed while somebody types', () => {
  it('shows new fields around the one they are in, which keeps text, focus and caret', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await type(element, 'Subject', 'Export stops');
    const subject = control(element, 'Subject');
    subject.focus();
    subject.setSelectionRange(3, 5);
    await save(scene, [version, ...fields]);
    expect(control(element, 'Subject')).to.equal(subject);
    expect(subject.value).to.equal('Export stops');
    expect(element.shadowRoot?.activeElement).to.equal(subject);
    expect([subject.selectionStart, subject.selectionEnd]).to.eql([3, 5]);
    expect(control(element, 'Version').value).to.equal('');
    expect(find(element, '[role=status].visually-hidden').textContent).to.equal(en.formChanged);
  });

  it('keeps them where they are when fields change places', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await type(element, 'What happened?', 'It ends.');
    const message = control(element, 'What happened?');
    message.focus();
    message.setSelectionRange(2, 2);
    await save(scene, [...fields].reverse());
    expect(element.shadowRoot?.activeElement).to.equal(message);
    expect(message.value).to.equal('It ends.');
    expect(message.selectionStart).to.equal(2);
  });

  it('shows what stood in a field that is gone, keeps it over a reload, and puts it back with the field', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    await type(element, 'Area', 'billing');
    await type(element, 'Invoice', '2026/11');
    await save(scene, without('invoice'));
    const kept = find(element, '[part=kept]');
    expect(kept.textContent).to.contain(en.fieldsGone);
    expect(kept.querySelector('dt')?.textContent).to.equal('Invoice');
    expect(kept.querySelector('dd')?.textContent).to.equal('2026/11');
    await expect(element).to.be.accessible();

    element.remove();
    const again = await mountReady({ backend });
    expect(find(again.form, '[part=kept] dt').textContent).to.equal('Invoice');
    await save(again, fields);
    expect(control(again.form, 'Invoice').value).to.equal('2026/11');
    expect(findAll(again.form, '[part=kept]')).to.have.length(0);
  });

  it('says nothing of a field that is gone with nothing in it', async () => {
    const scene = await mountReady();
    await fill(scene.form);
    await save(scene, without('files', 'invoice'));
    expect(findAll(scene.form, '[part=kept]')).to.have.length(0);
    submit(scene.form);
    await until(scene.form, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('lets go of it when told so, and moves the focus on from a field that goes', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await fill(element);
    await type(element, 'Area', 'billing');
    await type(element, 'Invoice', '2026/11');
    control(element, 'Invoice').focus();
    await save(scene, without('invoice'));
    expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.equal('kept');
    button(element, en.forgetKept).click();
    await element.updateComplete;
    expect(findAll(element, '[part=kept]')).to.have.length(0);
    expect(element.matches(':focus-within'), 'the focus stays in the form').to.be.true;
  });

  it('keeps what a field cannot hold any more, such as an option that is gone', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await fill(element);
    const area = { ...fields[1]!, options: [{ value: 'billing', label: 'Billing' }] };
    const message: FieldDefinition = { ...fields[3]!, kind: 'text' };
    await save(scene, [fields[0]!, area, message]);
    expect(find(element, '[part=kept] dd').textContent).to.equal('exports');
    expect(control(element, 'Area').value).to.equal('');
    expect(control(element, 'What happened?').value, 'text fits a line too').to.equal('It ends.');
  });

  it('asks for a new field before it is sent, at that field', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await fill(element);
    await save(scene, [...fields, version]);
    submit(element);
    await until(element, '[part=summary]');
    expect(find(element, '[part=summary]').textContent).to.contain('Version');
    await type(element, 'Version', '4.2');
    submit(element);
    await until(element, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('leaves a ticket alone that is on its way', async () => {
    const scene = await mountReady({ latency: ({ name }) => (name === 'tickets.create' ? 400 : 0) });
    const { form: element, backend } = scene;
    await fill(element);
    submit(element);
    await waitUntil(async () => (await count(scene, 'Export stops')) === 1, 'it has arrived');
    backend.changeSettings({ forms: [form({ id: 'other', title: 'Other', fields: [...fields, version] })] });
    await until(element, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
    button(element, en.fileAnother).click();
    await waitUntil(() => find(element, 'h1').textContent === 'Other');
  });

  it('has one that was refused for the change come back into the new form', async () => {
    const scene = await mountReady({ latency: ({ name }) => (name === 'tickets.create' ? 200 : 0) });
    const { form: element, backend } = scene;
    await fill(element);
    submit(element);
    backend.changeSettings({ forms: [form({ fields: [...fields, version] })] });
    await until(element, '[part=field-error]');
    expect(control(element, 'Version').getAttribute('aria-invalid')).to.equal('true');
    expect(control(element, 'Subject').value).to.equal('Export stops');
    await type(element, 'Version', '4.2');
    submit(element);
    await until(element, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('does not ask anew what it is about when another form joins it', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await type(element, 'Subject', 'Export stops');
    backend.changeSettings({ forms: [form(), form({ id: 'billing', title: 'Billing' })] });
    await waitUntil(() => text(element).includes(en.otherForm));
    expect(control(element, 'Subject').value).to.equal('Export stops');
  });
});

describe('<ticket-form> whose form is disconnected', () => {
  it('says so, keeps what was typed, sends nothing, and goes on once it is there again', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    backend.changeSettings({ forms: [] });
    await until(element, '[part=withdrawn]');
    expect(find(element, '[part=withdrawn]').textContent).to.equal(en.formWithdrawn);
    expect(control(element, 'Subject').value).to.equal('Export stops');
    expect(findAll(element, '[part=submit-button]')).to.have.length(0);
    expect(find(element, '[role=status].visually-hidden').textContent).to.equal(en.formWithdrawn);
    await expect(element).to.be.accessible();
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await element.updateComplete;
    expect(await count(scene, 'Export stops')).to.equal(0);

    backend.changeSettings({ forms: [form()] });
    await until(element, '[part=submit-button]');
    submit(element);
    await until(element, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('leads to the other forms there are', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await type(element, 'Subject', 'Export stops');
    backend.changeSettings({ forms: [form({ id: 'billing', title: 'Billing' })] });
    await until(element, '[part=withdrawn]');
    button(element, en.otherForm).click();
    await waitUntil(() => find(element, 'h1').textContent === 'Billing');
    expect(control(element, 'Subject').value).to.equal('');
    backend.changeSettings({ forms: [form()] });
    await waitUntil(() => find(element, 'h1').textContent === 'File a support ticket');
    await waitUntil(() => control(element, 'Subject').value === 'Export stops', 'the draft is there again');
  });

  it('is not missed where nothing was typed', async () => {
    const { form: element, backend } = await mountReady();
    backend.changeSettings({ forms: [] });
    await until(element, '[part=empty]');
    expect(text(element)).to.contain(en.noForms);
  });
});

describe('<ticket-form> of a portal that is turned off', () => {
  it('shows the plain message at once, and what was typed once it is on again', async () => {
    const { form: element, backend } = await mountReady();
    await fill(element);
    backend.changeSettings({ enabled: false, contactHint: 'Call 555 0100.' });
    await until(element, '[part=off]');
    expect(text(element)).to.contain(en.portalOff).and.to.contain('Call 555 0100.');
    expect(findAll(element, 'form')).to.have.length(0);
    backend.changeSettings({ enabled: true });
    await until(element, '[part=form]');
    expect(control(element, 'Subject').value).to.equal('Export stops');
  });

  it('keeps it for its author also where the backend knows nobody meanwhile', async () => {
    const backend = newBackend();
    const plain = backend.adapter({ signedInAs: 'alice@acme.example' });
    let session: Awaited<ReturnType<PortalAdapter['start']>>['session'] = null;
    let comeBack: ((value: typeof session) => void) | undefined;
    const adapter: PortalAdapter = {
      ...plain,
      async start(options) {
        const start = await plain.start(options);
        session ??= start.session;
        return start.settings.enabled
          ? start
          : { settings: { ...start.settings, forms: [], stages: [] }, session: null };
      },
      session: { ...plain.session, subscribe: (listener) => ((comeBack = listener), () => undefined) },
    };
    const scene = await mountReady({ backend: { ...backend, adapter: () => adapter } });
    await fill(scene.form);
    backend.changeSettings({ enabled: false });
    await until(scene.form, '[part=off]');
    expect(document.querySelector('portal-session'), 'nobody is asked to sign in').to.be.null;
    backend.changeSettings({ enabled: true });
    comeBack?.(session);
    await until(scene.form, '[part=form]');
    expect(control(scene.form, 'Subject').value).to.equal('Export stops');
    expect(text(scene.form)).to.contain(en.restoredDraft);
  });
});
