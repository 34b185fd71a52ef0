import type { Instant, ScanLocation } from '@waybill/events';
import type { ReportFlag, ReportTime } from '../report';
import { readClockText } from './clock-text';
import { offsetMinutes, resolveLocal, zonesOfPlace } from './zones';

/** A time as it is reported, and what is odd about it. */
export interface TimeReading {
  readonly time: ReportTime;
  readonly flags: readonly ReportFlag[];
}

/** What may say on which clock a local time was read. */
export interface ClockHints {
  readonly place?: ScanLocation;
  readonly defaultTimeZone?: string;
}

/** A local time: an instant where its place or its source says on which clock it was read. */
export function localReading(local: string, text: string, { place, defaultTimeZone }: ClockHints): TimeReading {
  const atPlace = resolveLocal(local, zonesOfPlace(place));
  const unknown = atPlace === 'zone-unknown';
  const found = unknown && defaultTimeZone ? resolveLocal(local, [defaultTimeZone]) : atPlace;
  if (typeof found === 'string') {
    return { time: { certainty: 'local-zone-unknown', local, text }, flags: found === 'ambiguous' ? ['ambiguous-local-time'] : [] };
  }
  return { time: { certainty: 'local-zone-resolved', ...found, local, zoneFrom: unknown ? 'source' : 'place', text }, flags: [] };
}

/** Reads a time of a form like ISO 8601 with the certainty that it has; undefined when it is none. */
export function readTime(text: string, hints: ClockHints = {}): TimeReading | undefined {
  const read = readClockText(text);
  switch (read?.kind) {
    case undefined:
      return undefined;
    case 'instant':
      return { time: { certainty: 'instant', instant: read.instant, text }, flags: [] };
    case 'date':
      return { time: { certainty: 'date-only', date: read.date, text }, flags: [] };
    case 'local':
      return localReading(read.local, text, hints);
  }
}

const MINUTE_MS = 60_000;
const QUARTER = 15;

/** The offset that lies between a local time and an instant, when there is one: whole quarters of an hour. A local time may lack its seconds. */
function offsetBetween(local: string, instant: Instant): number | undefined {
  const exact = (Date.parse(`${local}Z`) - instant) / MINUTE_MS;
  const offset = Math.round(exact / QUARTER) * QUARTER;
  return Math.abs(exact - offset) < 1 && offset >= -12 * 60 && offset <= 14 * 60 ? offset : undefined;
}

/** True when the place may have had this offset at that instant. A place that is not known may have had any. */
function mayBeAt(place: ScanLocation | undefined, offset: number, instant: Instant): boolean {
  const zones = zonesOfPlace(place && { country: place.country });
  return zones.length === 0 || zones.some((zone) => offsetMinutes(zone, instant) === offset);
}

export interface TimePair {
  readonly local: string;
  readonly localText: string;
  readonly instant: Instant;
  readonly instantText: string;
}

/** A local time and a UTC time of one scan. When no offset of that country can lie between them, neither is believed and both are kept. */
export function pairReading({ local, localText, instant, instantText }: TimePair, place: ScanLocation | undefined): TimeReading {
  const offset = offsetBetween(local, instant);
  if (offset !== undefined && mayBeAt(place, offset, instant)) {
    return { time: { certainty: 'instant', instant, text: instantText, otherText: localText }, flags: [] };
  }
  return { time: { certainty: 'local-zone-unknown', local, text: localText, otherText: instantText }, flags: ['contradictory-times'] };
}
