import { type DataOf, type EventType, formatInstant, type Instant, isOneOf, type NewEvent, type StoredEvent } from '@waybill/events';
import { type Derivation, derivedEvent } from '../derived-event';
import { DETECTION } from './event-types';
import { appended, type Growing, itemsOf } from './growing';

type CrossingType = 'dev.waybill.geofence-entered.v1' | 'dev.waybill.geofence-exited.v1';

/** A fence was crossed, allowed or not. */
export interface CrossingSeen {
  readonly type: CrossingType;
  readonly time: Instant;
  readonly data: DataOf<CrossingType>;
}

/** An event said that a crossing was, or that one of which an event had said so was none. */
type Statement = { readonly key: string; readonly eventId: string } | { readonly retracts: string };
/** All that was said of crossings, in order. */
export type CrossingStatements = Growing<Statement>;

/** What was said of one crossing. */
interface StatedCrossing {
  /** The last event that says that it was. */
  readonly eventId: string;
  /** How often that was said. */
  readonly times: number;
  readonly retracted: boolean;
}

/**
 * What makes a crossing this one: the fence as it was, the direction, the two fixes, and the time. A late fix where a shipment stood
 * moves the mean that stands for it, so the same two fixes may come to show another time.
 */
const keyOf = (type: CrossingType, time: string, { geofenceId, revision, from, to }: CrossingSeen['data']): string =>
  [geofenceId, revision ?? '', from?.eventId ?? '', to.eventId, type, time].join('/');

const CROSSING_EVENT_TYPES = [
  'dev.waybill.geofence-entered.v1',
  'dev.waybill.geofence-exited.v1',
  'dev.waybill.geofence-crossing-retracted.v1',
] as const satisfies readonly EventType[];

/** Folds one event of a shipment's exception stream. */
export function evolveCrossings(statements: CrossingStatements, event: StoredEvent): CrossingStatements {
  if (!isOneOf(event, CROSSING_EVENT_TYPES)) return statements;
  switch (event.type) {
    case 'dev.waybill.geofence-entered.v1':
    case 'dev.waybill.geofence-exited.v1': {
      const key = keyOf(event.type, event.metadata.time, event.data);
      return appended(statements, { key, eventId: event.eventId });
    }
    case 'dev.waybill.geofence-crossing-retracted.v1':
      return appended(statements, { retracts: event.data.eventId });
  }
}

/** The last word on each crossing, by its key. */
function lastWords(statements: CrossingStatements): Map<string, StatedCrossing> {
  const known = new Map<string, StatedCrossing>();
  const keys = new Map<string, string>();
  for (const statement of itemsOf(statements)) {
    const key = 'key' in statement ? statement.key : keys.get(statement.retracts);
    const before = key === undefined ? undefined : known.get(key);
    if (key === undefined) continue;
    if ('key' in statement) {
      keys.set(statement.eventId, key);
      known.set(key, { eventId: statement.eventId, times: (before?.times ?? 0) + 1, retracted: false });
    } else if (before?.eventId === statement.retracts) known.set(key, { ...before, retracted: true });
  }
  return known;
}

/** What the fixes of a shipment show as of a time. */
export interface CrossingsSeen {
  readonly shipmentId: string;
  readonly crossings: readonly CrossingSeen[];
  readonly asOf: Instant;
}

/**
 * The events that bring what was said of a shipment's crossings to what its fixes show now: those not told of yet, those that are true
 * again, and the end of those that a late or corrected fix shows to have been otherwise.
 */
export function reconcileCrossings(statements: CrossingStatements, { shipmentId, crossings, asOf }: CrossingsSeen): NewEvent[] {
  const known = lastWords(statements);
  const shown = new Map(crossings.map((one) => [keyOf(one.type, formatInstant(one.time), one.data), one]));
  const gone = [...known].filter(([key, { retracted }]) => !retracted && !shown.has(key));
  const fresh = [...shown].filter(([key]) => known.get(key)?.retracted ?? true);
  const retractions = gone.map(([key, { eventId, times }]): Derivation => {
    const data = { eventId, reason: 'late or corrected facts show another way' };
    return { type: 'dev.waybill.geofence-crossing-retracted.v1', id: `${key}/${times}/retracted`, data, time: asOf };
  });
  const news = fresh.map(([key, one]): Derivation => ({ ...one, id: `${key}/${(known.get(key)?.times ?? 0) + 1}` }));
  return [...retractions, ...news].map((one) => derivedEvent(DETECTION, one, shipmentId, asOf));
}
