import { between, type Random } from '../random';
import type { Waypoint } from '../world/places';
import { planDrive } from './drive';
import { type Ending, lastMile } from './endings';
import { trackingNumber } from './numbers';
import { pingsOf } from './pings';
import { type Carrier, type Parcel, scan } from './scans';
import { HOUR, MINUTE, type Registration, report, type Step, type Story } from './step';
import { type Call, stopsOf, type Trip } from './trip';

/** A truck on its way with several shipments aboard. */
export type Haul = {
  readonly name: string;
  readonly carrier: Carrier;
  readonly truck: string;
  readonly provider: string;
  readonly waypoints: readonly Waypoint[];
  /** The way that was planned, where it goes another one. */
  readonly planned?: readonly Waypoint[];
  readonly speedKmh: number;
  readonly hoursAgo: number;
  /** One parcel each. */
  readonly endings: readonly Ending[];
  readonly isConsignment?: boolean;
  /** How much later than it would come it is planned to, hours from and to. */
  readonly slackHours?: readonly [number, number];
  readonly why?: string;
};

/** What the whole plan shares. `tag` keeps the ids of one run apart from those of another in the same log. */
export type Setting = { readonly now: number; readonly until: number; readonly tag: string; readonly random: Random };

const placeOf = (trip: Trip, last = false) => (trip.calls.at(last ? -1 : 0) as Call).place;

/** The way of a trip, and where it is to stand, as a plan has them. */
export function wayOf(trip: Trip): Pick<Registration, 'route' | 'stops'> {
  const coordinates = trip.calls.map(({ place }) => [place.longitude, place.latitude] as const);
  const stops = stopsOf(trip).map(({ place, arrive, depart }, index) => ({
    stopId: `${index + 1}`,
    place,
    plannedArrival: arrive,
    plannedDeparture: depart,
  }));
  return { route: { type: 'LineString', coordinates }, stops };
}

/** What a coordinator registers for a piece that goes the way of a trip. */
export function registrationOf(parcel: Parcel, trip: Trip, name: string, setting: Setting, more: Partial<Registration> = {}): Registration {
  return {
    shipmentId: `${name}-${setting.tag}`,
    reference: `PO-${parcel.trackingNumber.slice(-6)}`,
    carrier: parcel.carrier.code,
    mode: 'road',
    labels: ['demo'],
    identifiers: [{ scheme: 'tracking-number', value: parcel.trackingNumber }],
    origin: placeOf(trip),
    destination: placeOf(trip, true),
    plannedDeparture: trip.start,
    plannedArrival: Math.round(trip.end + between(setting.random, 1, 5) * HOUR),
    ...more,
  };
}

function hubScans(parcel: Parcel, trip: Trip, random: Random): readonly Step[] {
  return stopsOf(trip).flatMap(({ place, arrive, depart }) => [
    scan(parcel, 'ARRIVED_AT_HUB', arrive + between(random, 2, 8) * MINUTE, place, { rawCode: 'X4' }),
    scan(parcel, 'DEPARTED_HUB', depart - between(random, 0, 2) * MINUTE, place, { rawCode: 'P1' }),
  ]);
}

function parcelSteps(haul: Haul, trip: Trip, parcel: Parcel, ending: Ending, registration: Registration, random: Random): readonly Step[] {
  const origin = placeOf(trip);
  const unit = `vehicle:${haul.truck}`;
  const what = `shipment:${registration.shipmentId}`;
  const [loaded, unloaded] = [trip.start - 15 * MINUTE, trip.end + 20 * MINUTE];
  return [
    { at: trip.start - 26 * HOUR, action: { kind: 'register', registration } },
    scan(parcel, 'INFO_RECEIVED', trip.start - between(random, 8, 25) * HOUR, undefined, { rawCode: 'XB' }),
    scan(parcel, 'PICKED_UP', trip.start - between(random, 40, 180) * MINUTE, origin, { rawCode: 'AF' }),
    { at: loaded, action: { kind: 'load', what, unit, at: loaded } },
    scan(parcel, 'DEPARTED_HUB', trip.start + between(random, 0, 5) * MINUTE, origin, { rawCode: 'P1' }),
    ...hubScans(parcel, trip, random),
    { at: unloaded, action: { kind: 'unload', what, unit, at: unloaded } },
    ...lastMile(ending, parcel, trip.end, placeOf(trip, true)),
  ];
}

/** The truck itself reports when it reaches and leaves its stops. */
function callSteps(haul: Haul, trip: Trip): readonly Step[] {
  const told = (type: string, { place }: Call, time: number): Step =>
    report({
      source: `https://demo.waybill.example/telematics/${haul.provider}`,
      id: `${haul.truck}-${type}-${time}`,
      type: `dev.waybill.${type}.v1`,
      subject: `vehicle:${haul.truck}`,
      time,
      mode: 'structured',
      data: { location: { city: place.city, country: place.country }, stop: place.city },
    });
  return [trip.calls[0] as Call, ...stopsOf(trip), trip.calls.at(-1) as Call].flatMap((call) => [
    ...(call.arrive > trip.start ? [told('vehicle-arrived', call, call.arrive)] : []),
    ...(call.arrive < trip.end ? [told('vehicle-departed', call, call.depart)] : []),
  ]);
}

/** A truck, its pings, and the parcels aboard with what their carrier scans. */
export function haulStory(haul: Haul, setting: Setting): Story {
  const { now, until, random } = setting;
  const start = now - haul.hoursAgo * HOUR;
  const trip = planDrive(haul.waypoints, start, haul.speedKmh);
  const planned = planDrive(
    (haul.planned ?? haul.waypoints).filter(({ breakdownMinutes }) => !breakdownMinutes),
    start,
    haul.speedKmh,
  );
  const [least, most] = haul.slackHours ?? [1, 5];
  const tracker = { unit: `vehicle:${haul.truck}`, provider: haul.provider, mode: 'batch', everyMs: 4 * MINUTE, noiseMetres: 9 } as const;
  const consignment = haul.isConsignment ? { consignmentId: `CONS-${haul.name}-${setting.tag}` } : {};
  const pieces = haul.endings.map((ending, index) => {
    const parcel = { carrier: haul.carrier, trackingNumber: trackingNumber(random) };
    const plannedArrival = Math.round(planned.end + between(random, least, most) * HOUR);
    const more = { ...wayOf(planned), plannedArrival, ...consignment };
    const registration = registrationOf(parcel, planned, `${haul.name}-${index + 1}`, setting, more);
    return { registration, steps: parcelSteps(haul, trip, parcel, ending, registration, random) };
  });
  const first = pieces[0]?.registration.shipmentId as string;
  return {
    steps: [...pieces.flatMap(({ steps }) => steps), ...callSteps(haul, trip), ...pingsOf(tracker, trip, now, until, random)],
    highlights: haul.why ? [{ shipmentId: first, why: haul.why }] : [],
  };
}
