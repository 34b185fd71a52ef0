import type { Pool, PoolClient } from 'pg';
import { type Connections, checkUrl, connect } from './connections';
import { DatabaseUnavailable } from './errors';
import { classified, isConnectionFailure, isRetryable } from './failures';
import { PreparedStatements } from './prepared-statements';

/** A connection that runs one statement after the other. `label` lets Postgres keep the statement prepared where it can. */
export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[], label?: string): Promise<Row[]>;
}

export interface DatabaseOptions {
  readonly poolSize?: number;
  /** Milliseconds a statement may take; reads of the API get 2,000, a batch of a projection more. */
  readonly statementTimeoutMs?: number;
  readonly applicationName?: string;
  /** False behind a connection pooler that does not keep prepared statements. */
  readonly preparedStatements?: boolean;
  /** Hears in a sentence what an operator should change. */
  readonly warn?: (sentence: string) => void;
}

export interface TransactionOptions {
  /** Read committed unless given. */
  readonly isolation?: 'read committed' | 'repeatable read';
  /** Milliseconds that a lock is waited for. A transaction that does not wait is not tried again by itself either. */
  readonly lockTimeoutMs?: number;
}

const RETRIES = 5;
const LOST_STATEMENTS =
  'Prepared statements get lost on the way to Postgres: there is a connection pooler in between that does not keep them. Going on without; ' +
  'set DATABASE_PREPARED_STATEMENTS=off, or let the pooler keep them (PgBouncer from 1.21 on: max_prepared_statements).';

/**
 * Postgres, opened at the first query. Making one never connects; while Postgres is down every query fails with
 * `DatabaseUnavailable` within about two seconds, and works again by itself afterwards. Works behind connection poolers, also where
 * each transaction gets another session.
 */
export class ReadDatabase implements Queryable {
  private readonly prepared: PreparedStatements;
  private opening: Promise<Connections> | undefined;
  private pool: Pool | undefined;
  private closed = false;

  private constructor(
    readonly url: string,
    private readonly options: DatabaseOptions,
  ) {
    this.prepared = new PreparedStatements(options.preparedStatements ?? true, () => options.warn?.(LOST_STATEMENTS));
  }

  /** @throws UnusableDatabaseUrl */
  static open(url: string, options: DatabaseOptions = {}): ReadDatabase {
    checkUrl(url);
    return new ReadDatabase(url, options);
  }

  async query<Row = Record<string, unknown>>(sql: string, params: readonly unknown[] = [], label?: string): Promise<Row[]> {
    const { pool, timeouts } = await this.connections();
    if (timeouts !== undefined) return this.transaction((tx) => tx.query<Row>(sql, params, label));
    try {
      return await this.run<Row>(pool, sql, params, label);
    } catch (error) {
      if (!this.prepared.wereLost(error)) throw classified(error);
      return await this.run<Row>(pool, sql, params, label).catch((again) => Promise.reject(classified(again)));
    }
  }

  /** All or nothing. Deadlocks and serialization failures are tried again, so `work` must have no other effects. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(work, options);
      } catch (error) {
        const isWorthIt = this.prepared.wereLost(error) || isRetryable(error);
        if (!isWorthIt || attempt === RETRIES || options.lockTimeoutMs !== undefined) throw classified(error);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  /** Connections in use and callers waiting for one. */
  get load(): { readonly open: number; readonly waiting: number } {
    return { open: this.pool?.totalCount ?? 0, waiting: this.pool?.waitingCount ?? 0 };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening?.catch(() => {});
    await this.pool?.end();
  }

  /** @throws DatabaseUnavailable, or what Postgres says against the first connection. */
  private connections(): Promise<Connections> {
    if (this.closed) return Promise.reject(new DatabaseUnavailable('The database was closed.'));
    this.opening ??= this.open().catch((error) => {
      this.opening = undefined;
      throw classified(error);
    });
    return this.opening;
  }

  private async open(): Promise<Connections> {
    const { poolSize = 10, statementTimeoutMs = 2_000, applicationName = 'waybill' } = this.options;
    const connections = await connect(this.url, { poolSize, statementTimeoutMs, applicationName });
    this.pool = connections.pool;
    return connections;
  }

  private async run<Row>(on: Pool | PoolClient, sql: string, params: readonly unknown[], label?: string): Promise<Row[]> {
    return (await on.query({ text: sql, values: [...params], name: this.prepared.name(sql, label) })).rows;
  }

  private async attempt<T>(work: (tx: Queryable) => Promise<T>, options: TransactionOptions): Promise<T> {
    const { pool, timeouts } = await this.connections();
    const client = await pool.connect();
    let broken = false;
    // Postgres may end it between two statements: the next one then fails, but without a listener the process would end.
    client.on('error', nothing);
    try {
      await client.query(beginning(options, timeouts));
      const result = await work({ query: (sql, params = [], label) => this.run(client, sql, params, label) });
      await client.query('commit');
      return result;
    } catch (error) {
      broken = isConnectionFailure(error) || !(await rolledBack(client));
      throw error;
    } finally {
      client.off('error', nothing);
      client.release(broken);
    }
  }
}

function beginning({ isolation = 'read committed', lockTimeoutMs }: TransactionOptions, timeouts: string | undefined): string {
  const settings = [
    ...(timeouts === undefined ? [] : [timeouts]),
    ...(lockTimeoutMs === undefined ? [] : [`set local lock_timeout = ${lockTimeoutMs}`]),
  ];
  return [`begin isolation level ${isolation}`, ...settings].join('; ');
}

const nothing = (): void => {};

const rolledBack = (client: PoolClient): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  );
