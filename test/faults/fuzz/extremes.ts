import { CLASSIFIERS, MILESTONES } from '@waybill/events';
import type { Chance } from '../harness/chance';

/** Values that are accepted and hardly ever sent. */
const TIMES = [
  '1970-01-01T00:00:00Z',
  '1999-12-31T23:59:59.999999999+14:00',
  '2000-02-29T12:00:00-11:30',
  '2016-12-31T23:59:60Z',
  '2024-03-31T02:30:00+01:00',
];
const LATER = ['2038-01-19T03:14:08Z', '2100-02-28T23:59:59Z', '2200-12-31T23:59:59.999Z'];
const REPORTED = ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '1582-10-10T00:00:00Z', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59Z'];
const DURATIONS = ['PT0S', 'PT0.001S', 'PT1S', 'PT59M59.999S', 'P1W', 'P3660D', 'PT87840H', 'PT316224000S', 'P522WT1S'];
const TEXTS = [
  'x',
  ' ',
  "'; drop table shipment; --",
  '%_\\',
  '"quoted"',
  '\u202eright to left',
  'Ünï\u0308cöde',
  '\u{1f69a}'.repeat(50),
  'x'.repeat(200),
  '\u200b',
  'NaN',
  'null',
  'constructor',
  '\n\t',
];
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
];
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const CLOCK = ['00:00', '02:30', '12:00', '23:59'];
const RULES = ['no-entry', 'no-exit', 'inform', 'must-be-inside'];

/** Makes accepted but extreme things out of chance. */
export class Extremes {
  constructor(private readonly chance: Chance) {}

  private maybe<T>(value: () => T, share = 0.5): T | undefined {
    return this.chance.next() < share ? value() : undefined;
  }
  private many<T>(most: number, make: (i: number) => T): T[] {
    const count = this.chance.next() < 0.03 ? most : 1 + this.chance.below(Math.min(most, 3));
    return Array.from({ length: count }, (_, i) => make(i));
  }
  text = (): string => this.chance.pick(TEXTS);
  /** A time that has passed. */
  past = (): string => (this.chance.next() < 0.5 ? this.recent() : this.chance.pick(TIMES));
  time = (): string => this.chance.pick([...TIMES, ...LATER, this.recent()]);
  recent = (): string => new Date(Date.now() - this.chance.below(100_000_000)).toISOString();
  duration = (): string => this.chance.pick(DURATIONS);
  latitude = (): number => this.chance.pick([-90, 90, 0, -0, 5e-324, 89.99999999999999, this.chance.between(-90, 90)]);
  longitude = (): number => this.chance.pick([-180, 180, 0, 1e-7, 179.99999999999997, this.chance.between(-180, 180)]);
  place = () => ({ name: this.maybe(() => `P${this.text()}`.slice(0, 200)), latitude: this.latitude(), longitude: this.longitude() });

  private route = () => ({
    type: 'LineString',
    coordinates: this.many(10_000, () => [this.longitude(), this.latitude(), ...this.chance.pick<number[]>([[], [100_000], [-12_000]])])
      .concat([
        [0, 0],
        [180, 90],
      ])
      .slice(-10_000),
  });

  private names = (key: string) =>
    this.many(100, (i) => ({
      scheme: this.chance.pick(['vehicle', 'device', 'container', 'sscc', 'order', 'booking', 'bill-of-lading']),
      value: `${key}-${i} ${this.text().trim()}`.replace(/\p{Cc}/gu, '').slice(0, 120),
      ...this.chance.pick<object>([
        {},
        { from: '1970-01-01T00:00:00Z' },
        { until: '2200-12-31T23:59:59Z' },
        { from: '1970-01-01T00:00:00Z', until: '1970-01-01T00:00:00.001Z' },
      ]),
    }));

  registration = (shipmentId: string) => ({
    shipmentId,
    reference: this.maybe(this.text),
    carrier: this.maybe(() => this.chance.pick(['dhl', 'DHL', '\u{1f69a}', 'x'.repeat(64), '__proto__'])),
    mode: this.maybe(() => this.chance.pick(['road', 'rail', 'air', 'sea', 'parcel'])),
    labels: this.maybe(() => this.many(50, this.text)),
    consignmentId: this.maybe(this.text),
    identifiers: this.maybe(() => this.names(shipmentId)),
    origin: this.place(),
    destination: this.place(),
    plannedDeparture: this.maybe(this.time),
    plannedArrival: this.maybe(this.time),
    route: this.maybe(this.route, 0.3),
    stops: this.maybe(
      () =>
        this.many(200, (i) => ({
          stopId: `${i}${this.text()}`.slice(0, 200),
          place: this.place(),
          plannedArrival: this.maybe(this.time),
          dwell: this.maybe(this.duration),
        })),
      0.3,
    ),
    rules: this.maybe(() => ({
      noMovementAfter: this.maybe(this.duration),
      noSignalAfter: this.maybe(this.duration),
      departureOverdueAfter: this.maybe(this.duration),
      corridorMetres: this.maybe(() => this.chance.pick([1, 5e5, 1e6])),
    })),
  });

