import { expect, oneEvent } from '@open-wc/testing';
import { PortalError } from '../../src/api/errors.ts';
import type { FieldDefinition, FieldValue } from '../../src/api/model.ts';
import type {
  PortalTicketOpenEvent,
  PortalTicketSubmitEvent,
  PortalTicketSubmittedEvent,
} from '../../src/components/events.ts';
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
  mount,
  mountReady,
  newBackend,
  submit,
  text,
  type,
  until,
} from './ticket-form-fixture.ts';
import { waitUntil } from './wait-until.ts';

beforeEach(() => localStorage.clear());

describe('<ticket-form> shows a form', () => {
  it('has the fields of its definition, with help and what may be left out', async () => {
    const { form: element } = await mountReady();
    expect(find(element, 'h1').textContent).to.equal('File a support ticket');
    expect(find(element, '[part=intro]').textContent).to.equal('Tell us what you did.');
    expect(control(element, 'Subject').required).to.be.true;
    expect(control(element, 'Area').localName).to.equal('select');
    const message = control(element, 'What happened?');
    expect(message.localName).to.equal('textarea');
    expect(find(element, `#${message.getAttribute('aria-describedby')}`).textContent).to.equal(
      'Steps, please.',
    );
    expect(text(element)).to.contain('Files (optional)');
    expect(findAll(element, 'portal-files')).to.have.length(1);
  });

  it('has a control for each kind of field', async () => {
    const options = [
      { value: 'a', label: 'First' },
      { value: 'b', label: 'Second' },
    ];
    const kinds = [
      'text',
      'date',
      'number',
      'email',
      'tel',
      'url',
      'checkbox',
      'radio',
      'multiselect',
    ] as const;
    const all = kinds.map((kind): FieldDefinition => ({
      key: kind,
      label: kind,
      kind,
      required: false,
      options,
    }));
    const { form: element } = await mountReady({ forms: [form({ fields: all })] });
    expect(
      ['text', 'date', 'number', 'email', 'tel', 'url', 'checkbox'].map(
        (label) => control(element, label).type,
      ),
    ).to.eql(['text', 'date', 'text', 'email', 'tel', 'url', 'checkbox']);
    expect(control(element, 'number').inputMode).to.equal('decimal');
    expect(control(element, 'email').autocomplete).to.equal('email');
    expect(findAll(element, '[role=radiogroup] input[type=radio]')).to.have.length(2);
    expect(findAll(element, '[role=group] input[type=checkbox]')).to.have.length(2);
  });

  it('shows a field only while its condition holds', async () => {
    const { form: element } = await mountReady();
    expect(text(element)).not.to.contain('Invoice');
    await type(element, 'Area', 'billing');
    expect(control(element, 'Invoice')).to.exist;
    await type(element, 'Area', 'exports');
    expect(text(element)).not.to.contain('Invoice');
  });

  it('counts down where few characters are left, and takes none away', async () => {
    const { form: element } = await mountReady();
    await type(element, 'Subject', 'x'.repeat(20));
    expect(findAll(element, '[part=counter]')).to.be.empty;
    await type(element, 'Subject', 'x'.repeat(39));
    expect(find(element, '[part=counter]').textContent).to.equal('1 character left');
    await type(element, 'Subject', 'x'.repeat(45));
    expect(find(element, '[part=counter]').textContent).to.equal('5 characters too many');
    expect(control(element, 'Subject').value).to.have.length(45);
  });

  it('begins with what its fields hold by default, also where that shows others', async () => {
    const defaults: Record<string, FieldValue> = {
      area: 'billing',
      invoice: 'INV-',
      message: 'I tried to\n',
      seats: 3,
      urgent: true,
    };
    const more: FieldDefinition[] = [
      { key: 'seats', label: 'Seats', kind: 'number', required: false },
      { key: 'urgent', label: 'Urgent', kind: 'checkbox', required: false },
    ];
    const begun = [...fields, ...more].map((field) =>
      field.key in defaults ? { ...field, default: defaults[field.key]! } : field,
    );
    const { form: element } = await mountReady({ forms: [form({ fields: begun })] });
    expect(control(element, 'Area').value).to.equal('billing');
    expect(control(element, 'Invoice').value).to.equal('INV-');
    expect(control(element, 'What happened?').value).to.equal('I tried to\n');
    expect(control(element, 'Seats').value).to.equal('3');
    expect(control(element, 'Urgent').checked).to.be.true;
    expect(text(element), 'nobody has written this').not.to.contain(en.restoredDraft);
    await type(element, 'Invoice', '');
    await type(element, 'Subject', 'Too much');
    expect(control(element, 'Invoice').value, 'what was cleared stays so').to.equal('');
  });

  it('asks which form, where there are several', async () => {
    const forms = [form(), form({ id: 'billing', title: 'Ask about an invoice' })];
    const { form: element } = await mountReady({ forms });
    expect(find(element, 'h1').textContent).to.equal(en.formChoice);
    find(element, '.choices li:nth-child(2) button').click();
    await until(element, 'form');
    expect(find(element, 'h1').textContent).to.equal('Ask about an invoice');
    expect(element.shadowRoot?.activeElement).to.equal(find(element, 'h1'));
    button(element, en.otherForm).click();
    await until(element, '.choices');
    element.formId = 'billing';
    await until(element, 'form');
  });

  it('says so where tickets cannot be filed', async () => {
    const { form: element } = await mountReady({ forms: [] });
    expect(text(element)).to.contain(en.noForms);
    const { form: incapable } = await mountReady({ capabilities: { create: false } });
    expect(text(incapable)).to.contain(en.noForms);
  });

  it('keeps hostile words text', async () => {
    const label = '<img src=x onerror="window.hit=1">';
    const hostile: FieldDefinition = {
      key: label,
      label,
      help: label,
      kind: 'radio',
      required: true,
      options: [{ value: label, label }],
    };
    const { form: element } = await mountReady({
      forms: [form({ title: label, intro: label, fields: [hostile] })],
    });
    submit(element);
    await until(element, '[part=summary]');
    expect(find(element, 'h1').textContent).to.equal(label);
    expect(findAll(element, 'img')).to.be.empty;
    expect('hit' in window).to.be.false;
  });

  it('takes from the address what the page allows, and nothing else', async () => {
    const start = location.pathname + location.search;
    history.replaceState(
      null,
      '',
      `${start}${location.search ? '&' : '?'}subject=From+a+link&message=Secret`,
    );
    const { form: element } = await mountReady({ attributes: { prefill: 'subject area' } });
    history.replaceState(null, '', start);
    expect(control(element, 'Subject').value).to.equal('From a link');
    expect(control(element, 'What happened?').value).to.equal('');
  });

  it('suggests articles while the subject is typed, which open beside the form', async () => {
    const { form: element } = await mountReady();
    await type(element, 'Subject', 'csv export');
    await until(element, '[part=suggestion]');
    const link = find<HTMLAnchorElement>(element, '[part=suggestion]');
    expect(link.textContent).to.equal('Export limits and the streamed export');
    expect([link.target, link.rel]).to.eql(['_blank', 'noopener']);
    await type(element, 'Subject', '');
    expect(findAll(element, '[part=suggestion]')).to.be.empty;
  });

  it('is silent about suggestions that cannot be had', async () => {
    let asked = 0;
    const { form: element } = await mountReady({
      faults: ({ name }) =>
        name === 'articles.suggest' && ++asked ? new PortalError('unavailable') : undefined,
    });
    await type(element, 'Subject', 'csv export');
    await waitUntil(() => asked === 1);
    await element.updateComplete;
    expect(text(element)).not.to.contain(en.errors.unavailable);
    expect(findAll(element, '[part=suggestions], [part=summary]')).to.be.empty;
  });
});

