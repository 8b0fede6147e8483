import type { TicketDraft } from '../api/adapter.ts';
import { PortalError, type FieldError } from '../api/errors.ts';
import type { AttachmentLimits, FieldDefinition, FieldValue, FormDefinition, Ticket } from '../api/model.ts';
import type { DraftPlace } from './drafts.ts';
import { refill, type KeptValue } from './form-changes.ts';
import {
  checkField,
  checkForm,
  defaultValues,
  valuesToSend,
  valuesToShow,
  visibleFields,
  type FormValues,
} from './form-rules.ts';
import { Drafts, Outbox, type PendingTicket } from './outbox.ts';
import type { Portal } from './portal.ts';
import { Uploads } from './uploads.ts';

/** Milliseconds after the last key until a draft is saved. */
const typingPause = 300;

export interface FilingOptions {
  portal: Portal;
  form: FormDefinition;
  /** The signed-in contact, to whom all that is typed belongs. */
  contactId: string;
  /** What stands in the form unless a draft says otherwise; it comes before the fields' own defaults. */
  values?: FormValues;
  changed: () => void;
  filed: (ticket: Ticket) => void;
  /** It cannot be sent as it is: `errors` or `failure` say why. */
  refused: () => void;
}

/**
 * The filing of one ticket: what is typed, kept as a draft; what is wrong with it; its way through the outbox. Each edit
 * makes a key of its own, so that another tab's copy is another ticket; what was handed over keeps its key, so that it
 * is filed once, however often it is sent.
 */
