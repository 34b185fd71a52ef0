import type { ResolvedEvent } from '@eventstore/db-client';
import { type EventMetadata, isEventType, type StoredEvent } from '@waybill/events';

/** A place in the whole log. Both parts are kept: some servers skip an event when resumed from the commit position alone. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const positionOf = ({ event, commitPosition }: ResolvedEvent): LogPosition => {
  const commit = event?.position?.commit ?? commitPosition ?? 0n;
  return { commit, prepare: event?.position?.prepare ?? commit };
};

/** The event as the language knows it; undefined for types that are not in the catalogue. */
export function storedEvent(resolved: ResolvedEvent): StoredEvent | undefined {
  const { event } = resolved;
  if (!event || !isEventType(event.type)) return undefined;
  const { commit, prepare } = positionOf(resolved);
  return {
    eventId: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata as unknown as EventMetadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: commit,
    preparePosition: prepare,
  } as unknown as StoredEvent;
}

/** Attributes that are ours alone. */
const INTERNAL = new Set(['contenthash', 'commandkey', 'commandhash']);

/** The event in the JSON form of CloudEvents 1.0, `time` as it was sent, with its stored id as extension `eventid`. */
export function toCloudEvent({ eventId, type, data, metadata }: StoredEvent): Record<string, unknown> {
  const attributes = Object.fromEntries(Object.entries(metadata).filter(([name]) => !INTERNAL.has(name)));
  return { ...attributes, type, eventid: eventId, data };
}
