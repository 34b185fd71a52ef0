import { type Instant, parseInstant, type ScanLocation } from '@waybill/events';
import { localReading, pairReading, readClockText, type TimeReading } from '../time';
import type { TrackingEvent } from './schema';

/** `GMTOffset`, of the form -05:00 or -7:00, in the form of RFC 3339. */
function offsetText(given: string | undefined): string | undefined {
  const [, sign, hours = '', minutes] = /^([+-])(\d{1,2}):(\d\d)$/.exec(given ?? '') ?? [];
  return sign === undefined ? undefined : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

const NO_TIME: TimeReading = { time: { certainty: 'none' }, flags: [] };

/** True when the offset that was sent cannot be the one between the two times that were sent. The local one may lack its seconds. */
const contradicts = (local: string, offset: string | undefined, instant: Instant): boolean => {
  const byOffset = offset === undefined ? undefined : parseInstant(`${local}${offset}`);
  return byOffset !== undefined && Math.abs(byOffset - instant) >= 60_000;
};

/** `eventTimestamp` is local, also where a Z stands behind it; `GMTTimestamp` is UTC; `GMTOffset` lies between them. */
export function eventTime(event: TrackingEvent, place: ScanLocation | undefined, defaultTimeZone?: string): TimeReading | undefined {
  const { eventTimestamp: localText, GMTTimestamp: instantText } = event;
  const local = readClockText(localText ?? '');
  const gmt = readClockText(instantText ?? '');
  const offset = offsetText(event.GMTOffset);
  const instant = gmt?.kind === 'instant' ? gmt.instant : undefined;
  const clock = local && local.kind !== 'date' ? local.local : undefined;
  if (instant !== undefined && instantText !== undefined) {
    if (clock === undefined || localText === undefined) return { time: { certainty: 'instant', instant, text: instantText }, flags: [] };
    const pair = pairReading({ local: clock, localText, instant, instantText }, place);
    if (pair.flags.length > 0 || !contradicts(clock, offset, instant)) return pair;
    return {
      time: { certainty: 'local-zone-unknown', local: clock, text: localText, otherText: instantText },
      flags: ['contradictory-times'],
    };
  }
  if (clock === undefined || localText === undefined) return dayOf(event);
  const byOffset = offset === undefined ? undefined : parseInstant(`${clock}${offset}`);
  if (byOffset === undefined) return localReading(clock, localText, { place, defaultTimeZone });
  return { time: { certainty: 'offset-by-code', instant: byOffset, code: event.GMTOffset ?? '', text: localText }, flags: [] };
}

function dayOf({ eventTimestamp, GMTTimestamp }: TrackingEvent): TimeReading | undefined {
  if (eventTimestamp === undefined && GMTTimestamp === undefined) return NO_TIME;
  const day = readClockText(eventTimestamp ?? '');
  return day?.kind === 'date' ? { time: { certainty: 'date-only', date: day.date, text: eventTimestamp ?? '' }, flags: [] } : undefined;
}
