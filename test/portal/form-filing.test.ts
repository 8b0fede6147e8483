import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PortalError } from '../../src/api/errors.ts';
import { memoryBackend, type MemoryBackend } from '../../src/api/memory/index.ts';
import type { FormDefinition, Ticket } from '../../src/api/model.ts';
import { Filing } from '../../src/portal/form-filing.ts';
import type { FormValues } from '../../src/portal/form-rules.ts';
import { Portal } from '../../src/portal/portal.ts';
import { mapStore } from './helpers.ts';

const form: FormDefinition = {
  id: 'support',
  title: 'File a ticket',
  fields: [
    { key: 'subject', label: 'Subject', kind: 'text', required: true, maxLength: 20 },
    { key: 'message', label: 'Message', kind: 'multiline', required: true },
    { key: 'files', label: 'Files', kind: 'file', required: false },
  ],
};
const contacts = ['alice', 'bob'].map((id) => ({
  id,
  name: id,
  email: `${id}@acme.example`,
  password: 'lantern-harbor-42',
  companyIds: [],
}));
const newBackend = () =>
  memoryBackend({ seed: { companies: [], contacts, tickets: [] }, settings: { forms: [form] } });

interface VisitOptions {
  email?: string;
  form?: FormDefinition;
  /** What a link has brought along. */
  values?: FormValues;
}

/** A page with the form open; pages that share a store are visits of one browser. */
async function visit(
  backend: MemoryBackend,
  store = mapStore(),
  { email = 'alice@acme.example', form: shown = form, values }: VisitOptions = {},
) {
  const portal = new Portal({ adapter: backend.adapter({ signedInAs: email }), store });
  await portal.start();
  after(() => portal.outbox.suspend()); // no timer is left behind
  const contactId = portal.session.value?.contact.id ?? '';
  const filed: Ticket[] = [];
  const refusals = { count: 0 };
  let signal = Promise.withResolvers<void>();
  const begin = (): Filing =>
    new Filing({
      portal,
      form: shown,
      contactId,
      ...(values && { values }),
      changed: () => {
        signal.resolve();
        signal = Promise.withResolvers();
      },
      filed: (ticket) => filed.push(ticket),
      refused: () => void refusals.count++,
    });
  const page = { portal, filing: begin(), filed, refusals, until, store };
  /** Waits until something holds, looking at each change. */
  async function until(holds: () => boolean): Promise<void> {
    const stop = portal.outbox.entries.subscribe(() => signal.resolve());
    while (!holds()) await Promise.race([signal.promise, new Promise((resolve) => setTimeout(resolve, 5))]);
    stop();
  }
  const [subject, message] = form.fields;
  const type = (text: string, body = 'Body') => {
    page.filing.set(subject!, text);
    page.filing.set(message!, body);
  };
  return Object.assign(page, { type });
}

const count = async (portal: Portal) =>
  (await portal.list({ view: 'mine', state: 'any', sort: { by: 'created', descending: true }, limit: 50 }))
    .items.length;
const yes = () => true;

test('a filled form becomes one ticket, and the draft goes', async () => {
  const page = await visit(newBackend());
  page.type(' Export stops ');
  page.filing.flush();
  assert.ok(page.portal.drafts.load('form:support'));
  await page.filing.submit(yes);
  await page.filing.submit(yes);
  await page.until(() => page.filed.length > 0);
  assert.equal(page.filed[0]?.subject, 'Export stops');
  assert.equal(page.filing.state, 'filed');
  assert.equal(await count(page.portal), 1);
  assert.equal(page.portal.drafts.load('form:support'), undefined);
});

test('faults stop it, and go one by one as they are put right', async () => {
  const page = await visit(newBackend());
  page.type('x'.repeat(21), '');
  await page.filing.submit(yes);
  assert.deepEqual(
    page.filing.errors.map(({ field, code }) => [field, code]),
    [
      ['subject', 'too-long'],
      ['message', 'required'],
    ],
  );
  assert.equal(page.refusals.count, 1);
  page.filing.set(form.fields[0]!, 'short');
  assert.deepEqual(
    page.filing.errors.map(({ field }) => field),
    ['message'],
  );
  assert.equal(page.filing.found.length, 2, 'the summary stays as it was read');
});

test('a page that keeps it back sends nothing', async () => {
  const page = await visit(newBackend());
  page.type('Kept');
  await page.filing.submit((draft) => draft.values['subject'] !== 'Kept');
  assert.equal(page.filing.state, 'editing');
  assert.equal(await count(page.portal), 0);
  page.filing.flush();
  assert.ok(page.portal.drafts.load('form:support'), 'and loses nothing');
});

test('what is typed is there on the next visit of the same contact alone', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Half a thought');
  page.filing.flush();
  const again = await visit(backend, page.store);
  assert.equal(again.filing.restored, true);
  assert.equal(again.filing.values['subject'], 'Half a thought');
  const other = await visit(backend, page.store, { email: 'bob@acme.example' });
  assert.equal(other.filing.restored, false);
  assert.deepEqual(other.filing.values, {});
});

