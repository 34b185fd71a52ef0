import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import { streamWindow } from './stream-window';

const LINK_TYPE = '$>';
const REVISION = /^\d{1,16}$/;

/** An event as a reader gets it: what is shown, and the link it was found by, if any. `event` is undefined when a link's target is gone. */
export interface ResolvedEvent {
  readonly event: LogRecord | undefined;
  readonly link: LogRecord | undefined;
}

/** The event itself, links not followed. */
export function unresolved(record: LogRecord): ResolvedEvent {
  return { event: record, link: undefined };
}

/** Follows a link event (`$>`, data `revision@stream`, split at the first `@`). Data that is no link makes it a plain event. */
export function resolveLink(store: EventStore, record: LogRecord): ResolvedEvent {
  if (record.eventType !== LINK_TYPE) return unresolved(record);
  const target = record.data.toString('utf8');
  const at = target.indexOf('@');
  if (at < 0 || !REVISION.test(target.slice(0, at))) return unresolved(record);
  return { event: find(store, target.slice(at + 1), Number(target.slice(0, at))), link: record };
}

function find(store: EventStore, stream: string, revision: number): LogRecord | undefined {
  const window = streamWindow(store, stream);
  if (window.kind !== 'readable' || revision < window.first || revision > window.last) return undefined;
  const record = store.reader.knownRecordAt(store.index.positionOf(window.slot, revision));
  return record.createdMs < window.oldestMs ? undefined : record;
}
