import { DatabaseUnavailable, QueryTimeout, TablesMissing } from './errors';
import { isUntrusted, reasonOf } from './reasons';

/** Codes of sockets and name look-ups when no server answers. */
const SOCKET = /^(ECONN|EPIPE|ENOENT|ENOTFOUND|ETIMEDOUT|EAI_|EHOST|ENET)/;
/**
 * SQLSTATEs that pass with time: lost connections (08), shutdown and start-up (57P), too many connections or no disk (53), a session
 * ended for idling in a transaction (25P03), a log-in or database that is not there yet (28, 3D), or tables that a first start has yet to make.
 */
const SQLSTATE = /^(08|57P|53|25P03|28|3D000|3F000|42P01)/;
/** node-postgres has no code for these. */
const MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|Client was closed|server closed the connection/i;

const coded = (error: unknown): { code?: unknown; message?: unknown } => (typeof error === 'object' && error !== null ? error : {});

/** Both name what to do again as it was: a deadlock, a serialization failure, a lock not had in time. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01', '55P03'].includes(String(coded(error).code));

/** True when the connection itself is of no use any more. */
export const isConnectionFailure = (error: unknown): boolean => {
  const { code, message } = coded(error);
  return SOCKET.test(String(code ?? '')) || /^(08|57P|25P03)/.test(String(code ?? '')) || MESSAGE.test(String(message ?? ''));
};

/** The error as callers get it: typed when the database, not the query, is to blame. Texts of queries and values never leave here. */
export function classified(error: unknown): unknown {
  const { code } = coded(error);
  if (code === '57014') return new QueryTimeout('The query took too long.');
  if (code === '42P01' || code === '3F000') return new TablesMissing('The read model is not there.');
  const unavailable = isConnectionFailure(error) || isUntrusted(error) || SQLSTATE.test(String(code ?? ''));
  return unavailable ? new DatabaseUnavailable(reasonOf(error)) : error;
}

/** A SQLSTATE: five characters, of which the first two are the class. */
const ANY_SQLSTATE = /^(\d[0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
/**
 * Classes with which Postgres refuses what it was given: a value that does not fit its type (22), a rule of a table (23, 44), too much for
 * a row or an index (54), a wrong number of rows (21), a trigger that says so (P0), or a statement that it does not understand (42), which
 * only what needs that statement shall suffer from. A right that is missing (42501) is nothing that was given.
 */
const REFUSAL = /^(21|22|23|42(?!501)|44|54|P0)/;

/**
 * True when trying the same again later may help: the fault is not in the data. Postgres may be away or busy, but also read-only, being
 * changed or without a right that it had: to set data aside for that would be wrong.
 */
export const isTransient = (error: unknown): boolean => {
  const kind = classified(error);
  const code = String(coded(error).code ?? '');
  const isRefusal = !ANY_SQLSTATE.test(code) || REFUSAL.test(code);
  return kind instanceof DatabaseUnavailable || kind instanceof QueryTimeout || !isRefusal;
};