  private ring = (): number[][] => {
    const [west, south] = [this.chance.pick([-180, -10, 0, 170]), this.chance.pick([-85, -1, 0, 50])];
    const [east, north] = [west + this.chance.pick([1e-3, 10]), south + this.chance.pick([1e-3, 30])];
    const parts = this.chance.next() < 0.03 ? 499 : 1;
    const side = (from: number[], to: number[]) =>
      Array.from({ length: parts }, (_, i) => from.map((x, j) => x + (((to[j] as number) - x) * i) / parts));
    const corners = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    return [...corners.slice(1).flatMap((to, i) => side(corners[i] as number[], to)), corners[0] as number[]];
  };

  fence = (shipmentIds: readonly string[]) => {
    const rule = this.chance.pick(RULES);
    return {
      name: `F${this.text()}`.slice(0, 200),
      rule,
      geometry: this.chance.pick<object>([
        { type: 'Polygon', coordinates: [this.ring()] },
        { type: 'MultiPolygon', coordinates: [[this.ring()]] },
        {
          type: 'Circle',
          centre: { latitude: this.chance.pick([0, 53.5, -85]), longitude: this.longitude() },
          radiusMetres: this.chance.pick([20, 500_000]),
        },
      ]),
      by: rule === 'must-be-inside' ? this.time() : undefined,
      // Half of them are for many shipments; the others for a few.
      appliesTo: this.chance.pick([
        undefined,
        { shipmentIds: shipmentIds.slice(0, 1 + this.chance.below(shipmentIds.length)) },
        { shipmentIds: this.many(3, () => this.chance.pick(shipmentIds)) },
        { shipmentIds: this.many(3, () => this.chance.pick(shipmentIds)) },
      ]),
      confirm: this.maybe(() => ({ fixes: this.chance.pick([1, 100]), seconds: this.chance.pick([0, 86_400]) })),
      schedule: this.maybe(() => ({
        timeZone: this.chance.pick(ZONES),
        hours: this.many(50, () => ({
          days: this.chance.shuffled(DAYS).slice(0, 1 + this.chance.below(7)),
          from: this.chance.pick(CLOCK),
          to: this.chance.pick([...CLOCK, '24:00']),
        })),
      })),
      effectiveFrom: this.maybe(this.time),
    };
  };

  /** Another rule or fence, tried over all times. */
  trial = (shipmentIds: readonly string[]) => ({
    rules: this.maybe(() => ({
      noMovementAfter: this.maybe(this.duration),
      noSignalAfter: this.maybe(this.duration),
      departureOverdueAfter: this.maybe(this.duration),
      movementRadiusMetres: this.maybe(() => this.chance.pick([1, 1e6])),
    })),
    from: '1970-01-01T00:00:00Z',
    to: '2200-12-31T23:59:59Z',
    scope: { shipmentIds: [this.chance.pick(shipmentIds)] },
  });

  /** A command to a shipment: how, what follows its address, and the body. */
  command = (shipmentId: string): readonly [string, string, object] =>
    this.chance.pick<() => readonly [string, string, object]>([
      () => ['POST', 'load', { unit: `vehicle:T${this.chance.below(5)}`, at: this.maybe(this.past) }],
      () => ['POST', 'unload', { unit: `vehicle:T${this.chance.below(5)}`, at: this.maybe(this.past) }],
      () => ['POST', 'deliver', { at: this.maybe(this.past), proof: this.maybe(() => ({ reference: this.text() })) }],
      () => ['POST', 'cancel', { reason: this.maybe(this.text) }],
      () => ['POST', 'identifiers', this.names(`${shipmentId}+`)[0] as object],
      () => ['PUT', 'route', this.route()],
      () => ['POST', 'tracking-links', {}],
    ])();

  private extra = (): object =>
    this.chance.pick<object>([
      {},
      { n: 1.7976931348623157e308 },
      { n: 5e-324, o: 2 ** 53 },
      { deep: JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) },
      { long: this.text().repeat(50) },
      { '': '', constructor: 1, toString: null },
    ]);

  private position = () => ({
    latitude: this.latitude(),
    longitude: this.longitude(),
    speedKmh: this.maybe(() => this.chance.pick([-1, 0, 5e-324, 100_000])),
    headingDegrees: this.maybe(() => this.chance.pick([-1, 0, 360])),
    altitudeMetres: this.maybe(() => this.chance.pick([-12_000, 100_000])),
    accuracyMetres: this.maybe(() => this.chance.pick([0, 1e7])),
    fixTime: this.maybe(() => this.chance.pick([...REPORTED, this.past()]), 0.2),
  });

  private scan = () => ({
    milestone: this.chance.pick(MILESTONES),
    classifier: this.maybe(() => this.chance.pick(CLASSIFIERS)),
    location: this.maybe(() => ({
      name: `L${this.text()}`.slice(0, 200),
      latitude: this.maybe(this.latitude),
      longitude: this.maybe(this.longitude),
    })),
    rawCode: this.maybe(this.text),
    note: this.maybe(() => this.text().repeat(5)),
  });

  report = (id: string, shipmentIds: readonly string[]) => {
    const isPosition = this.chance.next() < 0.6;
    return {
      specversion: '1.0',
      id,
      source: 'urn:extreme',
      type: isPosition ? 'dev.waybill.position-reported.v1' : 'dev.waybill.item-scanned.v1',
      subject: this.chance.next() < 0.8 ? `shipment:${this.chance.pick(shipmentIds)}` : `vehicle:T${this.chance.below(5)}`,
      time: this.chance.next() < 0.1 ? this.chance.pick([...REPORTED, ...LATER]) : this.past(),
      data: { ...(isPosition ? this.position() : this.scan()), ...this.extra() },
    };
  };
}
