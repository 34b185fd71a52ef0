import { randomUUID } from 'node:crypto';
import type { EventStore } from '../event-store';
import { WRITE_TIMEOUT_MS } from '../write/append-limits';
import { ANY } from '../write/expected-revision';
import { metadataStreamOf } from '../write/stream-metadata';
import type { ProposedEvent, WriteRequest } from '../write/write-request';

const NOTHING = Buffer.alloc(0);

/** An event of the node's own. */
export function systemEvent(type: string, data: Buffer, metadata: Buffer = NOTHING): ProposedEvent {
  return { id: randomUUID(), type, isJson: type !== '$>', metadata, data };
}

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Appends to a stream of the node's own; true once it is durable, false when it cannot be written now. */
export function writeSystemEvent(store: EventStore, stream: string, event: ProposedEvent): Promise<boolean> {
  return submit(store, { stream, intent: 'append', events: [event] });
}

/** Replaces the metadata of a stream of the node's own. */
export function writeSystemMetadata(store: EventStore, stream: string, metadata: Readonly<Record<string, number>>): Promise<boolean> {
  return writeSystemEvent(store, metadataStreamOf(stream), systemEvent('$metadata', json(metadata)));
}

/** Hides what a stream of the node's own holds. */
export function deleteSystemStream(store: EventStore, stream: string): Promise<boolean> {
  return submit(store, { stream, intent: 'softDelete', events: [] });
}

function submit(store: EventStore, request: Pick<WriteRequest, 'stream' | 'intent' | 'events'>): Promise<boolean> {
  const deadline = performance.now() + WRITE_TIMEOUT_MS;
  return new Promise((resolve) => {
    store.writes.submit({ ...request, expected: ANY, deadline }, ({ kind }) => resolve(kind === 'written'));
  });
}
