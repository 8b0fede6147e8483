import { createHash } from 'node:crypto';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { PostgresDialect, type Dialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { breaksConnection, refusesNow, unavailable } from './failures.ts';
import type { StorageLog } from './storage.ts';

const connections = 10;
/** Milliseconds; together below the 2 seconds in which a caller must know that the database is away. */
const connectTimeout = 1500;
const queryTimeout = 1800;
/** Milliseconds a call may wait for a free connection of a database that answers. */
const queueTimeout = 5000;

/** A pool whose failures are `unavailable`, and whose broken connections are thrown away. */
export function openPostgres(url: string, log: StorageLog): { dialect: Dialect; pool: GuardedPool } {
  const pool = new GuardedPool(
    {
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: connectTimeout,
      query_timeout: queryTimeout,
      statement_timeout: queryTimeout,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      application_name: 'portico',
      // Databases lie on disks without arms, where a row by its key costs little more than the next one; and queries
      // this small are over before they were compiled.
      options: '-c random_page_cost=1.1 -c jit=off',
    },
    log,
  );
  return { dialect: new PostgresDialect({ pool }), pool };
}

/** For migrations, which may take as long as they need. */
export function openPatientPostgres(url: string, log: StorageLog): Dialect {
  const pool = new GuardedPool(
    { connectionString: url, max: 2, connectionTimeoutMillis: 5000, application_name: 'portico-migrate' },
    log,
  );
  return new PostgresDialect({ pool });
}

/** Statements that connections keep parsed and planned; each of them keeps as many, so there is an end to it. */
const preparedStatements = 300;
const longestPrepared = 6_000;

/**
 * Names for statements that come again, so that PostgreSQL parses and plans them once a connection. First come, first
 * served: whoever asks queries of ever new shapes finds them slower, and fills no memory.
 */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    // How rare the words of a search are decides its plan: it is planned anew each time.
    if (names.size >= preparedStatements || text.length > longestPrepared || text.includes('::tsquery'))
      return undefined;
    if (!/^(select|insert|update|delete)\b/.test(text)) return undefined;
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
    return name;
  };
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

class GuardedPool implements PostgresPool {
  readonly options: object;
  #pool: Pool;
  #free: number;
  #waiting: Waiter[] = [];
  #ended: Promise<void> | undefined;
  #nameOf = statementNames();

  constructor(config: PoolConfig, log: StorageLog) {
    this.#pool = new Pool(config);
    this.options = this.#pool.options;
    this.#free = config.max ?? connections;
    // An idle connection that dies says so here; unheard, it would end the process.
    this.#pool.on('error', (error) => log.warn({ err: error.message }, 'a database connection was lost'));
  }

  async connect(): Promise<PostgresPoolClient> {
    await this.#slot();
    try {
      return this.#guard(await this.#pool.connect());
    } catch (error) {
      this.#release(true);
      throw unavailable(error);
    }
  }

  end(): Promise<void> {
    this.#ended ??= this.#pool.end();
    return this.#ended;
  }

  /**
   * Waiting is done here and not in the pool, whose one time-out does not tell a busy database from a dead one: busy,
   * a caller waits its turn; dead, all who wait learn it with the first failure.
   */
  #slot(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve,
        reject,
        timer: setTimeout(() => {
          this.#waiting = this.#waiting.filter((other) => other !== waiter);
          reject(unavailable(undefined, 'no database connection became free in time'));
        }, queueTimeout),
      };
      this.#waiting.push(waiter);
    });
  }

  #release(broken: boolean): void {
    if (broken) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const waiter of waiting) {
        clearTimeout(waiter.timer);
        waiter.reject(unavailable(undefined));
      }
    }
    const next = this.#waiting.shift();
    if (next) {
      clearTimeout(next.timer);
      next.resolve();
    } else {
      this.#free++;
    }
  }

  #guard(client: PoolClient): PostgresPoolClient {
    let broken: Error | undefined;
    let released = false;
    // `processID` lets Kysely cancel a query that is aborted; the driver has it without declaring it.
    const processID =
      'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
    const onError = (error: Error): void => void (broken ??= error);
    const nameOf = this.#nameOf;
    client.on('error', onError);

    async function query<R>(sql: string, parameters: readonly unknown[]) {
      if (broken) throw unavailable(broken);
      try {
        const name = nameOf(sql);
        const result = await client.query<R & object>({
          text: sql,
          values: [...parameters],
          ...(name === undefined ? {} : { name }),
        });
        return {
          command: result.command as 'SELECT',
          rowCount: result.rowCount ?? 0,
          rows: result.rows as R[],
        };
      } catch (error) {
        if (breaksConnection(error)) {
          broken = error instanceof Error ? error : new Error(String(error));
          throw unavailable(error);
        }
        throw refusesNow(error) ? unavailable(error) : error;
      }
    }

    return {
      ...(processID === undefined ? {} : { processID }),
      query: query as PostgresPoolClient['query'],
      release: (destroy?: boolean) => {
        if (released) return;
        released = true;
        client.off('error', onError);
        client.release(destroy || broken !== undefined);
        this.#release(broken !== undefined);
      },
    };
  }
}
