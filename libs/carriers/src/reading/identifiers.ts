import { checkDigitIsWrong, type Identifier, type IdentifierScheme, parseIdentifier } from '@waybill/events';
import type { ReportFlag } from '../report';

/** A name in canonical form, or undefined when there is none or it cannot be one. */
export function identifier(scheme: IdentifierScheme, given: string | undefined): Identifier | undefined {
  if (given === undefined) return undefined;
  const parsed = parseIdentifier(scheme, given);
  return 'fault' in parsed ? undefined : { scheme, value: parsed.value };
}

/** A carrier's number for a parcel. A slash divides carrier and number, so neither may have one of its own. */
export function trackingNumber(carrier: string | undefined, number: string | undefined): Identifier | undefined {
  if (carrier === undefined || number === undefined || carrier.includes('/') || number.includes('/')) return undefined;
  return identifier('tracking-number', `${carrier}/${number}`);
}

/** Those that are names, each once, in their order. */
export function identifiers(...given: readonly (Identifier | undefined)[]): Identifier[] {
  const known = given.filter((one) => one !== undefined);
  return known.filter((one, i) => known.findIndex((other) => other.scheme === one.scheme && other.value === one.value) === i);
}

export const checkDigitFlags = (about: readonly Identifier[]): readonly ReportFlag[] =>
  about.some(checkDigitIsWrong) ? ['check-digit-wrong'] : [];
