import { type Instant, parseInstant } from '@waybill/events';

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A text as it can be stored: well-formed Unicode, no controls, no blanks around it, no longer than asked. Undefined when nothing is left. */
export function plainText(given: unknown, max = 200): string | undefined {
  if (typeof given !== 'string') return undefined;
  const text = given
    .slice(0, max * 4)
    .toWellFormed()
    .replace(CONTROLS, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, max).toWellFormed();
}

/** A name or number of something. JSON numbers are taken while they still have all of their digits. */
export const nameText = (given: unknown): string | undefined =>
  typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : plainText(given, 256);

/** A finite number, also one that was sent as a text. */
export function numberOf(given: unknown): number | undefined {
  const text = typeof given === 'string' ? given.trim() : undefined;
  const value = text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const MAX_DATE_MS = 8.64e15;

/** An instant that was sent as seconds since 1970, or undefined when it was no such number, or lies outside of what a date can be. */
export function instantOfSeconds(given: unknown): Instant | undefined {
  const seconds = numberOf(given);
  return seconds === undefined || Math.abs(seconds) * 1000 > MAX_DATE_MS ? undefined : parseInstant(new Date(seconds * 1000).toISOString());
}
