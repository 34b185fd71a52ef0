import type { StoredEvent } from '@waybill/events';
import { Attribution } from '@waybill/tracking';
import type { ReactorDefinition } from '../processor';
import { wantedBy } from '../wanted-events';

/**
 * Brings every report to the shipments that it concerns. Its partitions are whole streams; what it appends in other streams it appends
 * at their exact revision, so owners of different partitions do not get in each other's way.
 */
export const attribution: ReactorDefinition = {
  kind: 'reactor',
  name: 'attribution',
  version: 1,
  types: wantedBy('attribution'),
  keyOf: (event: StoredEvent) => event.stream,
  create: ({ eventLog, clock }) => Attribution.open({ log: eventLog, clock }),
};
