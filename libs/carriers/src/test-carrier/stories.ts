import type { Classifier, Milestone, ScanLocation } from '@waybill/events';

/** A scan of a story. `hour` is counted from the story's beginning; that of an estimate may lie behind the story's end. */
export interface StoryScan {
  readonly hour: number;
  readonly milestone: Milestone;
  readonly classifier?: Classifier;
  readonly location?: ScanLocation;
  readonly reason?: string;
  readonly note?: string;
}

/** Where the truck of a story was. */
export interface ToldFix {
  readonly hour: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly speedKmh: number;
}

/** The scans of one test number, in the order in which they are sent; hours say when it happened. */
export interface Story {
  readonly hours: number;
  readonly scans: readonly StoryScan[];
  /** The shipment is on a truck, which must not come into this yard, and whose device tells where it was all at once. */
  readonly truck?: {
    readonly yard: { readonly centre: { readonly latitude: number; readonly longitude: number }; readonly radiusMetres: number };
    readonly fixes: readonly ToldFix[];
  };
}

const LEIPZIG = { city: 'Leipzig', country: 'DE', unlocode: 'DELEJ' };
const KASSEL = { city: 'Kassel', country: 'DE', unlocode: 'DEKSF' };
const MUNICH = { city: 'Munich', country: 'DE', unlocode: 'DEMUC' };

const scan = (hour: number, milestone: Milestone, location?: ScanLocation, more: Partial<StoryScan> = {}): StoryScan => ({
  hour,
  milestone,
  location,
  ...more,
});
const arrival = (hour: number): StoryScan => scan(hour, 'ETA_UPDATED', undefined, { classifier: 'EST' });

const beginning = [
  scan(0, 'INFO_RECEIVED'),
  scan(4, 'PICKED_UP', LEIPZIG),
  scan(9, 'DEPARTED_HUB', LEIPZIG),
  scan(20, 'ARRIVED_AT_HUB', KASSEL),
];
const last = [scan(31, 'DEPARTED_HUB', KASSEL), scan(42, 'OUT_FOR_DELIVERY', MUNICH), scan(48, 'DELIVERED', MUNICH)];
const [info, pickedUp, departed, arrived] = beginning as [StoryScan, StoryScan, StoryScan, StoryScan];
const [left, out, delivered] = last as [StoryScan, StoryScan, StoryScan];

const YARD = { centre: { latitude: 51.3127, longitude: 9.4797 }, radiusMetres: 500 };
const MINUTES_BETWEEN_FIXES = 10;
const DRIVES = 10;
const STANDS = 20;

/** Southwards into the yard, and then not another metre. */
const intoTheYard = Array.from({ length: DRIVES + STANDS + 1 }, (_, i): ToldFix => {
  const left = Math.max(0, DRIVES - i);
  const latitude = Math.round((YARD.centre.latitude + left * 0.1) * 10_000) / 10_000;
  return { hour: (i * MINUTES_BETWEEN_FIXES) / 60, latitude, longitude: YARD.centre.longitude, speedKmh: left === 0 ? 0 : 67 };
});

/** The test numbers of the carrier TEST. */
export const STORIES = {
  'TEST-DELIVERED': { hours: 48, scans: [...beginning, arrival(48), ...last] },
  'TEST-DELAYED': {
    hours: 48,
    scans: [...beginning, arrival(50), scan(30, 'DELAYED', KASSEL, { reason: 'weather_delay', note: 'Road closed by snow' }), arrival(98)],
  },
  'TEST-LOST': { hours: 48, scans: [...beginning, left, scan(48, 'LOST', undefined, { note: 'Not found in any depot' })] },
  'TEST-RETURNED': {
    hours: 72,
    scans: [
      ...beginning,
      left,
      out,
      scan(46, 'DELIVERY_ATTEMPTED', MUNICH, { reason: 'consignee_refused' }),
      scan(50, 'RETURNING', MUNICH),
      scan(72, 'RETURNED', LEIPZIG),
    ],
  },
  /** The end is sent first, and some of it twice. */
  'TEST-OUT-OF-ORDER': { hours: 48, scans: [delivered, arrived, out, info, arrived, departed, left, pickedUp, delivered] },
  'TEST-STUCK': {
    hours: 5,
    scans: [scan(0, 'PICKED_UP', { city: 'Hannover', country: 'DE' })],
    truck: { yard: YARD, fixes: intoTheYard },
  },
} as const satisfies Readonly<Record<string, Story>>;

export type TestNumber = keyof typeof STORIES;
export const TEST_NUMBERS = Object.keys(STORIES) as TestNumber[];
