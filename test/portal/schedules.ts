import assert from 'node:assert/strict';
import type { PortalAdapter } from '../../src/api/adapter.ts';
import { PortalError } from '../../src/api/errors.ts';
import type { Fault, MemoryBackend } from '../../src/api/memory/index.ts';
import type { DraftPlace } from '../../src/portal/drafts.ts';
import { Outbox, type NewEntry, type OutboxEntry } from '../../src/portal/outbox.ts';
import { Portal } from '../../src/portal/portal.ts';
import { alice, anyQuery, backendOf, bob, mapStore, once, settled } from './helpers.ts';

/** What may befall what somebody writes: faults of line and backend, and what people do meanwhile. */
export type Step =
  | { do: 'fault'; kind: 'lose-request' | 'lose-response' | 'unavailable' | 'rate-limited' | 'time-out' }
  | { do: 'type' | 'send' | 'double-click' | 'take-back' | 'offline' | 'online' | 'wait' }
  | { do: 'reload' | 'other-tab' | 'switch-tab' | 'expire' | 'leave' | 'sign-in' | 'other-signs-in' };

export const people = [alice, bob] as const;
const password = 'lantern-harbor-42';

/** One browser of one machine, which two people use one after the other, and the backend behind it. */
export class Machine {
  readonly backend: MemoryBackend = backendOf();
  readonly kind: 'reply' | 'create';
  readonly latency: number;
  readonly store = mapStore();
  readonly tabs: Page[] = [];
  /** Everything that was typed, by its author. */
  readonly typed = new Map<string, string>();
  readonly tickets = new Map<string, string>();
  readonly faults: string[] = [];
  offline = false;
  #timeouts = 0;
  #words = 0;

  constructor(kind: 'reply' | 'create', latency: number) {
    this.kind = kind;
    this.latency = latency;
    for (const email of people)
      this.tickets.set(email, this.backend.createTicket(email, { subject: 'Schedules', message: 'First' }));
  }

  /** A page of the browser; after a reload nothing of the one before is left but the store. */
  async open(signedInAs?: string): Promise<Page> {
    const adapter = this.#unreliable(
      this.backend.adapter({
        browser: 'one',
        latency: this.latency,
        faults: () => (this.offline ? new PortalError('offline') : undefined),
        ...(signedInAs && { signedInAs }),
      }),
    );
    const page = new Page(this, new Portal({ adapter, store: this.store }));
    this.tabs.push(page);
    await page.portal.start().catch(() => undefined); // offline, perhaps
    return page;
  }

  close(page: Page): void {
    page.close();
    this.tabs.splice(this.tabs.indexOf(page), 1);
  }

  fail(kind: (Step & { do: 'fault' })['kind']): void {
    const call = this.kind === 'reply' ? 'tickets.reply' : 'tickets.create';
    if (kind === 'time-out') this.#timeouts++;
    else {
      const fault: Fault = kind === 'unavailable' || kind === 'rate-limited' ? new PortalError(kind) : kind;
      this.backend.failNext(call, fault);
    }
  }

  newText(email: string): string {
    const text = `${email} wrote ${++this.#words}`;
    this.typed.set(text, email);
    return text;
  }

  ticketOf(email: string): string {
    return this.tickets.get(email) ?? '';
  }

  /** Texts of a contact that have arrived, by whoever they are said to be from. */
  async arrived(email: string): Promise<string[]> {
    const { tickets } = this.backend.adapter({ signedInAs: email });
    if (this.kind === 'reply') {
      const { items } = await tickets.messages(this.ticketOf(email), { limit: 100, order: 'oldest' });
      return items.filter(({ author }) => author.isMe).map(({ body }) => body.content);
    }
    const { items } = await tickets.list({ ...anyQuery, limit: 100 });
    return items.filter(({ mine }) => mine).map(({ subject }) => subject);
  }

  /** A time-out: what was asked for is done, and nobody hears of it in time. */
  #unreliable(adapter: PortalAdapter): PortalAdapter {
    const late = async <T>(call: Promise<T> | undefined): Promise<T> => {
      const answer = await call;
      if (this.#timeouts > 0) {
        this.#timeouts--;
        throw new PortalError('unavailable', 'The answer took too long');
      }
      return answer as T;
    };
    const { tickets } = adapter;
    return {
      ...adapter,
      tickets: {
        ...tickets,
        reply: (...args) => late(tickets.reply?.(...args)),
        create: (...args) => late(tickets.create?.(...args)),
      },
    };
  }
}

