import { isUnknown, isUnreadable, type LogEvent, type StoredEvent } from '@waybill/events';
import { StreamUnreadable } from './errors';

/** The event when it is of the language; undefined when it is to be passed over. @throws StreamUnreadable */
export function understood(event: LogEvent): StoredEvent | undefined {
  if (isUnreadable(event)) throw new StreamUnreadable(event.stream, event.revision, event.why);
  return isUnknown(event) ? undefined : event;
}
