import { type DataOf, exceptionsStream, formatInstant, type Instant, type NewEvent, storedEventId } from '@waybill/events';

/** Source of the events that are derived from a shipment's facts. */
export const EXCEPTIONS_SOURCE = 'urn:waybill:exceptions';

type CrossingType = 'dev.waybill.geofence-entered.v1' | 'dev.waybill.geofence-exited.v1';

/** A fence was crossed, allowed or not. */
export interface CrossingSeen {
  readonly type: CrossingType;
  readonly time: Instant;
  readonly data: DataOf<CrossingType>;
}

/** What was said of one crossing. */
interface Told {
  /** The last event that says that it was. */
  readonly eventId: string;
  /** How often that was said. */
  readonly times: number;
  readonly retracted: boolean;
}
/** By what makes a crossing this one: the fence as it was, the direction, and the two fixes. */
export type ToldCrossings = Readonly<Record<string, Told>>;

const keyOf = (type: CrossingType, { geofenceId, revision, from, to }: CrossingSeen['data']): string =>
  [geofenceId, revision ?? '', from?.eventId ?? '', to.eventId, type].join('/');

/** Folds one event of a shipment's exception stream. */
export function evolveCrossings(told: ToldCrossings, event: Pick<NewEvent, 'eventId' | 'type' | 'data'>): ToldCrossings {
  switch (event.type) {
    case 'dev.waybill.geofence-entered.v1':
    case 'dev.waybill.geofence-exited.v1': {
      const key = keyOf(event.type, event.data as CrossingSeen['data']);
      return { ...told, [key]: { eventId: event.eventId, times: (told[key]?.times ?? 0) + 1, retracted: false } };
    }
    case 'dev.waybill.geofence-crossing-retracted.v1': {
      const { eventId } = event.data as DataOf<'dev.waybill.geofence-crossing-retracted.v1'>;
      const [key, one] = Object.entries(told).find(([, known]) => known.eventId === eventId) ?? [];
      return key !== undefined && one ? { ...told, [key]: { ...one, retracted: true } } : told;
    }
    default:
      return told;
  }
}

/** What the fixes of a shipment show as of a time. */
export interface CrossingsSeen {
  readonly shipmentId: string;
  readonly crossings: readonly CrossingSeen[];
  readonly asOf: Instant;
}

function stamped<T extends NewEvent['type']>(type: T, id: string, data: DataOf<T>, time: Instant, { shipmentId, asOf }: CrossingsSeen) {
  const metadata = {
    specversion: '1.0' as const,
    id,
    source: EXCEPTIONS_SOURCE,
    subject: `shipment:${shipmentId}`,
    time: formatInstant(time),
    recordedtime: formatInstant(asOf),
  };
  return { eventId: storedEventId(EXCEPTIONS_SOURCE, id, exceptionsStream(shipmentId)), type, data, metadata } as unknown as NewEvent;
}

/**
 * The events that bring what was said of a shipment's crossings to what its fixes show now: those not told of yet, those that are true
 * again, and the end of those that a late or corrected fix shows to have been otherwise.
 */
export function reconcileCrossings(told: ToldCrossings, seen: CrossingsSeen): NewEvent[] {
  const shown = new Map(seen.crossings.map((one) => [keyOf(one.type, one.data), one]));
  const gone = Object.entries(told).filter(([key, { retracted }]) => !retracted && !shown.has(key));
  const fresh = [...shown].filter(([key]) => told[key]?.retracted ?? true);
  return [
    ...gone.map(([key, { eventId, times }]) => {
      const data = { eventId, reason: 'late or corrected facts show another way' };
      return stamped('dev.waybill.geofence-crossing-retracted.v1', `${key}/${times}/retracted`, data, seen.asOf, seen);
    }),
    ...fresh.map(([key, { type, time, data }]) => stamped(type, `${key}/${(told[key]?.times ?? 0) + 1}`, data, time, seen)),
  ];
}
