import type { Crossing, CrossingSeen, FenceTransition } from '@waybill/domain';
import { formatInstant, type Instant } from '@waybill/events';
import type { Fences } from './fences';
import type { Watched } from './watched';

type Place = Crossing['from'];

/** A crossing in one direction. */
interface OneWay {
  readonly type: CrossingSeen['type'];
  readonly time: Instant;
  readonly crossing: Crossing;
}

const placeOf = ({ eventId, time, latitude, longitude, accuracyMetres }: Place): CrossingSeen['data']['to'] => ({
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

function seenAs({ geofenceId, revision }: FenceTransition, { type, time, crossing }: OneWay, fences: Fences): CrossingSeen {
  const { from, to, point } = crossing;
  const data = {
    geofenceId,
    name: fences.index.version(geofenceId, revision)?.name ?? geofenceId,
    revision,
    from: placeOf(from),
    to: placeOf(to),
    crossing: { latitude: point.latitude, longitude: point.longitude },
  };
  return { type, time, data };
}

/** Every crossing of a fence by a shipment, allowed or not. */
export const crossingsOf = ({ transitions }: Watched, fences: Fences): CrossingSeen[] =>
  transitions.flatMap((transition) => waysOf(transition).map((way) => seenAs(transition, way, fences)));
