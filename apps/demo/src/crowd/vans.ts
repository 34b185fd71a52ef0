import { shifted } from '../geo';
import { registrationOf, type Setting, wayOf } from '../plan/haul';
import { trackingNumber } from '../plan/numbers';
import { scanReport } from '../plan/scans';
import type { Registration, Report } from '../plan/step';
import { HOUR, SOURCE_PREFIX } from '../plan/step';
import { type Call, motionAt, planTrip, type Trip } from '../plan/trip';
import { between, type Random } from '../random';
import type { Waypoint } from '../world/places';
import { TOWNS } from './towns';

/** A van that goes round and round in its town with one shipment aboard. */
export interface Van {
  readonly registration: Registration;
  /** That its shipment is on its way to the door. */
  readonly departure: Report;
  /** `vehicle:<name>`: what it is loaded on and what its positions are about. */
  readonly unit: string;
  readonly round: Trip;
}

const CARRIER = { code: 'STADTKURIER', mode: 'batch' } as const;
/** Vans of a town before the next town gets any. */
const PER_TOWN = 125;
const REACH_METRES = 9_000;
const STOPS = 6;
const SPEED_KMH = 34;

function roundOf(index: number, { now, random }: Setting): Trip {
  const town = TOWNS[Math.floor(index / PER_TOWN) % TOWNS.length] as Waypoint;
  const near = (): Waypoint => ({
    ...town,
    ...shifted(town, between(random, -REACH_METRES, REACH_METRES), between(random, -REACH_METRES, REACH_METRES)),
  });
  const depot = near();
  const stops = Array.from({ length: STOPS }, () => ({ ...near(), stopMinutes: 1 }));
  return planTrip([depot, ...stops, depot], now - between(random, 0, 2) * HOUR, SPEED_KMH);
}

/** Time within the round: behind its end it begins again. */
const withinRound = ({ start, end }: Trip, time: number): number => start + ((time - start) % (end - start));

/** What is left of the round that a van is on: a plan that began where it ends would not say whether it is about to come or to go. */
function leftOf(round: Trip, now: number): Trip {
  const at = withinRound(round, now);
  const { latitude, longitude } = motionAt(round, at);
  const ahead = round.calls.filter(({ arrive }) => arrive > at);
  const here: Call = { place: { ...(round.calls[0] as Call).place, latitude, longitude }, arrive: at, depart: at };
  const later = now - at;
  const calls = [here, ...ahead].map((call) => ({ ...call, arrive: call.arrive + later, depart: call.depart + later }));
  return { calls, start: now, end: round.end + later };
}

/** So many vans; the same setting gives the same ones. */
export function vansOf(count: number, setting: Setting): readonly Van[] {
  return Array.from({ length: count }, (_, index) => {
    const round = roundOf(index, setting);
    const name = `VAN-${String(index + 1).padStart(4, '0')}`;
    const parcel = { carrier: CARRIER, trackingNumber: trackingNumber(setting.random) };
    const day = { plannedDeparture: setting.now, plannedArrival: setting.now + 10 * HOUR };
    const registration = registrationOf(parcel, round, name, setting, {
      ...wayOf(leftOf(round, setting.now)),
      ...day,
      labels: ['demo', 'crowd'],
      mode: 'parcel',
    });
    const departure = scanReport(parcel, 'OUT_FOR_DELIVERY', setting.now, round.calls[0]?.place);
    return { registration, departure, unit: `vehicle:${name}-${setting.tag}`, round };
  });
}

const rounded = (value: number, places: number): number => Number(value.toFixed(places));

/** Where a van says it is, at a time (milliseconds since the Unix epoch). */
export function positionOf({ unit, round }: Van, time: number, random: Random): Report {
  const { latitude, longitude, speedKmh, headingDegrees } = motionAt(round, withinRound(round, time));
  return {
    source: `${SOURCE_PREFIX}telematics/stadtkurier`,
    id: `${unit.split(':')[1]}-${time}`,
    type: 'dev.waybill.position-reported.v1',
    subject: unit,
    time,
    mode: 'batch',
    data: {
      latitude: rounded(latitude, 6),
      longitude: rounded(longitude, 6),
      speedKmh: rounded(speedKmh * between(random, 0.9, 1.1), 1),
      ...(headingDegrees === undefined ? {} : { headingDegrees: rounded(headingDegrees, 0) }),
      accuracyMetres: 8,
    },
  };
}
