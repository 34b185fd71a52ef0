import type { EventStore } from '../event-store';
import { streamWindow } from '../read/stream-window';
import type { GroupDefinition } from './definition';
import { json, systemEvent, writeSystemEvent } from './system-writes';

const STREAM = '$persistentSubscriptionConfig';

/** All groups, as the newest event of the configuration stream lists them. */
export function loadDefinitions(store: EventStore): readonly GroupDefinition[] {
  const window = streamWindow(store, STREAM);
  if (window.kind !== 'readable') return [];
  const record = store.reader.knownRecordAt(store.index.positionOf(window.slot, window.last));
  return (JSON.parse(record.data.toString('utf8')) as { entries: GroupDefinition[] }).entries;
}

/** Makes the list of groups durable; false when that is not possible now. */
export function saveDefinitions(store: EventStore, entries: readonly GroupDefinition[], nowMs: number): Promise<boolean> {
  const data = json({ version: '2', updated: new Date(nowMs).toISOString(), entries });
  return writeSystemEvent(store, STREAM, systemEvent('$PersistentConfig', data));
}
