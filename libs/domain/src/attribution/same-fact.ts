import { type EventMetadata, type EventType, type NewEvent, storedEventId } from '@waybill/events';

/** An event as it is written, whatever the stream: source and id in its metadata identify it. */
export type FactAnywhere<T extends EventType = EventType> = Omit<NewEvent<T>, 'eventId'>;

/** The id that an event has in a stream. */
export const idIn = (stream: string, { metadata }: { readonly metadata: EventMetadata }): NewEvent['eventId'] =>
  storedEventId(metadata.source, metadata.id, stream);

/**
 * The same fact as an event of another stream: content and `recordedtime` stay what they were. The key of a command stays where the
 * command was decided: elsewhere the event repeats none.
 */
export function sameFact<T extends EventType>(stream: string, { type, data, metadata }: FactAnywhere<T>): NewEvent<T> {
  const { commandkey: _key, commandhash: _hash, ...kept } = metadata;
  return { eventId: storedEventId(metadata.source, metadata.id, stream), type, data, metadata: kept as EventMetadata };
}