describe('<ticket-form> checks what is typed', () => {
  it('names every fault in a summary that takes focus, and at its field', async () => {
    const { form: element } = await mountReady();
    submit(element);
    await until(element, '[part=summary]');
    const summary = find(element, '[part=summary]');
    expect(summary.getAttribute('role')).to.equal('alert');
    expect(summary.textContent).to.contain('3 fields need your attention');
    expect(element.shadowRoot?.activeElement).to.equal(summary);
    const subject = control(element, 'Subject');
    expect(subject.getAttribute('aria-invalid')).to.equal('true');
    const described = subject.getAttribute('aria-describedby') ?? '';
    expect(find(element, `#${described}`).textContent).to.equal('This is needed.');
    summary.querySelector('a')?.click();
    expect(element.shadowRoot?.activeElement).to.equal(subject);
    await type(element, 'Subject', 'Now there');
    expect(subject.hasAttribute('aria-invalid')).to.be.false;
    expect(find(element, '[part=summary]'), 'the others are still to do').to.exist;
    await type(element, 'Area', 'exports');
    await type(element, 'What happened?', 'It ends.');
    expect(findAll(element, '[part=summary]')).to.be.empty;
  });

  it('shows what only the backend found, and keeps every value', async () => {
    const { form: element, backend } = await mountReady();
    await fill(element);
    const fields = [{ field: 'subject', code: 'too-long' as const, limit: 5 }];
    backend.failNext('tickets.create', new PortalError('invalid', 'server words', { fields }));
    submit(element);
    await until(element, '[part=summary]');
    expect(find(element, '[part=summary]').textContent).to.contain('At most 5 characters.');
    expect(text(element)).not.to.contain('server words');
    expect(control(element, 'What happened?').value).to.equal('It ends.');
    expect(element.shadowRoot?.activeElement).to.equal(find(element, '[part=summary]'));
  });

  it('says that a ticket was refused', async () => {
    const { form: element, backend } = await mountReady();
    await fill(element);
    backend.failNext('tickets.create', new PortalError('forbidden'));
    const failed = oneEvent(element, 'portal-error');
    submit(element);
    await failed;
    await until(element, '[part=summary]');
    expect(find(element, '[part=summary]').textContent).to.contain(en.errors.forbidden);
    expect(control(element, 'Subject').value).to.equal('Export stops');
  });
});

