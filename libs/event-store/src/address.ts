import { EventStoreDBClient } from '@eventstore/db-client';

/** The client does not know the newer name of the scheme; it means the same. */
const CONNECTION_STRING = /^(?:esdb|kurrentdb)((?:\+discover)?:\/\/.+)$/;
const ENDPOINT = /^(unix:.+|[^:/\s]+:\d{1,5})$/;
const WANTED = 'the address of the event store must be a connection string (esdb://…, esdb+discover://…), unix:<path> or <host>:<port>';

/**
 * A client of the store at this address: a connection string, or a node without TLS at `unix:<path>` or `<host>:<port>`. It connects with
 * its first call. Throws TypeError on anything else, without repeating it: it may hold a password.
 */
export function clientOf(address: string): EventStoreDBClient {
  const [, rest] = CONNECTION_STRING.exec(address) ?? [];
  if (rest !== undefined) return fromConnectionString(`esdb${rest}`);
  if (!ENDPOINT.test(address)) throw new TypeError(WANTED);
  return new EventStoreDBClient({ endpoint: address }, { insecure: true });
}

function fromConnectionString(address: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(address);
  } catch {
    throw new TypeError(WANTED);
  }
}
