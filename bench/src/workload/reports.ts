/** What a sender reports on, such as `shipment:s-1` or `vehicle:TRUCK-7`. */
export type SubjectText = string;

export interface PositionData {
  readonly latitude: number;
  readonly longitude: number;
  readonly speedKmh: number;
  readonly headingDegrees: number;
  readonly altitudeMetres: number;
  readonly accuracyMetres: number;
}

export const SOURCE = 'urn:bench:telematics/fleet-7';
export const POSITION = 'dev.waybill.position-reported.v1';
const SCAN = 'dev.waybill.item-scanned.v1';
const MILESTONES = ['ARRIVED_AT_HUB', 'DEPARTED_HUB', 'IN_TRANSIT', 'CUSTOMS_RELEASED'] as const;
const LATE_MS = 3_600_000;

export interface Report {
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

/** Fixes of things that drive along at 72 km/h, each in order of time, all within a few seconds of now. */
export class Drives {
  private readonly clocks: number[];
  private readonly fixes: number[];

  constructor(readonly subjects: readonly SubjectText[]) {
    this.clocks = subjects.map(() => 0);
    this.fixes = subjects.map(() => 0);
  }

  /** Event time of the next fix, in milliseconds: after the one before, near the wall clock. */
  private tick(index: number): number {
    const time = Math.max((this.clocks[index] ?? 0) + 20, Date.now() - 2_000);
    this.clocks[index] = time;
    return time;
  }

  /** Mostly fixes, one report in 20 a scan, one in 33 an hour late, as a deployment sees them. `count` makes the choice. */
  nextMixed(index: number, count: number): Report {
    const fix = this.next(index);
    const time = count % 33 === 7 ? new Date(Date.parse(fix.time) - LATE_MS).toISOString() : fix.time;
    if (count % 20 !== 3) return { ...fix, time };
    const data = { milestone: MILESTONES[count % MILESTONES.length], location: { city: 'Kassel', country: 'DE' }, rawCode: 'X4' };
    return { type: SCAN, time, data };
  }

  next(index: number): Report & { readonly data: PositionData } {
    const fix = (this.fixes[index] ?? 0) + 1;
    this.fixes[index] = fix;
    const latitude = 47 + (index % 100) / 20 + ((fix % 20_000) * 4) / 1e6;
    return {
      type: POSITION,
      time: new Date(this.tick(index)).toISOString(),
      data: { latitude, longitude: 8.541234, speedKmh: 72.4, headingDegrees: 1.5, altitudeMetres: 408.2, accuracyMetres: 6.5 },
    };
  }
}

/** A CloudEvent as JSON text. Nothing in the attributes needs escaping. */
export function cloudEventText(id: string, subject: SubjectText, time: string, data: unknown, type: string): string {
  return `{"specversion":"1.0","id":"${id}","source":"${SOURCE}","type":"${type}","subject":"${subject}","time":"${time}","datacontenttype":"application/json","data":${JSON.stringify(data)}}`;
}
