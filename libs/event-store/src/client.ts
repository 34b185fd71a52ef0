import { EventStoreDBClient } from '@eventstore/db-client';

/** gRPC errors carry a numeric code and details. */
const isGrpcError = (reason: unknown): boolean =>
  reason instanceof Error && typeof (reason as { code?: unknown }).code === 'number' && 'details' in reason;

let guarded = false;

/**
 * The client writes appends in an async function whose result nobody holds: when its connection breaks while it waits for the socket to
 * drain, that promise rejects unseen and would end the process. The append itself is answered by our own time-out.
 */
function guardStrayRejections(): void {
  if (guarded) return;
  guarded = true;
  process.on('unhandledRejection', (reason) => {
    if (!isGrpcError(reason) && !(reason instanceof Error && 'type' in reason && 'metadata' in reason)) throw reason;
  });
}

/** A client for `esdb://…`, `esdb+discover://…`, `unix:<path>` or `<host>:<port>` (the last two without TLS, for the node on this machine). */
export function connectClient(address: string): EventStoreDBClient {
  guardStrayRejections();
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(address)) return EventStoreDBClient.connectionString(address);
  return new EventStoreDBClient({ endpoint: address }, { insecure: true });
}