export class Filing {
  form: FormDefinition;
  values: FormValues;
  /** What was typed into fields that the form has no more. */
  kept: readonly KeptValue[] = [];
  /** Whether the form is offered no more: what was typed stays, and cannot be sent. */
  withdrawn = false;
  readonly uploads: Uploads;
  readonly contactId: string;
  readonly portal: Portal;
  /** Faults of fields; one goes when its field is put right. */
  errors: readonly FieldError[] = [];
  /** The faults as they were found at the last try. */
  found: readonly FieldError[] = [];
  /** Why it cannot be sent, beside faults of fields. `conflict`: an earlier version had arrived. */
  failure: PortalError | 'upload' | undefined;
  state: 'editing' | 'uploading' | 'sending' | 'filed' = 'editing';
  /** Whether what stands in the form was typed on an earlier visit. */
  restored = false;
  /** Whether it was handed over on an earlier visit. */
  adopted = false;
  ticket: Ticket | undefined;
  readonly #options: FilingOptions;
  /** What nobody has typed. */
  #initial: FormValues;
  /** The form as it is by now, for when nothing is on its way. */
  #latest: FormDefinition | undefined;
  #key: string;
  /** Whether it was handed over under its key, and taken back. */
  #tried: boolean;
  #touched = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FilingOptions) {
    const { portal, form, contactId, values = {} } = (this.#options = options);
    this.portal = portal;
    portal.lend({ Outbox, Drafts });
    this.form = this.#latest = form;
    this.contactId = contactId;
    this.uploads = new Uploads(
      portal.adapter,
      () => this.limits,
      (call) => portal.guard(call),
    );
    const draft = portal.drafts.load(this.#place);
    this.#key = draft?.key ?? Outbox.newKey();
    this.#tried = !!draft?.tried;
    this.#initial = { ...defaultValues(form), ...values };
    this.values = { ...this.#initial, ...draft?.values };
    this.kept = draft?.kept ?? [];
    // The form may have been another one when that was written.
    this.#refill();
    this.uploads.restore(draft?.attachments ?? []);
    this.restored = !!draft;
    this.#adopt();
    this.uploads.items.subscribe(() => {
      this.#touch(({ kind }) => kind === 'file');
      this.#options.changed();
    });
  }

  /** What the backend accepts as files; absent when it accepts none. */
  get limits(): AttachmentLimits | undefined {
    const { adapter, settings } = this.portal;
    const limits = adapter.attachments && adapter.capabilities.attachments;
    return limits ? (settings.value?.attachments ?? limits) : undefined;
  }

  /** The ticket in the outbox, once it was handed over. */
  get entry(): PendingTicket | undefined {
    return this.portal.unsent.value.find(
      (entry): entry is PendingTicket => entry.kind === 'create' && entry.key === this.#key,
    );
  }

  /** Whether there is something here that would be lost with the form. */
  get isBegun(): boolean {
    return this.state !== 'editing' || !this.#untouched || !!this.uploads.items.value.length;
  }

  /** Files that the form has no field for any more: they stay here, and are not sent. */
  get keptFiles(): readonly string[] {
    return this.#takesFiles ? [] : this.uploads.items.value.map(({ name }) => name);
  }

  /**
   * The form as it is by now, `undefined` where it is offered no more. What was typed goes along; what is on its way is
   * left alone. Answers whether that changed anything that somebody could be at.
   */
  follow(form: FormDefinition | undefined): boolean {
    if (form === this.#latest) return false;
    this.#latest = form;
    if (this.state === 'sending' || this.state === 'filed') return false;
    return this.#change();
  }

  /** Lets go of what has no field any more. */
  forgetKept(): void {
    this.kept = [];
    for (const { id } of this.#takesFiles ? [] : this.uploads.items.value) this.uploads.remove(id);
    this.#touch(() => false);
    this.#options.changed();
  }

  fields(): FieldDefinition[] {
    return visibleFields(this.form, this.values);
  }

  set(field: FieldDefinition, value: FieldValue): void {
    this.values = { ...this.values, [field.key]: value };
    this.#touch(({ key }) => key === field.key);
    this.#options.changed();
  }

  /** Saves at once what a pause in the typing would save. */
  flush(): void {
    clearTimeout(this.#timer);
    // Whoever signs out leaves nothing behind; what somebody else's sign-in cuts short is kept for its author.
    if (this.portal.ended.value === 'signed-out') return;
    if (!this.#touched || this.state === 'sending' || this.state === 'filed') return;
    const { values, uploads, contactId } = this;
    const draft = {
      ...{
        values: this.#tried || !this.#untouched ? values : {},
        ...(this.kept.length && { kept: this.kept }),
        attachments: uploads.attachments,
        key: this.#key,
      },
      ...(this.#tried && { tried: true }),
    };
    this.portal.drafts.save(this.#place, draft, contactId);
  }

  /**
   * Checks it, waits for uploads under way, and hands it over. `approve` may keep it back; while it is on its way,
   * nothing happens.
   */
  async submit(approve: (draft: TicketDraft) => boolean): Promise<void> {
    if (this.state !== 'editing' || this.withdrawn) return;
    this.failure = undefined;
    if (!this.#check()) return;
    if (this.uploads.busy && this.#takesFiles) {
      this.state = 'uploading';
      this.#options.changed();
      await this.#uploaded();
      this.state = 'editing';
      if (this.withdrawn || !this.#check()) return this.#options.changed();
    }
    const failed = this.uploads.items.value.some(({ status }) => status === 'failed');
    if (failed && this.#takesFiles) return this.#refuse('upload');
    const files = this.#takesFiles ? this.uploads.attachments : [];
    const draft: TicketDraft = {
      formId: this.form.id,
      values: valuesToSend(this.form, this.values),
      attachments: files.map(({ id }) => id),
    };
    if (!this.#isTheirs || !approve(draft)) return this.#options.changed();
    void this.#send({ kind: 'create', key: this.#key, draft, files });
    // The outbox has it now: as a draft it would turn up again after it was filed.
    this.portal.drafts.remove(this.#place);
  }

  /** Tries again what waits. */
  sendNow(): void {
    this.portal.outbox.retry(this.#key);
  }

  /** Takes back what waits, to change it. It may have arrived already; its key stays, and tells. */
  edit(): void {
    this.portal.outbox.take(this.#key);
    this.#backToEditing();
  }

  /** Lets go of everything typed and attached. */
  discard(): void {
    this.portal.outbox.take(this.#key);
    for (const { id } of this.uploads.items.value) this.uploads.remove(id);
    clearTimeout(this.#timer);
    this.values = this.#initial = defaultValues(this.form);
    this.kept = [];
    this.errors = this.found = [];
    this.failure = undefined;
    this.restored = this.adopted = this.#touched = false;
    this.state = 'editing';
    this.#key = Outbox.newKey();
    this.#tried = false;
    this.portal.drafts.remove(this.#place);
    this.#options.changed();
  }

  get #place(): DraftPlace {
    return `form:${this.form.id}`;
  }

  /** Whether all stands there as the form began: nothing to keep. */
  get #untouched(): boolean {
    return (
      !this.kept.length &&
      this.form.fields.every(
        ({ key }) => JSON.stringify(this.values[key] ?? '') === JSON.stringify(this.#initial[key] ?? ''),
      )
    );
  }

  get #takesFiles(): boolean {
    return this.form.fields.some(({ kind }) => kind === 'file');
  }

  /** Goes over to the latest form; whether that is another one. */
  #change(): boolean {
    const form = this.#latest;
    const wasWithdrawn = this.withdrawn;
    this.withdrawn = !form;
    const before = this.form;
    const isOther = !!form && JSON.stringify(form) !== JSON.stringify(before);
    if (form) this.form = form;
    if (!isOther) return this.withdrawn !== wasWithdrawn;
    const former = this.#initial;
    this.#initial = { ...defaultValues(form), ...this.#given(form) };
    this.#refill(former, before);
    const shown = this.fields();
    const has = ({ field }: FieldError): boolean => shown.some(({ key }) => key === field);
    this.errors = this.errors.filter(has);
    this.found = this.found.filter(has);
    this.flush();
    return true;
  }

  /** Puts what is typed where it belongs in the form; what has no place there is kept, under the name it had. */
  #refill(former?: FormValues, before?: FormDefinition): void {
    const labelOf = (key: string) => before?.fields.find((field) => field.key === key)?.label ?? key;
    const { values, kept } = refill(this.form, this, this.#initial, former, labelOf);
    // Another text than before: were it sent under the former key, it would be taken for that one.
    if (!this.#tried && JSON.stringify(kept) !== JSON.stringify(this.kept)) this.#key = Outbox.newKey();
    this.values = values;
    this.kept = kept;
  }

  /** What a link has brought along, for the fields there are. */
  #given({ fields }: FormDefinition): FormValues {
    const { values = {} } = this.#options;
    return Object.fromEntries(
      Object.entries(values).filter(([key]) => fields.some((field) => field.key === key)),
    );
  }

  /** Whether the contact who typed this is still the one who is signed in. */
  get #isTheirs(): boolean {
    return this.portal.session.value?.contact.id === this.contactId;
  }

  /** A field was changed: its fault goes if it was put right, or if only the backend knew of it and will look again. */
  #touch(changed: (field: FieldDefinition) => boolean): void {
    this.#touched = true;
    if (!this.#tried && (this.state === 'editing' || this.state === 'uploading')) this.#key = Outbox.newKey();
    const files = this.uploads.attachments.length;
    const shown = new Map(this.fields().map((field) => [field.key, field]));
    this.errors = this.errors.filter((error) => {
      const field = shown.get(error.field);
      if (!field || !changed(field)) return !!field;
      return checkField(field, this.values[field.key], files)?.code === error.code;
    });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), typingPause);
  }

  #check(): boolean {
    this.errors = this.found = checkForm(
      this.form,
      this.values,
      this.uploads.attachments.length + this.#onTheWay(),
    );
    if (this.errors.length) this.#options.refused();
    return !this.errors.length;
  }

  #onTheWay(): number {
    return this.uploads.items.value.filter(({ status }) => status === 'uploading').length;
  }

  #uploaded(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.uploads.items.subscribe(() => this.uploads.busy || resolve());
    return promise.finally(stop);
  }

  /** A ticket of this form that an earlier visit handed over: it is still the same filing. */
  #adopt(): void {
    const { outbox, unsent } = this.portal;
    // Whether the portal has looked already depends on which script came first.
    outbox.resume();
    const entry = unsent.value.find(
      (other): other is PendingTicket => other.kind === 'create' && other.draft.formId === this.form.id,
    );
    const arrived = entry || this.restored ? undefined : outbox.claim(this.form.id);
    if (arrived) {
      // Whoever makes this filing is not there yet to be told.
      queueMicrotask(() => this.#arrived(arrived));
      return;
    }
    if (!entry) return;
    const { kind, key, draft, files } = entry;
    this.#key = key;
    this.values = valuesToShow(draft.values);
    this.uploads.restore(files);
    if (entry.status === 'failed') {
      this.portal.outbox.take(key);
      this.restored = this.#touched = this.#tried = true;
      this.#refill();
      return this.flush();
    }
    this.restored = false;
    this.adopted = true;
    void this.#send({ kind, key, draft, files });
  }

  async #send(entry: Pick<PendingTicket, 'kind' | 'key' | 'draft' | 'files'>): Promise<void> {
    this.state = 'sending';
    clearTimeout(this.#timer);
    const sent = this.portal.outbox.send(entry);
    this.#options.changed();
    try {
      this.#arrived((await sent) as Ticket);
    } catch (thrown) {
      if (!this.#isTheirs) return;
      this.portal.outbox.take(entry.key);
      this.#backToEditing();
      this.#explain(PortalError.from(thrown));
    }
  }

  #arrived(ticket: Ticket): void {
    if (!this.#isTheirs) return;
    this.state = 'filed';
    this.ticket = ticket;
    this.uploads.clear();
    this.#options.filed(ticket);
  }

  #backToEditing(): void {
    this.state = 'editing';
    this.adopted = false;
    this.#touched = this.#tried = true;
    // It was another form, perhaps, when this was handed over.
    this.#change();
    this.#refill();
    this.flush();
    this.#options.changed();
  }

  #explain(error: PortalError): void {
    // What was sent under this key is there: the next try is another ticket, and its author knows.
    if (error.code === 'conflict') {
      this.#key = Outbox.newKey();
      this.#tried = false;
      this.flush();
    }
    const shown = this.fields();
    const files = shown.find(({ kind }) => kind === 'file');
    const errors = (error.fields ?? []).flatMap((fault) => {
      const name = fault.field.replace(/^values\./, '');
      const field =
        shown.find(({ key }) => key === name) ?? (name.startsWith('attachments') ? files : undefined);
      return field ? { ...fault, field: field.key } : [];
    });
    this.errors = this.found = errors;
    this.#refuse(errors.length ? undefined : error);
  }

  #refuse(failure: Filing['failure']): void {
    this.failure = failure;
    this.#options.refused();
  }
}
