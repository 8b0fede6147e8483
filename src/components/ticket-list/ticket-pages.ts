import type { Call } from '../../api/adapter.ts';
import { PortalError } from '../../api/errors.ts';
import type { Page, TicketQuery, TicketSummary } from '../../api/model.ts';

export type Lister = (query: TicketQuery, call: Call) => Promise<Page<TicketSummary>>;

/** The most rows a backend hands out in one page. */
const largestPage = 100;

/**
 * The rows of one query, read page by page. One piece of work at a time: a later one aborts the earlier. Rows are
 * replaced by other rows, never by nothing: until new ones are here, the old ones stay.
 */
export class TicketPages {
  /** Absent until something was read. */
  rows: readonly TicketSummary[] | undefined;
  total: Page<TicketSummary>['total'];
  /** Cursor of what is not read yet. */
  next: string | undefined;
  error: PortalError | undefined;
  /** What is under way. */
  work: 'load' | 'more' | 'refresh' | undefined;
  readonly #changed: () => void;
  #list: Lister | undefined;
  #query: TicketQuery | undefined;
  #goal = 0;
  #abort: AbortController | undefined;
  #failed: 'load' | 'more' | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Reads `count` rows of a query. Resolves to whether they came. */
  load(list: Lister, query: TicketQuery, count: number): Promise<boolean> {
    this.#list = list;
    this.#query = query;
    this.#goal = count;
    return this.#read('load', count);
  }

  /** Reads `count` rows beyond those that are here. */
  more(count: number): Promise<boolean> {
    this.#goal = count;
    return this.#read('more', count);
  }

  /**
   * Reads again what is shown, without a word about failures: the rows there are stay true enough. Resolves to how many
   * requests that took; 0 when something else was under way or came between, `undefined` when there is nothing to read
   * again.
   */
  async refresh(atLeast: number): Promise<number | undefined> {
    if (!this.rows) return undefined;
    if (this.work) return 0;
    const count = Math.max(atLeast, this.rows.length);
    const reading = this.#read('refresh', count);
    const abort = this.#abort;
    await reading;
    return abort?.signal.aborted ? 0 : Math.ceil(count / largestPage);
  }

  /** Tries again what failed. A cursor that is refused has grown old: the rows are read anew, and those beyond them. */
  retry(): Promise<boolean> {
    if (this.#failed === 'more' && this.error?.code !== 'invalid') return this.more(this.#goal);
    return this.#read('load', this.#goal + (this.#failed === 'more' ? (this.rows?.length ?? 0) : 0));
  }

  /** Stops what is under way; what is here stays. */
  stop(): void {
    this.#abort?.abort();
    this.work = undefined;
  }

  /** Forgets everything. */
  clear(): void {
    this.stop();
    this.rows = this.total = this.next = this.error = this.#failed = undefined;
  }

  async #read(work: NonNullable<TicketPages['work']>, count: number): Promise<boolean> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    this.work = work;
    if (work !== 'refresh') this.error = this.#failed = undefined;
    this.#changed();
    try {
      await this.#pages(work, count, signal);
      this.error = this.#failed = undefined;
      return true;
    } catch (thrown) {
      if (signal.aborted) return false;
      if (work !== 'refresh') {
        this.#failed = work;
        this.error = PortalError.from(thrown);
      }
      return false;
    } finally {
      if (!signal.aborted) {
        this.work = undefined;
        this.#changed();
      }
    }
  }

  async #pages(work: string, count: number, signal: AbortSignal): Promise<void> {
    if (!this.#list || !this.#query) throw new PortalError('unavailable', 'Nothing was asked for yet');
    const known = work === 'more' ? (this.rows ?? []) : [];
    const rows = new Map(known.map((row) => [row.id, row]));
    const goal = rows.size + count;
    let cursor = work === 'more' ? this.next : undefined;
    let before: number;
    do {
      before = rows.size;
      const limit = Math.min(largestPage, goal - rows.size);
      const query = { ...this.#query, limit, ...(cursor && { cursor }) };
      const page = await this.#list(query, { signal, background: work === 'refresh' });
      signal.throwIfAborted();
      // A ticket that moved while pages were turned comes twice, on some desks always: its place is where it came first.
      for (const row of page.items) if (!rows.has(row.id)) rows.set(row.id, row);
      cursor = page.next;
      const done = !cursor || rows.size >= goal || rows.size === before;
      if (done || work !== 'refresh') this.#take([...rows.values()], page);
      if (done) return;
      if (work !== 'refresh') this.#changed();
    } while (cursor);
  }

  #take(rows: TicketSummary[], { next, total }: Page<TicketSummary>): void {
    this.rows = rows;
    this.next = next;
    this.total = total;
  }
}
