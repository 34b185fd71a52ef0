import type { EventMetadata, StoredEvent } from '@waybill/events';

/** A CloudEvent in its JSON form: attributes and extensions at the top level. */
export type CloudEventJson = EventMetadata & {
  readonly type: string;
  readonly eventid: string;
  readonly data: unknown;
};

/**
 * The stored event as it is given out: `id` and `time` as they were sent, the id under which it is stored as extension `eventid`.
 * What serves our own bookkeeping is left out.
 */
export function toCloudEvent({ eventId, type, json, metadata }: StoredEvent): CloudEventJson {
  const { specversion, id, source, contenthash, commandkey, commandhash, ...attributes } = metadata;
  return { specversion, id, source, type, ...attributes, eventid: eventId, data: json };
}
