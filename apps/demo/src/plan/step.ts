import type { Place } from '../world/places';

/** How a sender delivers its reports: the three content modes of CloudEvents over HTTP. */
export type Mode = 'structured' | 'binary' | 'batch';

/** A CloudEvent as the demo sends it. */
export type Report = {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** When it happened; milliseconds since the Unix epoch. */
  readonly time: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly mode: Mode;
};

/** What a coordinator gives when registering. */
export type Registration = {
  readonly shipmentId: string;
  readonly reference: string;
  readonly carrier: string;
  readonly mode: 'road' | 'sea' | 'parcel';
  readonly labels: readonly string[];
  readonly consignmentId?: string;
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
  readonly origin: Place;
  readonly destination: Place;
  readonly plannedDeparture: number;
  readonly plannedArrival: number;
  /** GeoJSON. */
  readonly route?: { readonly type: 'LineString'; readonly coordinates: readonly (readonly [longitude: number, latitude: number])[] };
  readonly stops?: readonly PlannedStop[];
};

/** A stop of a plan, with its times in milliseconds since the Unix epoch. */
export type PlannedStop = {
  readonly stopId: string;
  readonly place: Place;
  readonly plannedArrival: number;
  readonly plannedDeparture: number;
};

/** What a coordinator gives when a site is registered. */
export type Site = {
  readonly siteId: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly radiusMetres: number;
  readonly leadTime: string;
};

/** One thing that the outside world does. */
export type Action =
  | { readonly kind: 'site'; readonly site: Site }
  | { readonly kind: 'register'; readonly registration: Registration }
  | { readonly kind: 'load' | 'unload'; readonly what: string; readonly unit: string; readonly at: number }
  | { readonly kind: 'report'; readonly report: Report };

/** `at`: when it is sent. A report is sent at its time or later, never before. `what` of a load: `shipment:<id>` or a unit. */
export type Step = { readonly at: number; readonly action: Action };

/** A shipment worth a look, and why. */
export type Highlight = { readonly shipmentId: string; readonly why: string };

/** A part of the plan, and the whole of it. */
export type Story = { readonly steps: readonly Step[]; readonly highlights: readonly Highlight[] };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Sources that the demo speaks for; its integration key may send these and no others. */
export const SOURCE_PREFIX = 'https://demo.waybill.example/';

export const report = (report: Report, at = report.time): Step => ({ at, action: { kind: 'report', report } });