test('a draft is never saved for somebody else', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Alice’s');
  await page.portal.signOut();
  await page.portal.signIn({ method: 'password', email: 'bob@acme.example', password: 'lantern-harbor-42' });
  page.filing.flush();
  assert.equal(page.portal.drafts.load('form:support'), undefined);
});

test('a lost answer makes no second ticket', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Once');
  backend.failNext('tickets.create', 'lose-response');
  await page.filing.submit(yes);
  await page.until(() => page.filing.entry?.status === 'waiting');
  page.filing.sendNow();
  await page.until(() => page.filed.length > 0);
  assert.equal(await count(page.portal), 1);
});

test('a reload while it waits goes on with the same ticket', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Once more');
  backend.failNext('tickets.create', 'lose-response');
  await page.filing.submit(yes);
  await page.until(() => page.filing.entry?.status === 'waiting');
  const again = await visit(backend, page.store);
  assert.equal(again.filing.adopted, true);
  assert.equal(again.filing.values['subject'], 'Once more');
  await again.until(() => again.filed.length > 0);
  assert.equal(await count(again.portal), 1);
  const third = await visit(backend, page.store);
  assert.deepEqual(third.filing.values, {}, 'nothing is left to file again');
});

test('a ticket that was left unsent and arrives before its form is there is told by the form', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Left on the train');
  backend.failNext('tickets.create', new PortalError('offline'));
  await page.filing.submit(yes);
  await page.until(() => page.filing.entry?.status === 'waiting');
  page.portal.outbox.suspend();
  // The next visit's portal sends it while the form is still being loaded.
  const portal = new Portal({
    adapter: backend.adapter({ signedInAs: 'alice@acme.example' }),
    store: page.store,
  });
  await portal.start();
  after(() => portal.outbox.suspend());
  await new Promise<void>((resolve) => {
    const stop = portal.unsent.subscribe((entries) => {
      if (entries.length) return;
      stop();
      resolve();
    });
    if (!portal.unsent.value.length) resolve();
  });
  const { promise, resolve: filed } = Promise.withResolvers<Ticket>();
  const begin = () => new Filing({ portal, form, contactId: 'alice', changed() {}, refused() {}, filed });
  const filing = begin();
  assert.equal((await promise).subject, 'Left on the train');
  assert.equal(filing.state, 'filed');
  assert.equal(begin().state, 'editing', 'it is told once');
  assert.equal(await count(portal), 1);
});

test('an edit after the earlier version has arrived is told the truth, and can be filed besides', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('First');
  backend.failNext('tickets.create', 'lose-response');
  await page.filing.submit(yes);
  await page.until(() => page.filing.entry?.status === 'waiting');
  page.filing.edit();
  assert.equal(page.filing.state, 'editing');
  page.type('Second');
  await page.filing.submit(yes);
  await page.until(() => page.refusals.count > 0);
  assert.equal((page.filing.failure as PortalError).code, 'conflict');
  assert.equal(page.filing.values['subject'], 'Second');
  assert.equal(await count(page.portal), 1);
  await page.filing.submit(yes);
  await page.until(() => page.filed.length > 0);
  assert.equal(await count(page.portal), 2);
});

test('a copy in another tab that was changed is another ticket', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Twins');
  page.filing.flush();
  const other = await visit(backend, page.store);
  assert.equal(other.filing.values['subject'], 'Twins');
  other.filing.set(form.fields[0]!, 'Only one of twins');
  await Promise.all([page.filing.submit(yes), other.filing.submit(yes)]);
  await page.until(() => page.filed.length > 0);
  await other.until(() => other.filed.length > 0);
  assert.deepEqual([page.filed[0]?.subject, other.filed[0]?.subject], ['Twins', 'Only one of twins']);
  assert.equal(await count(page.portal), 2);
});

test('a copy in another tab that was not changed is the same ticket', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Twins');
  page.filing.flush();
  const other = await visit(backend, page.store);
  await Promise.all([page.filing.submit(yes), other.filing.submit(yes)]);
  await page.until(() => page.filed.length > 0);
  await other.until(() => other.filed.length > 0);
  assert.equal(await count(page.portal), 1);
});

test('what was taken back keeps its key over a reload, and tells that it had arrived', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('First');
  backend.failNext('tickets.create', 'lose-response');
  await page.filing.submit(yes);
  await page.until(() => page.filing.entry?.status === 'waiting');
  page.filing.edit();
  const again = await visit(backend, page.store);
  again.type('Second');
  await again.filing.submit(yes);
  await again.until(() => again.refusals.count > 0);
  assert.equal((again.filing.failure as PortalError).code, 'conflict');
  assert.equal(again.portal.drafts.load('form:support')?.tried, undefined, 'what is typed now is new');
  assert.equal(await count(again.portal), 1);
});

