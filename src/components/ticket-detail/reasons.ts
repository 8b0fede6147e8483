import { PortalError } from '../../api/errors.ts';
import type { Ticket, TicketReasons } from '../../api/model.ts';
import { LazyModule } from '../../portal/lazy-module.ts';
import type { Portal } from '../../portal/portal.ts';

/** What puts the answer into words: few people ask. */
const look = new LazyModule(() => import('./reasons-view.ts'));

/** Why a ticket shows: asked of the backend once somebody wants to know, and again when the ticket has changed since. */
export class Reasons {
  open = false;
  answer: TicketReasons | undefined;
  error: PortalError | undefined;

  readonly #portal: Portal;
  readonly #ticket: () => Ticket | undefined;
  readonly #changed: () => void;
  #stop: AbortController | undefined;
  /** Of the ticket, as it was when the question was last asked. */
  #version: string | undefined;

  constructor(portal: Portal, ticket: () => Ticket | undefined, changed: () => void) {
    this.#portal = portal;
    this.#ticket = ticket;
    this.#changed = changed;
  }

  /** Whether the backend can tell. */
  get offered(): boolean {
    return !!this.#portal.adapter.tickets.reasons;
  }

  /** What shows the answer, once it is here. */
  get look(): typeof import('./reasons-view.ts') | undefined {
    return look.value;
  }

  readonly unfold = (open: boolean): void => {
    if (open === this.open) return;
    this.open = open;
    this.check();
    this.#changed();
  };

  /** Asks where what is shown is not about the ticket as it is now. */
  check(): void {
    const version = this.#ticket()?.version;
    if (this.open && version !== undefined && version !== this.#version) void this.ask();
  }

  readonly ask = async (): Promise<void> => {
    const ticket = this.#ticket();
    if (!ticket) return;
    this.stop();
    const { signal } = (this.#stop = new AbortController());
    this.#version = ticket.version;
    this.error = undefined;
    this.#changed();
    try {
      const [answer] = await Promise.all([this.#read(ticket.id, signal), look.load()]);
      if (signal.aborted) return;
      this.answer = answer;
    } catch (thrown) {
      if (signal.aborted) return;
      this.error = PortalError.from(thrown);
    }
    this.#changed();
  };

  stop(): void {
    this.#stop?.abort();
  }

  #read(id: string, signal: AbortSignal): Promise<TicketReasons> {
    return this.#portal.guard(async () => {
      const answer = this.#portal.adapter.tickets.reasons?.(id, { signal });
      if (!answer) throw new PortalError('not-supported');
      return answer;
    });
  }
}