describe('<ticket-form> files a ticket', () => {
  it('asks the page, files it, tells the page, and shows the way to it', async () => {
    const scene = await mountReady();
    const { form: element } = scene;
    await fill(element);
    const asked = oneEvent(element, 'portal-ticket-submit') as Promise<PortalTicketSubmitEvent>;
    const filed = oneEvent(element, 'portal-ticket-submitted') as Promise<PortalTicketSubmittedEvent>;
    submit(element);
    expect((await asked).draft.values).to.eql({
      subject: 'Export stops',
      area: 'exports',
      message: 'It ends.',
    });
    const { ticket } = await filed;
    await until(element, '[part=success]');
    expect(text(element)).to.contain(`Your ticket ${ticket.reference} is filed.`);
    expect(element.shadowRoot?.activeElement).to.equal(find(element, 'h1'));
    expect(await count(scene, 'Export stops')).to.equal(1);
    const open = oneEvent(element, 'portal-ticket-open') as Promise<PortalTicketOpenEvent>;
    button(element, en.showTicket).click();
    expect((await open).ticketId).to.equal(ticket.id);
    button(element, en.fileAnother).click();
    await until(element, 'form');
    expect(control(element, 'Subject').value).to.equal('');
    expect(findAll(element, '[part=restored]')).to.be.empty;
  });

  it('links to the ticket where the portal says it is', async () => {
    const { form: element } = await mountReady();
    element.portal?.links.set({ ticket: '/t/{id}' });
    await fill(element);
    const filed = oneEvent(element, 'portal-ticket-submitted') as Promise<PortalTicketSubmittedEvent>;
    submit(element);
    const { ticket } = await filed;
    await until(element, '[part=success]');
    expect(find(element, 'a.primary').getAttribute('href')).to.equal(`/t/${ticket.id}`);
  });

  it('keeps it back when the page cancels', async () => {
    const scene = await mountReady();
    await fill(scene.form);
    scene.form.addEventListener('portal-ticket-submit', (event) => event.preventDefault());
    submit(scene.form);
    await scene.form.updateComplete;
    expect(await count(scene, 'Export stops')).to.equal(0);
    expect(control(scene.form, 'Subject').value).to.equal('Export stops');
  });

  it('makes one ticket of a double click, and says that it is under way', async () => {
    const scene = await mountReady();
    await fill(scene.form);
    scene.backend.failNext('tickets.create', 300);
    submit(scene.form);
    submit(scene.form);
    await waitUntil(() => text(scene.form).includes(en.submitting));
    const send = find<HTMLButtonElement>(scene.form, '[part=submit-button]');
    expect(send.disabled).to.be.false;
    send.click();
    await until(scene.form, '[part=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('keeps what could not be sent, says so, and sends it once', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    backend.failNext('tickets.create', 'lose-response');
    submit(element);
    await until(element, '[part~=pending]');
    expect(text(element)).to.contain(en.ticketKeptOffline).and.to.contain('Export stops');
    expect(element.shadowRoot?.activeElement, 'focus follows').to.equal(find(element, 'h2'));
    button(element, en.sendNow).click();
    await until(element, '[part~=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('lets what waits be edited, and tells when it had arrived already', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    backend.failNext('tickets.create', 'lose-response');
    submit(element);
    await until(element, '[part~=pending]');
    button(element, en.edit).click();
    await until(element, 'form');
    await type(element, 'Subject', 'Export still stops');
    submit(element);
    await until(element, '[part=summary]');
    expect(find(element, '[part=summary]').textContent).to.contain(en.earlierFiled);
    expect(control(element, 'Subject').value).to.equal('Export still stops');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('discards what waits', async () => {
    const scene = await mountReady();
    await fill(scene.form);
    scene.backend.failNext('tickets.create', 'lose-request');
    submit(scene.form);
    await until(scene.form, '[part~=pending]');
    button(scene.form, en.discard).click();
    await until(scene.form, 'form');
    expect(control(scene.form, 'Subject').value).to.equal('');
    expect(await count(scene, 'Export stops')).to.equal(0);
  });

  it('takes dropped and pasted files anywhere, and sends them along', async () => {
    const scene = await mountReady();
    const { form: element, adapter } = scene;
    await fill(element);
    const data = new DataTransfer();
    data.items.add(new File(['one'], 'one.txt', { type: 'text/plain' }));
    control(element, 'Subject').dispatchEvent(
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
    );
    const files = find<HTMLElementTagNameMap['portal-files']>(element, 'portal-files');
    await waitUntil(() => files.uploads?.items.value.length === 1);
    const filed = oneEvent(element, 'portal-ticket-submitted') as Promise<PortalTicketSubmittedEvent>;
    submit(element);
    const { ticket } = await filed;
    const messages = await adapter.tickets.messages(ticket.id, { limit: 5 });
    expect(messages.items[0]?.attachments.map(({ name }) => name)).to.eql(['one.txt']);
  });

  it('goes out once the files are there, and says so', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    backend.failNext('attachments.upload', 400);
    find<HTMLElementTagNameMap['portal-files']>(element, 'portal-files').uploads?.add([
      new File(['x'], 'x.txt'),
    ]);
    submit(element);
    await waitUntil(() => text(element).includes(en.waitingForFiles));
    await until(element, '[part=success]');
  });

  it('does not go without a file that failed, until that is settled', async () => {
    const scene = await mountReady();
    const { form: element, backend } = scene;
    await fill(element);
    backend.failNext('attachments.upload', 'lose-request');
    const { uploads } = find<HTMLElementTagNameMap['portal-files']>(element, 'portal-files');
    uploads?.add([new File(['x'], 'x.txt')]);
    submit(element);
    await until(element, '[part=summary]');
    expect(find(element, '[part=summary]').textContent).to.contain(en.removeFailedFiles);
    uploads?.retry(uploads.items.value[0]?.id ?? 0);
    await waitUntil(() => !uploads?.busy);
    submit(element);
    await until(element, '[part=success]');
  });
});

describe('<ticket-form> keeps what is typed', () => {
  it('is there after a reload, with a note and a way to start over', async () => {
    const { form: element, backend } = await mountReady();
    await type(element, 'Subject', 'Half a');
    dispatchEvent(new PageTransitionEvent('pagehide'));
    const { form: again } = await mountReady({ backend });
    expect(control(again, 'Subject').value).to.equal('Half a');
    expect(text(again)).to.contain(en.restoredDraft);
    button(again, en.startOver).click();
    await again.updateComplete;
    expect(control(again, 'Subject').value).to.equal('');
    expect(findAll(again, '[part=restored]')).to.be.empty;
    expect(again.shadowRoot?.activeElement).to.equal(control(again, 'Subject'));
  });

  it('shows a ticket that waits, not an empty form, after a reload', async () => {
    const { form: element, backend } = await mountReady();
    await fill(element);
    backend.failNext('tickets.create', 'lose-request');
    submit(element);
    await until(element, '[part~=pending]');
    backend.failNext('tickets.create', 'lose-request');
    element.remove();
    const scene = await mount({ backend });
    await until(scene.form, '[part~=pending]');
    expect(text(scene.form)).to.contain('Export stops');
    await waitUntil(() => text(scene.form).includes(en.ticketKeptOffline));
    button(scene.form, en.sendNow).click();
    await until(scene.form, '[part~=success]');
    expect(await count(scene, 'Export stops')).to.equal(1);
  });

  it('keeps words when the session ends, for their author', async () => {
    const { form: element, backend } = await mountReady();
    const { portal } = element;
    await fill(element);
    backend.expireSessions();
    await waitUntil(() => portal?.paused.value);
    await element.updateComplete;
    expect(control(element, 'Subject').value).to.equal('Export stops');
    portal?.leave();
    await until(element, '[part=signed-out]');
    const password = 'lantern-harbor-42';
    await element.portal?.signIn({ method: 'password', email: 'alice@acme.example', password });
    await until(element, 'form');
    expect(control(element, 'Subject').value).to.equal('Export stops');
    backend.expireSessions();
    await waitUntil(() => portal?.paused.value);
    await element.portal?.signIn({ method: 'password', email: 'bob@acme.example', password });
    await element.updateComplete;
    expect(control(element, 'Subject').value).to.equal('');
  });

  it('forgets everything on sign-out', async () => {
    const { form: element } = await mountReady();
    await fill(element);
    await element.portal?.signOut();
    await until(element, '[part=signed-out]');
    const password = 'lantern-harbor-42';
    await element.portal?.signIn({ method: 'password', email: 'alice@acme.example', password });
    await until(element, 'form');
    expect(control(element, 'Subject').value).to.equal('');
  });
});

describe('<ticket-form> in each of its states', () => {
  const isAccessible = async (element: HTMLElement): Promise<void> => {
    for (const scheme of ['light', 'dark']) {
      element.style.colorScheme = scheme;
      element.parentElement!.style.backgroundColor = scheme === 'dark' ? '#0e1014' : '#f5f6f8';
      await expect(element).to.be.accessible();
    }
  };

  it('is accessible when empty, faulty and narrow', async () => {
    const { form: element } = await mountReady();
    await isAccessible(element);
    submit(element);
    await until(element, '[part=summary]');
    await isAccessible(element);
    element.parentElement!.style.width = '320px';
    element.parentElement!.dir = 'rtl';
    await isAccessible(element);
    expect(find(element, '.frame').scrollWidth).to.be.at.most(320);
  });

  it('is accessible with every kind of field', async () => {
    const options = [{ value: 'a', label: 'First' }];
    const kinds = ['multiselect', 'checkbox', 'radio', 'date', 'number'] as const;
    const all = kinds.map((kind): FieldDefinition => ({
      key: kind,
      label: `The ${kind}`,
      kind,
      required: true,
      options,
    }));
    const { form: element } = await mountReady({ forms: [form({ fields: all })] });
    submit(element);
    await until(element, '[part=summary]');
    for (const link of findAll(element, '[part=summary] a')) {
      link.click();
      expect(element.shadowRoot?.activeElement?.localName, link.textContent ?? '').to.equal('input');
    }
    await isAccessible(element);
  });

  it('is accessible while loading, signed out, waiting and done', async () => {
    const loading = await mount({ latency: 60_000 });
    expect(text(loading.form)).to.contain(en.loading);
    await isAccessible(loading.form);
    loading.form.remove();
    const { form: out } = await mountReady({ signedInAs: undefined }).catch(() =>
      mount({ signedInAs: undefined }),
    );
    await until(out, '[part=signed-out]');
    await isAccessible(out);
    const { form: element, backend } = await mountReady();
    await fill(element);
    backend.failNext('tickets.create', new PortalError('unavailable'));
    submit(element);
    await until(element, '[part~=pending]');
    expect(text(element)).to.contain(en.ticketKeptWaiting);
    await isAccessible(element);
    button(element, en.sendNow).click();
    await until(element, '[part~=success]');
    await isAccessible(element);
  });

  it('says that it is offline, and that nothing is lost', async () => {
    const { form: element } = await mountReady();
    element.portal?.online.set(false);
    await element.updateComplete;
    expect(find(element, '[part=offline]').textContent).to.equal(en.offline);
  });

  it('comes back after a start that failed', async () => {
    const backend = newBackend();
    backend.failNext('start', 'lose-request');
    const again = await mount({ backend });
    await waitUntil(() => findAll(again.form, '[part=error]').length);
    button(again.form, en.retry).click();
    await until(again.form, 'form');
  });

  it('is moved with what stands in it', async () => {
    const { form: element } = await mountReady();
    await fill(element);
    const parent = element.parentElement!;
    element.remove();
    parent.append(element);
    await until(element, 'form');
    expect(control(element, 'Subject').value).to.equal('Export stops');
    submit(element);
    await until(element, '[part=success]');
  });
});