test('faults that only the backend finds stand at their fields', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Fine');
  const fields = [
    { field: 'values.subject', code: 'invalid' as const },
    { field: 'attachments', code: 'too-many' as const, limit: 1 },
    { field: 'elsewhere', code: 'unknown' as const },
  ];
  backend.failNext('tickets.create', new PortalError('invalid', 'no', { fields }));
  await page.filing.submit(yes);
  await page.until(() => page.refusals.count > 0);
  assert.deepEqual(
    page.filing.errors.map(({ field }) => field),
    ['subject', 'files'],
  );
  assert.equal(page.portal.outbox.entries.value.length, 0);
  page.filing.set(form.fields[0]!, 'Better');
  assert.deepEqual(
    page.filing.errors.map(({ field }) => field),
    ['files'],
  );
});

test('a refusal without fields is told as such, and loses nothing', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Fine');
  backend.failNext('tickets.create', new PortalError('forbidden'));
  await page.filing.submit(yes);
  await page.until(() => page.refusals.count > 0);
  assert.equal((page.filing.failure as PortalError).code, 'forbidden');
  assert.equal(page.portal.drafts.load('form:support')?.values['subject'], 'Fine');
});

test('it waits for an upload, then goes with the file', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('With a file');
  backend.failNext('attachments.upload', 20);
  page.filing.uploads.add([new File(['hello'], 'a.txt', { type: 'text/plain' })]);
  const submitted = page.filing.submit(yes);
  assert.equal(page.filing.state, 'uploading');
  await submitted;
  await page.until(() => page.filed.length > 0);
  const messages = await page.portal.adapter.tickets.messages(page.filed[0]?.id ?? '', { limit: 5 });
  assert.deepEqual(
    messages.items[0]?.attachments.map(({ name }) => name),
    ['a.txt'],
  );
});

test('a file that was not uploaded holds it until it is taken out', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('With a bad file');
  backend.failNext('attachments.upload', 'lose-request');
  page.filing.uploads.add([new File(['hello'], 'a.txt')]);
  await page.filing.submit(yes);
  assert.equal(page.filing.failure, 'upload');
  assert.equal(await count(page.portal), 0);
  page.filing.uploads.remove(page.filing.uploads.items.value[0]?.id ?? 0);
  await page.filing.submit(yes);
  await page.until(() => page.filed.length > 0);
});

test('to discard it is to forget it', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  page.type('Never mind');
  page.filing.flush();
  page.filing.discard();
  assert.deepEqual(page.filing.values, {});
  assert.equal(page.portal.drafts.load('form:support'), undefined);
  const again = await visit(backend, page.store);
  assert.equal(again.filing.restored, false);
});

test('it begins with the defaults of its fields; a link comes before them, and a draft before both', async () => {
  const backend = newBackend();
  const [subject, message] = form.fields;
  const begun: FormDefinition = {
    ...form,
    fields: [
      { ...subject!, default: 'By default' },
      { ...message!, default: 'Steps:' },
    ],
  };
  const options = { form: begun };
  const page = await visit(backend, mapStore(), options);
  assert.deepEqual(page.filing.values, { subject: 'By default', message: 'Steps:' });
  assert.equal(page.filing.restored, false);
  page.filing.set(subject!, 'Mine');
  page.filing.flush();
  const linked = { ...options, values: { subject: 'By link', message: 'Linked' } };
  const again = await visit(backend, page.store, linked);
  assert.deepEqual(again.filing.values, { subject: 'Mine', message: 'Steps:' });
  again.filing.discard();
  assert.deepEqual(again.filing.values, { subject: 'By default', message: 'Steps:' });
  const fresh = await visit(backend, mapStore(), { ...options, values: { subject: 'By link' } });
  assert.deepEqual(fresh.filing.values, { subject: 'By link', message: 'Steps:' });
  await fresh.filing.submit(yes);
  await fresh.until(() => fresh.filed.length > 0);
  assert.equal(fresh.filed[0]?.subject, 'By link');
});

test('what nobody has typed is no draft', async () => {
  const [subject, message] = form.fields;
  const begun = { ...form, fields: [{ ...subject!, default: 'By default' }, message!] };
  const page = await visit(newBackend(), mapStore(), { form: begun });
  page.filing.set(message!, 'x');
  page.filing.flush();
  assert.equal(page.portal.unsentCount, 1);
  page.filing.set(message!, '');
  page.filing.flush();
  assert.equal(page.portal.unsentCount, 0);
});

test('a ticket refused while no form was open comes back into the form', async () => {
  const backend = newBackend();
  const page = await visit(backend);
  backend.failNext('tickets.create', new PortalError('forbidden'));
  await assert.rejects(
    page.portal.outbox.send({
      kind: 'create',
      key: 'elsewhere',
      draft: { formId: 'support', values: { subject: 'Left behind', message: 'x' }, attachments: [] },
      files: [],
    }),
  );
  const again = await visit(backend, page.store);
  assert.equal(again.filing.state, 'editing');
  assert.equal(again.filing.values['subject'], 'Left behind');
  assert.equal(again.portal.outbox.entries.value.length, 0);
});
