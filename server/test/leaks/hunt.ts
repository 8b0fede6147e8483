import assert from 'node:assert/strict';
import { decideByChance, everything, settingsOf, type Decision } from './decisions.ts';
import { isIn, mayKnow, sees } from './oracle.ts';
import { Requests, ending, type Ask, type Description } from './requests.ts';
import { Listener } from './streams.ts';
import { Witness } from './witness.ts';
import { secretList, visible } from './owner.ts';
import { json, type World } from './world.ts';

const words = ({ path, headers, body = '' }: Ask): string =>
  [path, ...Object.values(headers), body].join('\n');

/** Searches of one person: each asks in two places for a word that somebody has hidden. */
const searches = 40;

/** Customers who ask for everything they can think of, with somebody reading along. */
export class Hunt {
  readonly world: World;
  readonly witness: Witness;
  readonly requests: Requests;
  readonly listeners = new Map<string, Listener>();
  /** Every decision so far; the last one holds. */
  readonly decisions: Decision[];
  /** Different requests, by who made them. */
  readonly asked = new Set<string>();
  readonly statuses = new Map<number, number>();
  /** For each change in the log, from which on a decision held, the number of that decision. */
  readonly #marks: { after: number; decision: number }[] = [];
  #settled = 0;
  /** The keys everybody has written with. */
  readonly #keys = new Map<string, string>();

  private constructor(world: World, description: Description) {
    this.world = world;
    this.witness = new Witness(world);
    this.requests = new Requests(world, description);
    this.decisions = [everything(visible)];
  }

  static async begin(world: World): Promise<Hunt> {
    const stranger = world.clients.get('stranger')!;
    return new Hunt(world, await json<Description>(stranger.get('/api/openapi.json')));
  }

