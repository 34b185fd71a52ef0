import { parseInstant, type ScanLocation } from '@waybill/events';
import { type Fault, timeIn } from '../reading';
import { pairReading, readClockText, type TimeReading } from '../time';
import type { Ship24Event } from './schema';

interface Hints {
  readonly place?: ScanLocation;
  readonly defaultTimeZone?: string;
}

/**
 * `occurrenceDatetime` is what the courier wrote. `datetime` is the same in UTC where the offset is known; where it is not, it is the local time
 * once more with a Z behind it, which is no UTC.
 */
export function eventTime(event: Ship24Event, hints: Hints): TimeReading | Fault {
  const { occurrenceDatetime: text, datetime = '', utcOffset } = event;
  const clock = readClockText(text ?? '');
  if (event.hasNoTime === true && clock !== undefined && text !== undefined) {
    return { time: { certainty: 'date-only', date: text.slice(0, 10), text }, flags: [] };
  }
  if (clock?.kind !== 'local' || text === undefined) return timeIn('occurrenceDatetime', text, hints);
  const byOffset = utcOffset === undefined ? undefined : parseInstant(`${clock.local}${utcOffset}`);
  const sent = readClockText(datetime);
  const instant = sent?.kind === 'instant' ? sent.instant : undefined;
  const repeatsLocal = instant === parseInstant(`${clock.local}Z`);
  if (byOffset !== undefined && (instant === undefined || instant === byOffset)) {
    return { time: { certainty: 'offset-by-code', instant: byOffset, code: utcOffset ?? '', text }, flags: [] };
  }
  if (byOffset !== undefined) {
    return { time: { certainty: 'local-zone-unknown', local: clock.local, text, otherText: datetime }, flags: ['contradictory-times'] };
  }
  return instant === undefined || repeatsLocal
    ? timeIn('occurrenceDatetime', text, hints)
    : pairReading({ local: clock.local, localText: text, instant, instantText: datetime }, hints.place);
}
