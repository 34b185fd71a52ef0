import type { ProposedEvent } from './write-request';

/** Bytes of all events of one write together; a write of exactly this size is accepted. */
export const MAX_APPEND_SIZE = 1024 * 1024;
/** The server's own limit on how long a write may take. */
export const WRITE_TIMEOUT_MS = 2000;

/** What an event counts towards {@link MAX_APPEND_SIZE}: the newer servers' sum. */
export function appendSize(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + 2 * event.type.length;
}
