import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../meta/migrations';
import { DatabaseUnavailable } from './errors';
import { classified, isConnectionFailure, isRetryable } from './failures';

/** A connection that runs one statement after the other. `name` makes it a prepared statement of that connection. */
export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[], name?: string): Promise<Row[]>;
}

export interface DatabaseOptions {
  readonly poolSize?: number;
  /** Milliseconds a statement may take; reads of the API get 2,000, a batch of a projection more. */
  readonly statementTimeoutMs?: number;
  readonly applicationName?: string;
}

const RETRIES = 5;
const CONNECT_MS = 1_500;

function dataSource(url: string, options: DatabaseOptions): DataSource {
  const { poolSize = 10, statementTimeoutMs = 2_000, applicationName = 'waybill' } = options;
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    connectTimeoutMS: CONNECT_MS,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    schema: 'waybill',
    logging: false,
    // An idle connection that dies is replaced by the pool; without a listener it would end the process.
    poolErrorHandler: () => {},
    extra: {
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      // A frozen process must not keep its rows locked from the process that takes over.
      idle_in_transaction_session_timeout: 5_000,
      query_timeout: statementTimeoutMs + 500,
    },
  });
}

/**
 * Postgres, opened at the first query. Making one never connects; while Postgres is down every query fails with
 * `DatabaseUnavailable` within about two seconds, and works again by itself afterwards.
 */
export class ReadDatabase implements Queryable {
  private readonly source: DataSource;
  private opening: Promise<Pool> | undefined;
  private closed = false;

  private constructor(url: string, options: DatabaseOptions) {
    this.source = dataSource(url, options);
  }

  static open(url: string, options: DatabaseOptions = {}): ReadDatabase {
    return new ReadDatabase(url, options);
  }

  async query<Row = Record<string, unknown>>(sql: string, params: readonly unknown[] = [], name?: string): Promise<Row[]> {
    try {
      const pool = await this.pool();
      return (await pool.query({ text: sql, values: params as unknown[], name })).rows as Row[];
    } catch (error) {
      throw classified(error);
    }
  }

  /** All or nothing. Deadlocks and serialization failures are tried again, so `work` must have no other effects. */
  async transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    isolation: 'read committed' | 'repeatable read' = 'read committed',
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(work, isolation);
      } catch (error) {
        if (!isRetryable(error) || attempt === RETRIES) throw classified(error);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  /** The TypeORM data source, connected; for migrations. */
  async connected(): Promise<DataSource> {
    try {
      await this.pool();
      return this.source;
    } catch (error) {
      throw classified(error);
    }
  }

  /** Connections in use and callers waiting for one. */
  get load(): { readonly open: number; readonly waiting: number } {
    const pool = this.source.isInitialized ? this.rawPool() : undefined;
    return { open: pool?.totalCount ?? 0, waiting: pool?.waitingCount ?? 0 };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening?.catch(() => {});
    if (this.source.isInitialized) await this.source.destroy();
  }

  private pool(): Promise<Pool> {
    if (this.closed) return Promise.reject(new DatabaseUnavailable('The database was closed.'));
    this.opening ??= this.initialize().catch((error) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async initialize(): Promise<Pool> {
    await this.source.initialize();
    return this.rawPool();
  }

  private rawPool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }

  private async attempt<T>(work: (tx: Queryable) => Promise<T>, isolation: string): Promise<T> {
    const client = await (await this.pool()).connect();
    let broken = false;
    // Postgres may end it between two statements: the next one then fails, but without a listener the process would end.
    client.on('error', nothing);
    try {
      await client.query(`begin isolation level ${isolation}`);
      const result = await work(queryable(client));
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

const nothing = (): void => {};

const queryable = (client: PoolClient): Queryable => ({
  query: async <Row>(sql: string, params: readonly unknown[] = [], name?: string) =>
    (await client.query({ text: sql, values: params as unknown[], name })).rows as Row[],
});

const rolledBack = (client: PoolClient): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  );