  get #decision(): Decision {
    return this.decisions.at(-1)!;
  }

  /** Sends one request and reads its answer. */
  async ask(who: string, ask: Ask): Promise<{ status: number; text: string }> {
    this.asked.add(`${who} ${ask.method} ${ask.path} ${ask.body ?? ''}`);
    const { method, path, headers, body } = ask;
    const answer = await this.world.clients
      .get(who)!
      .fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    const text = await (answer.headers.get('content-type')?.startsWith('text/event-stream')
      ? firstOf(answer)
      : answer.text());
    const where = `${method} ${path}`;
    // Whoever writes with another's key has it as their own from then on.
    const key = headers['idempotency-key'];
    if (key !== undefined) this.#keys.set(who, `${this.#keys.get(who) ?? ''} ${key}`);
    const sent = `${words(ask)}\n${this.#keys.get(who) ?? ''}`;
    this.witness.read(who, `${head}\n${text}`, where, [this.#decision], sent);
    for (const [, cursor = ''] of text.matchAll(/"next":"([^"]+)"/g)) {
      if (this.requests.cursors.length < 40) this.requests.cursors.push(cursor);
    }
    if (answer.status === 201) this.#note(who, ask, text);
    return { status: answer.status, text };
  }

  /** What customers write changes what others may know: whose names, and which tickets there are. */
  #note(who: string, { route, path, body = '{}' }: Ask, text: string): void {
    const { canaries, customers, ids, tickets } = this.world;
    if (route === 'POST /api/tickets/{id}/messages') {
      const ticket = [...tickets.values()].find(({ id }) => path.includes(id));
      if (ticket) ticket.messages.push({ by: who, thread: ticket.newest });
    } else if (route === 'POST /api/tickets') {
      const { id } = JSON.parse(text) as { id: string };
      const { values } = JSON.parse(body) as { values: { subject: string; severity?: string } };
      const name = `new ${id}`;
      const company = customers.get(who)!.companies[0];
      if (canaries.of(id)) return;
      canaries.literal('the id of a ticket', id, { at: 'ticket', ticket: name });
      ids.tickets.push(id);
      tickets.set(name, {
        ...{ name, id, requester: who, newest: 0, subject: values.subject },
        properties: values.severity === undefined ? {} : { severity: values.severity },
        messages: [{ by: who, thread: 0 }],
        ...(company === undefined ? {} : { company }),
      });
    }
  }

  get(who: string, path: string): Promise<{ status: number; text: string }> {
    return this.ask(who, { route: '', method: 'GET', path, headers: {} });
  }

  /** Reads everything there is, in every way there is to read it. */
  async sweep(who: string): Promise<void> {
    const { ids } = this.world;
    for (const path of ['portal', 'capabilities', 'session', 'sessions', 'start?view=mine', 'auth/challenge'])
      await this.get(who, `/api/${path}`);
    for (const view of ['mine', 'all', ...ids.companies])
      await this.get(who, `/api/tickets?view=${view}&limit=100`);
    // What a cursor carries is told as well.
    for (const sort of ['activity', 'subject', '-status'])
      for (const view of ['mine', ...ids.companies])
        await this.#walk(who, `/api/tickets?view=${view}&sort=${sort}&limit=1`);
    for (const id of ids.tickets) {
      await this.get(who, `/api/tickets/${id}`);
      await this.get(who, `/api/tickets/${id}/messages?limit=100`);
      await this.get(who, `/api/tickets/${id}/messages?limit=1&order=oldest`);
      await this.get(who, `/api/tickets/${id}/reasons`);
    }
    for (const id of [...ids.files, ...ids.drafts]) await this.get(who, `/api/attachments/${id}`);
  }

  /** Page by page, to the end. */
  async #walk(who: string, path: string): Promise<void> {
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const { text } = await this.get(who, cursor === '' ? path : `${path}&cursor=${cursor}`);
      cursor = /"next":"([^"]+)"/.exec(text)?.[1];
    }
  }

  /** What is found by a word must show that word: an answer that is not empty tells as well. */
  async search(who: string): Promise<void> {
    const { canaries, ids, random, tickets } = this.world;
    for (let count = 0; count < searches; count += 1) {
      const bait = random.pick(canaries.baits);
      const canary = canaries.of(bait)!;
      for (const view of ['mine', random.pick(ids.companies)]) {
        const { status, text } = await this.get(who, `/api/tickets?view=${view}&text=${bait}`);
        if (status !== 200) continue;
        const page = JSON.parse(text) as { items: { id: string }[]; total?: { value: number } };
        const told =
          page.items.length > 0 || (page.total?.value ?? 0) > 0
            ? !('ticket' in canary.place) ||
              !mayKnow(who, canary, this.#decision, this.world) ||
              page.items.some(({ id }) => id !== tickets.get((canary.place as { ticket: string }).ticket)!.id)
            : false;
        if (told) this.witness.leaks.push({ what: `${canary.what}, found by search`, who, where: view });
      }
    }
  }

  /** Nobody can ask by what they do not see: an answer would tell it as well. */
  async probe(who: string): Promise<void> {
    const { tickets, openStages } = this.world;
    const { properties } = tickets.get('outage')!;
    const asked = Object.keys(properties)
      .filter((key) => !this.#decision.visible.includes(key))
      .flatMap((property) => [
        { property, operator: 'not-empty' },
        { property, operator: 'is', value: properties[property]! },
        { property, operator: 'contains', value: properties[property]!.slice(0, 4) },
      ])
      .map((condition) => `where=${encodeURIComponent(JSON.stringify([condition]))}`);
    // The last one is hidden; and where no stage has a name, all are.
    const stages = this.#decision.stages === 'state' ? openStages : openStages.slice(-1);
    for (const query of [...asked, ...stages.map((stage) => `stages=${stage}`)]) {
      const { status, text } = await this.get(who, `/api/tickets?view=mine&${query}`);
      if (status === 200 && !text.includes('"items":[],'))
        this.witness.leaks.push({ what: 'tickets by what is hidden', who, where: query });
    }
  }

  /** Requests by chance, one round a person. */
  async wander(): Promise<void> {
    for (const who of this.world.clients.keys()) {
      for (const ask of this.requests.round()) await this.ask(who, ask);
    }
  }

  /** A few requests by chance, of what reads and writes tickets. */
  async glance(who: string, times: number): Promise<void> {
    const routes = this.requests.routes.filter(
      (route) => /\/api\/(tickets|start|attachments|session|portal)/.test(route) && !ending.has(route),
    );
    for (let count = 0; count < times; count += 1)
      await this.ask(who, this.requests.of(this.world.random.pick(routes)));
  }

  /** Goes out by every door; nobody is in afterwards. */
  async leave(): Promise<void> {
    for (const who of this.world.clients.keys())
      for (const route of [...ending].reverse()) await this.ask(who, this.requests.of(route));
  }

  /** Opens a live stream for everybody who may have one, from the first change on where it is new. */
  async listen(): Promise<void> {
    for (const [who, customer] of this.world.customers) {
      let listener = this.listeners.get(who);
      if (listener && !listener.ended) continue;
      const from = listener ? undefined : '0';
      listener ??= new Listener(() => this.#settled);
      this.listeners.set(who, listener);
      const status = await listener.open(this.world.clients.get(who)!, from);
      if ((status === 200) !== isIn(customer, this.#decision)) {
        this.witness.leaks.push({ what: `a stream, answered ${status}`, who, where: '/api/events' });
      }
    }
  }

  /** Saves another decision; from then on nothing may be told by the one before. */
  async decide(decision: Decision): Promise<void> {
    const { owner, base } = this.world;
    const { version } = await json<{ version: number }>(owner.get('/api/staff/settings'));
    const settings = settingsOf(decision, base, secretList);
    this.decisions.push(decision);
    // Until the answer is there, what is told may be by either.
    this.#settled = this.decisions.length - 1;
    const answer = await owner.put('/api/staff/settings', { version, settings });
    assert.equal(answer.status, 200, await answer.text());
    this.#marks.push({ after: await this.#lastChange(), decision: this.decisions.length - 1 });
  }

  /** By chance, from what this world's owner could decide. */
  decideByChance(): Promise<void> {
    const { random, customers, atoms } = this.world;
    return this.decide(decideByChance(random, { customers: [...customers.values()], atoms, visible }));
  }

  /**
   * Agents work on some tickets, and everybody who may hear of it does: so what comes later on a stream was decided
   * later, too.
   */
  async stir(): Promise<void> {
    const { agent, canaries, customers, random, tickets, openStages } = this.world;
    const open = [...this.listeners].filter(([, listener]) => !listener.ended);
    const before = await this.#lastChange();
    const stirred = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      const ticket = random.pick([...tickets.values()]);
      stirred.add(ticket.name);
      const path = `/api/staff/tickets/${ticket.id}`;
      const content = canaries.text('a message', {
        at: 'message',
        ticket: ticket.name,
        thread: ticket.newest,
      });
      await json(agent.post(`${path}/messages`, { body: { format: 'text', content }, attachments: [] }));
      ticket.messages.push({ by: 'jonas', thread: ticket.newest });
      const note = { format: 'text', content: canaries.text('an internal note', { at: 'nowhere' }) };
      await json(agent.post(`${path}/notes`, { body: note }));
      if (random.chance(0.3)) await json(agent.put(`${path}/stage`, { stageId: random.pick(openStages) }));
    }
    for (const [who, listener] of open) {
      const customer = customers.get(who)!;
      // It waits for the portal to be on again; that it tells nothing meanwhile is looked at with all it has told.
      if (!this.#decision.on) continue;
      if (!isIn(customer, this.#decision)) {
        await listener.until(() => listener.ended, `the end of the stream of ${who}`);
        continue;
      }
      for (const name of stirred) {
        const ticket = tickets.get(name)!;
        if (!sees(customer, ticket, this.#decision)) continue;
        await listener.until(
          () =>
            listener.heard.some(({ id = 0, ticketId }) => id > before && ticketId === ticket.id) ||
            listener.ended,
          `news of ${name} for ${who}`,
        );
        if (listener.ended) throw new Error(`the stream of ${who} ended`);
      }
    }
  }

  /** What the streams have told, each event by the decisions between its change and its arrival. */
  overhear(): number {
    let events = 0;
    for (const [who, listener] of this.listeners) {
      for (const { id = 0, kind, text, by } of listener.heard.splice(0)) {
        events += 1;
        const since = this.#marks.findLast(({ after }) => after < id)?.decision ?? 0;
        const held = this.decisions.slice(Math.min(since, by), by + 1);
        this.witness.read(who, text, `the live stream, change ${id}`, held);
        const customer = this.world.customers.get(who);
        if (kind !== undefined && customer && !held.some((decision) => isIn(customer, decision)))
          throw new Error(`${who} was told of change ${id} while nobody let them in: ${text}`);
      }
    }
    return events;
  }

  async #lastChange(): Promise<number> {
    const row = await this.world.started.gateway.storage.db
      .selectFrom('changes')
      .select((eb) => eb.fn.max('id').as('id'))
      .executeTakeFirst();
    return Number(row?.id ?? 0);
  }

  async stop(): Promise<void> {
    for (const listener of this.listeners.values()) listener.stop();
    await this.world.stop();
  }
}

/** The beginning of an answer that goes on for ever. */
async function firstOf(answer: Response): Promise<string> {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = await reader.read();
  await reader.cancel();
  return value;
}
