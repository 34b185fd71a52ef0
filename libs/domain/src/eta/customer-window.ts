import { formatInstant, type Instant } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';

/** When a customer may expect a shipment. Members are in one order, so the same window gives the same bytes as JSON. */
export interface CustomerWindow {
  readonly earliest: string;
  readonly latest: string;
  /** `day`: only the days count, in the zone of the destination. */
  readonly precision: 'time' | 'day';
  /** IANA name of the destination's time zone; null when it is not known. */
  readonly timeZone: string | null;
}

const QUARTER_MS = 15 * 60_000;
/** What is farther off is told to the day only. */
const DAY_ONLY_HOURS = 36;

const dayOf = (at: Instant, timeZone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).startOfDay();

/** From the beginning of the first day to the end of the last one. */
function days(first: Instant, last: Instant, timeZone: string): readonly [number, number] {
  return [dayOf(first, timeZone).epochMilliseconds, dayOf(last, timeZone).add({ days: 1 }).epochMilliseconds - 1];
}

/** The window from p10 to p90 as a customer is told it: rounded outwards, by the day when it is far off. */
export function customerWindow(
  { p10, p90, hoursOut }: { readonly p10: Instant; readonly p90: Instant; readonly hoursOut: number },
  timeZone: string | undefined,
): CustomerWindow {
  const isFar = hoursOut > DAY_ONLY_HOURS;
  const [earliest, latest] = isFar
    ? days(p10, p90, timeZone ?? 'UTC')
    : [Math.floor(p10 / QUARTER_MS) * QUARTER_MS, Math.ceil(p90 / QUARTER_MS) * QUARTER_MS];
  return {
    earliest: formatInstant(earliest),
    latest: formatInstant(latest),
    precision: isFar ? 'day' : 'time',
    timeZone: timeZone ?? null,
  };
}