/** What a page shows of somebody's own, and what they do in it: the box of a reply, or a form. */
export class Page {
  readonly portal: Portal;
  readonly #machine: Machine;
  readonly #stops: (() => void)[];
  text = '';
  #key = Outbox.newKey();
  #tried = false;
  #author: string | undefined;

  constructor(machine: Machine, portal: Portal) {
    this.#machine = machine;
    this.portal = portal;
    portal.attach();
    this.#stops = [
      portal.work(this),
      portal.session.subscribe(() => this.#turn()),
      portal.unsent.subscribe(() => this.#look()),
      portal.paused.subscribe(() => this.#look()),
    ];
  }

  get email(): string | undefined {
    return this.portal.session.value?.contact.email;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.portal.outbox.suspend();
    this.portal.detach();
  }

  type(): void {
    // A dialog covers the page: nobody types.
    if (!this.email || this.portal.paused.value) return;
    this.text = [this.text, this.#machine.newText(this.email)].filter(Boolean).join('\n');
    if (!this.#tried) this.#key = Outbox.newKey();
    this.#save();
  }

  /** Takes back the last of what waits, to go on with it. */
  takeBack(): void {
    const { portal } = this;
    const entry = portal.unsent.value.at(-1);
    if (!this.email || portal.paused.value || !entry || !portal.outbox.take(entry.key)) return;
    this.text = [textOf(entry), this.text].filter(Boolean).join('\n');
    this.#key = entry.key;
    this.#tried = true;
    this.#save();
  }

  /** Clicks on the button, the last of them perhaps as the session ends. */
  send(clicks: number): void {
    if (!this.email || !this.text) return;
    const entry = this.#entry(this.email);
    if (this.portal.outbox.clashes(entry.key, entry.draft)) {
      // Told that another version is on its way, one changes this one, or has sent it twice on purpose.
      this.#tried = false;
      return this.type();
    }
    for (let click = 0; click < clicks; click++) void this.portal.outbox.send(entry);
    this.text = '';
    this.#key = Outbox.newKey();
    this.#tried = false;
    this.#save();
  }

  async signIn(email: string): Promise<void> {
    // A send under way may find the session gone at any moment.
    for (let tries = 0; this.email !== email || this.portal.paused.value; tries++) {
      assert.ok(tries < 20, 'a sign-in lasts');
      await this.portal.signIn({ method: 'password', email, password });
    }
  }

  get #place(): DraftPlace {
    return this.#machine.kind === 'reply'
      ? `reply:${this.#machine.ticketOf(this.email ?? '')}`
      : 'form:support';
  }

  #save(): void {
    this.portal.drafts.save(this.#place, {
      values: { message: this.text },
      attachments: [],
      key: this.#key,
      tried: this.#tried,
    });
  }

  /** Somebody else, or nobody, is signed in: as elements do, it shows what that one left. */
  #turn(): void {
    if (this.email !== this.#author) this.open();
  }

  /** Opens the place to write, with what is left there: this tab's own draft, else the newest that another one left. */
  open(): void {
    this.#author = this.email;
    const draft = this.email ? this.portal.drafts.load(this.#place) : undefined;
    this.text = draft?.values['message']?.toString() ?? '';
    this.#key = draft?.key ?? Outbox.newKey();
    this.#tried = !!draft?.tried;
    this.#look();
  }

  /** All that is left to send at this place, as one finds it who sends one draft after the other. */
  texts(): string[] {
    const found: string[] = [];
    for (; this.text; this.open()) {
      found.push(...this.text.split('\n').filter(Boolean));
      this.portal.drafts.remove(this.#place);
    }
    return found;
  }

  /** What is rendered next: all of it belongs to whoever is signed in. */
  #look(): void {
    queueMicrotask(() => {
      const { email } = this;
      const shown = [this.text, ...this.portal.unsent.value.map(textOf)].flatMap((text) => text.split('\n'));
      for (const text of shown.filter(Boolean))
        if (this.#machine.typed.get(text) !== email)
          this.#machine.faults.push(`${String(email)} is shown: ${text}`);
    });
  }

  #entry(email: string): NewEntry {
    const content = this.text;
    const common = { key: this.#key, files: [] };
    if (this.#machine.kind === 'reply')
      return {
        ...common,
        kind: 'reply',
        ticketId: this.#machine.ticketOf(email),
        draft: { body: { format: 'markdown', content }, attachments: [] },
      };
    const values = { subject: content, message: 'It happened again.', ...required(this.portal) };
    return { ...common, kind: 'create', draft: { formId: 'support', values, attachments: [] } };
  }
}

const textOf = (entry: OutboxEntry): string =>
  entry.kind === 'reply' ? entry.draft.body.content : String(entry.draft.values['subject']);

/** The first choice of everything else that the form needs. */
function required(portal: Portal): Record<string, string> {
  const form = portal.settings.value?.forms.find(({ id }) => id === 'support');
  const fields = form?.fields.filter(({ key, required: needed, options }) => needed && options && key) ?? [];
  return Object.fromEntries(fields.map(({ key, options }) => [key, options?.[0]?.value ?? '']));
}

/** Plays a schedule, then lets the line be good and everybody come back, and counts. */
export async function play(
  kind: 'reply' | 'create',
  steps: readonly Step[],
  latency: number,
): Promise<number> {
  const machine = new Machine(kind, latency);
  let page = await machine.open(alice);
  for (const step of steps) {
    switch (step.do) {
      case 'fault':
        machine.fail(step.kind);
        break;
      case 'type':
        page.type();
        break;
      case 'send':
      case 'double-click':
        page.send(step.do === 'send' ? 1 : 2);
        break;
      case 'offline':
      case 'online':
        machine.offline = step.do === 'offline';
        for (const { portal } of machine.tabs) portal.online.set(!machine.offline);
        // As a page does when it hears that the line is back.
        for (const { portal } of machine.offline ? [] : machine.tabs) {
          if (portal.failure.value) await portal.restart().catch(() => undefined);
          portal.outbox.resume();
        }
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, 3 * latency + 1));
        break;
      case 'reload':
        machine.close(page);
        page = await machine.open();
        break;
      case 'other-tab':
        page = await machine.open();
        break;
      case 'switch-tab':
        page = machine.tabs[(machine.tabs.indexOf(page) + 1) % machine.tabs.length] ?? page;
        break;
      case 'take-back':
        page.takeBack();
        break;
      case 'expire':
        machine.backend.expireSessions();
        break;
      case 'leave':
        if (page.portal.paused.value) page.portal.leave();
        break;
      default:
        if (!machine.offline) await page.signIn(step.do === 'sign-in' ? alice : bob).catch(() => undefined);
    }
    await Promise.resolve();
  }
  const drafts = await comeBack(machine, steps.length);
  assert.deepEqual(machine.faults, [], 'nobody is shown what another one wrote');
  for (const email of people) {
    const arrived = (await machine.arrived(email)).filter((text) => text.includes(' wrote '));
    assert.deepEqual(arrived, [...new Set(arrived)], `each message of ${email} has arrived once`);
    const lines = [...arrived.flatMap((text) => text.split('\n')), ...(drafts.get(email) ?? [])];
    const own = [...machine.typed].filter(([, author]) => author === email).map(([text]) => text);
    // A second tab may have gone on from a copy of what the first one then sent: so twice is no loss.
    assert.deepEqual(
      [...new Set(lines)].toSorted(),
      own.toSorted(),
      `each text of ${email}: sent, or still in a draft`,
    );
  }
  return machine.typed.size;
}

/** The line is good again, and everybody signs in once more: what was handed over goes out, what was typed is there. */
async function comeBack(machine: Machine, rounds: number): Promise<Map<string, string[]>> {
  machine.offline = false;
  const drafts = new Map<string, string[]>();
  for (const tab of [...machine.tabs]) machine.close(tab);
  for (const email of people) {
    const page = await machine.open();
    for (let round = 0; round < rounds + 3; round++) {
      await page.signIn(email);
      page.portal.outbox.resume();
      const left = await once(page.portal.unsent, settled);
      if (!left.length && !page.portal.paused.value) break;
    }
    // What was refused, since other words had arrived under its key, stands there for its author to send anew.
    const refused = page.portal.unsent.value.filter(
      ({ status, error }) => status === 'failed' && (!error || error.code === 'conflict'),
    );
    assert.deepEqual(page.portal.unsent.value, refused, 'nothing waits');
    drafts.set(email, [...page.texts(), ...refused.flatMap((entry) => textOf(entry).split('\n'))]);
    machine.close(page);
  }
  return drafts;
}
