import { type Crossing, EXCEPTIONS_SOURCE, type FenceTransition } from '@waybill/domain';
import { type DataOf, exceptionsStream, formatInstant, type Instant, type NewEvent, storedEventId } from '@waybill/events';
import type { Fences } from './fences';
import type { Watched } from './watched';

type Crossed = DataOf<'dev.waybill.geofence-entered.v1'>;
type Place = Crossing['from'];

/** A crossing in one direction, as its event says it. */
interface OneWay {
  readonly type: 'dev.waybill.geofence-entered.v1' | 'dev.waybill.geofence-exited.v1';
  readonly time: Instant;
  readonly crossing: Crossing;
}

const placeOf = ({ eventId, time, latitude, longitude, accuracyMetres }: Place): Crossed['to'] => ({
  eventId,
  time: formatInstant(time),
  latitude,
  longitude,
  ...(accuracyMetres > 0 && { accuracyMetres }),
});

/** A fence that was drawn around a shipment, and one that it was first seen in, is not crossed by it. */
function waysOf({ direction, time, crossing, out }: FenceTransition): OneWay[] {
  if (!crossing) return [];
  const entered = 'dev.waybill.geofence-entered.v1' as const;
  const exited = 'dev.waybill.geofence-exited.v1' as const;
  if (direction !== 'crossed') return [{ type: direction === 'entered' ? entered : exited, time, crossing }];
  const through: OneWay = { type: entered, time, crossing };
  return out ? [through, { type: exited, time: out.point.time, crossing: out }] : [through];
}

function eventOf(shipmentId: string, transition: FenceTransition, way: OneWay, fences: Fences, now: Instant): NewEvent {
  const { geofenceId, revision } = transition;
  const { type, time, crossing } = way;
  const id = `${geofenceId}/${crossing.to.eventId}/${type}`;
  const { latitude, longitude } = crossing.point;
  const data: Crossed = {
    geofenceId,
    name: fences.index.version(geofenceId, revision)?.name ?? geofenceId,
    revision,
    from: placeOf(crossing.from),
    to: placeOf(crossing.to),
    crossing: { latitude, longitude },
  };
  const metadata = {
    specversion: '1.0' as const,
    id,
    source: EXCEPTIONS_SOURCE,
    subject: `shipment:${shipmentId}`,
    time: formatInstant(time),
    recordedtime: formatInstant(now),
  };
  return { eventId: storedEventId(EXCEPTIONS_SOURCE, id, exceptionsStream(shipmentId)), type, data, metadata };
}

/** Every crossing of a fence by a shipment, allowed or not. The id says: this fence, by this fix, in this direction. */
export const crossingEvents = (shipmentId: string, { transitions }: Watched, fences: Fences, now: Instant): NewEvent[] =>
  transitions.flatMap((transition) => waysOf(transition).map((way) => eventOf(shipmentId, transition, way, fences, now)));
