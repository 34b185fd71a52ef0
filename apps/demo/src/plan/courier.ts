import { BERLIN, BERLIN_DOORS } from '../world/places';
import { registrationOf, type Setting, wayOf } from './haul';
import { trackingNumber } from './numbers';
import { pingsOf } from './pings';
import { CARRIERS, scan } from './scans';
import { HOUR, MINUTE, type Step, type Story } from './step';
import { type Call, planTrip } from './trip';

/** A van that is out right now: a door every few minutes, so that something happens while the demo is watched. */
export function courierStory(setting: Setting): Story {
  const { now, until, random, tag } = setting;
  const stops = BERLIN_DOORS.map((door) => ({ ...door, stopMinutes: 2 }));
  const round = planTrip([BERLIN, ...stops, BERLIN], now - 16 * MINUTE, 30);
  const unit = `vehicle:VAN-B-4711-${tag}`;
  const tracker = { unit, provider: 'kurierwerk', mode: 'structured', everyMs: MINUTE, noiseMetres: 12 } as const;
  const doors = round.calls.slice(1, -1);
  const steps = doors.flatMap(({ place, depart }: Call, index): readonly Step[] => {
    const parcel = { carrier: CARRIERS.kurierwerk, trackingNumber: trackingNumber(random) };
    const way = wayOf({ ...round, calls: round.calls.slice(0, index + 2) });
    const more = { ...way, mode: 'parcel', destination: place, plannedArrival: Math.round(depart + HOUR) } as const;
    const registration = registrationOf(parcel, round, `BER-CITY-${index + 1}`, setting, more);
    const loaded = round.start - 20 * MINUTE;
    return [
      { at: round.start - 14 * HOUR, action: { kind: 'register', registration } },
      scan(parcel, 'PICKED_UP', round.start - 12 * HOUR, BERLIN),
      { at: loaded, action: { kind: 'load', what: `shipment:${registration.shipmentId}`, unit, at: loaded } },
      scan(parcel, 'OUT_FOR_DELIVERY', round.start - 10 * MINUTE, BERLIN),
      scan(parcel, 'DELIVERED', depart - 30_000, place, { note: 'handed over at the door' }),
    ];
  });
  const next = 1 + doors.findIndex(({ depart }) => depart > now + MINUTE);
  return {
    steps: [...steps, ...pingsOf(tracker, round, now, until, random)],
    highlights: [{ shipmentId: `BER-CITY-${next}-${tag}`, why: 'in a courier van; will be delivered in the next minutes' }],
  };
}
