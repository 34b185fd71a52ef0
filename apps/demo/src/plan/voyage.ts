import { LONG_BEACH, LONG_BEACH_PHOENIX, SHENZHEN, SHENZHEN_LONG_BEACH } from '../world/places';
import { planDrive } from './drive';
import { lastMile } from './endings';
import { registrationOf, type Setting } from './haul';
import { containerNumber, trackingNumber } from './numbers';
import { pingsOf } from './pings';
import { CARRIERS, type Parcel, scan } from './scans';
import { DAY, HOUR, MINUTE, type Registration, type Step, type Story } from './step';
import { planTrip, type Trip } from './trip';

/** A container ship, its containers, and what is in them. */
export type Voyage = {
  readonly name: string;
  /** IMO number of the vessel. */
  readonly vessel: string;
  readonly daysAgo: number;
  /** Shipments per container. */
  readonly containers: readonly number[];
  /** The truck that takes the first container from the port to Phoenix. */
  readonly onward?: { readonly truck: string; readonly hoursAgo: number };
  readonly why: string;
};

const SEA_KMH = 34;

/** The carrier says when the vessel arrives: of what goes on from there that is not the arrival. */
function estimateOf(parcel: Parcel, { destination }: Registration, sailing: Trip): readonly Step[] {
  if (destination.unlocode !== LONG_BEACH.unlocode) return [];
  const estimate = scan(parcel, 'ETA_UPDATED', sailing.end, LONG_BEACH, { rawCode: 'ARRI', classifier: 'EST' });
  return [{ ...estimate, at: sailing.start + 2 * DAY }];
}

function stuffed(parcel: Parcel, registration: Registration, box: string, sailing: Trip): readonly Step[] {
  const packed = sailing.start - 3 * DAY;
  return [
    { at: packed - 2 * DAY, action: { kind: 'register', registration } },
    scan(parcel, 'INFO_RECEIVED', packed - DAY, undefined, { rawCode: 'CONF' }),
    scan(parcel, 'PICKED_UP', packed, SHENZHEN, { rawCode: 'PICK' }),
    { at: packed, action: { kind: 'load', what: `shipment:${registration.shipmentId}`, unit: box, at: packed } },
    scan(parcel, 'LOADED', sailing.start - 6 * HOUR, SHENZHEN, { rawCode: 'LOAD' }),
    scan(parcel, 'DEPARTED_HUB', sailing.start, SHENZHEN, { rawCode: 'DEPA' }),
    ...estimateOf(parcel, registration, sailing),
    scan(parcel, 'ARRIVED_AT_HUB', sailing.end + 3 * HOUR, LONG_BEACH, { rawCode: 'DISC' }),
    scan(parcel, 'AT_CUSTOMS', sailing.end + 5 * HOUR, LONG_BEACH, { rawCode: 'CUSS' }),
    scan(parcel, 'CUSTOMS_RELEASED', sailing.end + 9 * HOUR, LONG_BEACH, { rawCode: 'CUSR' }),
  ];
}

/** The container goes from the vessel onto a truck; what is in it goes along without a word. */
function onwardSteps(truck: string, road: Trip, box: string, parcels: readonly Parcel[], { now, until, random }: Setting): readonly Step[] {
  const unit = `vehicle:${truck}`;
  const tracker = { unit, provider: 'desert-fleet', mode: 'batch', everyMs: 4 * MINUTE, noiseMetres: 10 } as const;
  const [loaded, unloaded] = [road.start - 30 * MINUTE, road.end + 30 * MINUTE];
  const place = road.calls.at(-1)?.place ?? LONG_BEACH;
  return [
    { at: loaded, action: { kind: 'load', what: box, unit, at: loaded } },
    { at: unloaded, action: { kind: 'unload', what: box, unit, at: unloaded } },
    ...pingsOf(tracker, road, now, until, random),
    ...parcels.flatMap((parcel) => lastMile('delivered', parcel, road.end, place)),
  ];
}

/** A vessel's schedule has room for weather. */
const WEATHER_DAYS = 3;

/** Days at sea: few pings, and goods that are found through container and vessel. */
export function voyageStory(voyage: Voyage, setting: Setting): Story {
  const { now, until, random } = setting;
  const sailing = planTrip(SHENZHEN_LONG_BEACH, now - voyage.daysAgo * DAY, SEA_KMH);
  const vessel = `vehicle:IMO${voyage.vessel}`;
  const tracker = { unit: vessel, provider: 'ais', mode: 'binary', everyMs: 3 * HOUR, noiseMetres: 20 } as const;
  const { onward } = voyage;
  const road = onward && planDrive(LONG_BEACH_PHOENIX, now - onward.hoursAgo * HOUR, 82);
  const registrations: Registration[] = [];
  const steps = voyage.containers.flatMap((count, index) => {
    const box = `container:${containerNumber('WBD', random)}`;
    const isOnward = road !== undefined && index === 0;
    const parcels = Array.from({ length: count }, () => ({ carrier: CARRIERS.pacifica, trackingNumber: trackingNumber(random) }));
    const contents = parcels.flatMap((parcel, piece) => {
      const way = isOnward
        ? { destination: LONG_BEACH_PHOENIX.at(-1), plannedArrival: road.end + 18 * HOUR }
        : { plannedArrival: sailing.end + WEATHER_DAYS * DAY };
      const more: Partial<Registration> = { mode: 'sea', ...way };
      const registration = registrationOf(parcel, sailing, `${voyage.name}-${index + 1}${'ABC'[piece]}`, setting, more);
      registrations.push(registration);
      return stuffed(parcel, registration, box, sailing);
    });
    const [aboard, ashore] = [sailing.start - 5 * HOUR, sailing.end + 3 * HOUR];
    return [
      ...contents,
      { at: aboard, action: { kind: 'load' as const, what: box, unit: vessel, at: aboard } },
      { at: ashore, action: { kind: 'unload' as const, what: box, unit: vessel, at: ashore } },
      ...(isOnward && onward ? onwardSteps(onward.truck, road, box, parcels, setting) : []),
    ];
  });
  return {
    steps: [...steps, ...pingsOf(tracker, sailing, now, until, random)],
    highlights: registrations.slice(0, 1).map(({ shipmentId }) => ({ shipmentId, why: voyage.why })),
  };
}
