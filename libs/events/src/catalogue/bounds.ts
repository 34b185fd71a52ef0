import { z } from 'zod';
import type { Instant } from '../ids';
import { parseDuration, parseInstant } from '../time';

/** What is accepted where nothing else is said. Everything that comes in is made of the pieces below, so nothing comes in without a bound. */
export const MAX_TEXT = 1_000;
export const MAX_LIST = 1_000;
export const MAX_DURATION_DAYS = 3_660;
/** Years, the last one included. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2200;

const MAX_DURATION_MS = MAX_DURATION_DAYS * 86_400_000;
const END_OF_TIMES = Date.UTC(LAST_YEAR + 1, 0);
/** Longer than anything that such a text needs, and short enough to be parsed by whatever comes. */
const MAX_TIME_TEXT = 64;

/** A text of at least one character. */
export const text = (max = MAX_TEXT) => z.string().min(1).max(max);
export const emptyOrText = (max = MAX_TEXT) => z.string().max(max);
/** A text that a parser reads, which is asked only when the length is right. */
export const parsedText = (max: number, fault: (given: string) => string | undefined) =>
  z
    .string()
    .max(max)
    .superRefine((given, context) => {
      const message = given.length > max ? undefined : fault(given);
      if (message) context.addIssue({ code: 'custom', message });
    });
/** The library counts the items before it looks at one of them. */
export const list = <T extends z.ZodType>(item: T, max = MAX_LIST) => z.array(item).max(max);
function countLists(given: unknown, most: number): number {
  if (!Array.isArray(given)) return 0;
  let found = 1;
  for (let i = 0; i < given.length && found <= most; i += 1) found += countLists(given[i], most - found);
  return found;
}

/** Lists within lists: they are bounded together, and counted before one of them is looked at. */
export const nested = <T extends z.ZodType>(schema: T, most: number, message: string) =>
  z.preprocess((given, context) => {
    if (countLists(given, most) <= most) return given;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }, schema);

/** A number in its unit's sense. */
export const within = (least: number, most: number) => z.number().min(least).max(most);
/** How many of something there are, or the number of one of them. */
export const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

export const latitude = within(-90, 90).describe('degrees, WGS 84');
export const longitude = within(-180, 180).describe('degrees, WGS 84');
/** From the deepest trench to where nothing flies. */
export const altitudeMetres = within(-12_000, 100_000).describe('metres');
/** More than half the way around the Earth is no distance. */
export const metres = within(0, 20_037_509);

/** True for the times that a command or a plan may name. */
export const isWithinTimes = (instant: Instant): boolean => instant >= Date.UTC(FIRST_YEAR, 0) && instant < END_OF_TIMES;

const NO_TIME = 'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T10:00:00Z';
const OTHER_TIME = `must be within the years ${FIRST_YEAR} to ${LAST_YEAR}`;

function timeFault(given: string): string | undefined {
  const instant = parseInstant(given);
  if (instant === undefined) return NO_TIME;
  return isWithinTimes(instant) ? undefined : OTHER_TIME;
}

/** What is too long for a time is none: the bound stands there for readers of the schema. */
const timeText = (fault: (given: string) => string | undefined) =>
  z
    .string()
    .superRefine((given, context) => {
      const message = fault(given);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .meta({ maxLength: MAX_TIME_TEXT, format: 'date-time' });

/** RFC 3339 date-time with an offset, as a command or a plan gives it. */
export const dateTime = timeText(timeFault);
/** The same as a report gives it: of any year, since a report is kept whatever the clock was that it came from. */
export const reportedTime = timeText((given) => (parseInstant(given) === undefined ? NO_TIME : undefined));

/** Both, read. */
export const instant = dateTime.transform((given): Instant => parseInstant(given) ?? z.NEVER);
export const reportedInstant = reportedTime.transform((given): Instant => parseInstant(given) ?? z.NEVER);

function durationFault(given: string): string | undefined {
  const milliseconds = parseDuration(given);
  const isOne = milliseconds !== undefined && milliseconds <= MAX_DURATION_MS;
  return isOne ? undefined : `must be an ISO 8601 duration such as PT2H or P1D, of at most ${MAX_DURATION_DAYS} days`;
}

/** ISO 8601 duration of weeks, days, hours, minutes, seconds; calendar months and years have no fixed length. */
export const duration = parsedText(MAX_TIME_TEXT, durationFault).meta({ format: 'duration' });

type Issues = readonly { readonly code?: string; readonly path?: readonly PropertyKey[] }[];
/** True when something is wrong at a place, or in what stands there. */
const isWrong = (issues: Issues, ...place: readonly PropertyKey[]): boolean =>
  issues.some(({ path = [] }) => path.length >= place.length && place.every((step, i) => path[i] === step));
const isWrongItself = (issues: Issues, ...place: readonly PropertyKey[]): boolean =>
  isWrong(
    issues.filter(({ path = [] }) => path.length === place.length),
    ...place,
  );

/** True when the value itself is none of those that have such parts; members that are not known are no harm to the others. */
const isOfAnotherKind = (issues: Issues): boolean =>
  issues.some(({ code, path = [] }) => path.length === 0 && code !== 'unrecognized_keys');

/** For checks that compare parts of a value: they run when the schema found nothing wrong with those parts, so they never meet anything else. */
export const whenAccepted = (...parts: readonly string[]) => ({
  when: ({ issues }: { readonly issues: Issues }): boolean => !isOfAnotherKind(issues) && !parts.some((part) => isWrong(issues, part)),
});

/** The places in a list of a value whose items have these members as the schema wants them: none when something is wrong with the list itself. */
export function acceptedPlaces(items: unknown, name: string, members: readonly string[], issues: Issues): number[] {
  if (!Array.isArray(items) || isWrongItself(issues, name)) return [];
  return [...items.keys()].filter(
    (place) => !isWrongItself(issues, name, place) && !members.some((member) => isWrong(issues, name, place, member)),
  );
}
