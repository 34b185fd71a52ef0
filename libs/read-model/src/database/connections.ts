import { codeOf } from '@waybill/platform';
import { Client, Pool, type PoolConfig } from 'pg';
import { UnusableDatabaseUrl } from './errors';

export interface ConnectionOptions {
  readonly poolSize: number;
  readonly applicationName: string;
  /** Milliseconds a statement may take. */
  readonly statementTimeoutMs: number;
}

/** The connections of one process to Postgres. */
export interface Connections {
  readonly pool: Pool;
  /**
   * Statements that give a transaction its timeouts, where a session has none: behind a connection pooler a session is not ours, and
   * what is set in it would stay with the next client.
   */
  readonly timeouts: string | undefined;
}

const CONNECT_MS = 1_500;
/** A frozen process must not keep its rows locked from the process that takes over. */
const IDLE_IN_TRANSACTION_MS = 5_000;
/** A connection pooler refuses startup parameters that it does not know (protocol violation). */
const PROTOCOL_VIOLATION = '08P01';

/** @throws UnusableDatabaseUrl when node-postgres cannot read it; what node-postgres says then may hold the password. */
export function checkUrl(url: string): void {
  try {
    new Client({ connectionString: url });
  } catch (error) {
    const path = typeof error === 'object' && error !== null && 'path' in error ? error.path : undefined;
    if (path !== undefined)
      throw new UnusableDatabaseUrl(
        `the file ${path} that it names cannot be read (${codeOf(error)}): correct the path or make it readable`,
      );
    throw new UnusableDatabaseUrl('give postgres://user:password@host:5432/database, user and password percent-encoded');
  }
}

/** Opens the first connection, and finds out by it whether a session keeps the timeouts that it is started with. */
export async function connect(url: string, options: ConnectionOptions): Promise<Connections> {
  const { statementTimeoutMs } = options;
  const startup = { statement_timeout: statementTimeoutMs, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS };
  const pool = poolOf(url, options, startup);
  try {
    if ((await statementTimeout(pool)) === statementTimeoutMs) return { pool, timeouts: undefined };
  } catch (error) {
    if (codeOf(error) !== PROTOCOL_VIOLATION) {
      void pool.end();
      throw error;
    }
  }
  void pool.end();
  const timeouts = Object.entries(startup).map(([name, ms]) => `set local ${name} = ${ms}`);
  return { pool: poolOf(url, options, {}), timeouts: timeouts.join('; ') };
}

async function statementTimeout(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ setting: string }>(`select setting from pg_settings where name = 'statement_timeout'`);
  return Number(rows[0]?.setting);
}

function poolOf(url: string, { poolSize, applicationName, statementTimeoutMs }: ConnectionOptions, startup: PoolConfig): Pool {
  const pool = new Pool({
    ...startup,
    connectionString: url,
    max: poolSize,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    query_timeout: statementTimeoutMs + 500,
  });
  // An idle connection that dies is replaced by the pool; without a listener it would end the process.
  return pool.on('error', () => {});
}
