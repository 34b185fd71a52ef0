import type { Identifier, Instant } from '@waybill/events';
import type { ReportFormat } from '../format-names';
import type { CarrierReport, ReportFlag } from '../report';
import type { TimeReading } from '../time';
import { type Fault, fault } from './collect';
import { coordinates } from './place';
import { scanId } from './scan-id';
import { numberOf } from './text';

export const KMH_PER_KNOT = 1.852;
export const KMH_PER_METRE_A_SECOND = 3.6;

/** A number within its unit's sense. Below it stands for "not known": receivers send -1. */
function known(given: unknown, least: number, most: number, factor = 1): number | undefined {
  const value = numberOf(given);
  return value === undefined || value < least || value * factor > most ? undefined : value * factor;
}

export interface FixParts {
  readonly device: Identifier | undefined;
  readonly reading: TimeReading | undefined;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
  readonly speed?: unknown;
  /** km/h of one unit of the speed. */
  readonly speedUnit?: number;
  readonly heading?: unknown;
  readonly altitude?: unknown;
  readonly accuracy?: unknown;
  readonly flags?: readonly ReportFlag[];
  /** The sender's own id of the fix, where it has one. */
  readonly key?: string;
}

const withoutUnknown = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

const keyTime = ({ time }: TimeReading): Instant | string | undefined => ('instant' in time ? time.instant : time.text);

/** One fix of a device. A device has one place at a time, so device, time and coordinates are its id. */
export function readFix(format: ReportFormat, mappingVersion: number, pointer: string, parts: FixParts): CarrierReport | Fault {
  const { device, reading, flags = [], speedUnit = 1 } = parts;
  if (!device) return fault('identifier-missing', 'The report does not name its device.');
  if (!reading) return fault('time-unreadable', 'The time of the fix is not a date and time.');
  const point = coordinates(parts.latitude, parts.longitude);
  if (!point) return fault('coordinates-unusable', 'The report has no latitude and longitude within their bounds.');
  const position = withoutUnknown({
    ...point,
    speedKmh: known(parts.speed, 0, 100_000, speedUnit),
    headingDegrees: known(parts.heading, 0, 360),
    altitudeMetres: known(parts.altitude, -12_000, 100_000),
    accuracyMetres: known(parts.accuracy, 0, 10_000_000),
  });
  const id = scanId(format, device.value, ...(parts.key ? [parts.key] : [keyTime(reading), point.latitude, point.longitude]));
  const all = [...new Set([...reading.flags, ...flags])];
  return {
    id,
    about: [device],
    statement: { kind: 'position', position },
    time: reading.time,
    flags: all,
    pointer,
    format,
    mappingVersion,
  };
}
