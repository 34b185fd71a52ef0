import { offsetMinutes, zonesOfCountry } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import type { Speech } from './languages';

type Location = { readonly city: string | null; readonly country: string | null };

/** The zone of a place at an instant: known where all clocks of its country showed the same. */
export function zoneOf(country: string | null | undefined, instant: Instant): string | undefined {
  const [zone, ...others] = zonesOfCountry(country?.toUpperCase() ?? '');
  if (zone === undefined) return undefined;
  const offset = offsetMinutes(zone, instant);
  return others.every((other) => offsetMinutes(other, instant) === offset) ? zone : undefined;
}

/** What a carrier wrote as a country: a code by its name in the reader's language, anything else as it is. */
const countryIn = (country: string, { locale }: Speech): string =>
  /^[A-Za-z]{2}$/.test(country)
    ? (new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(country.toUpperCase()) ?? country)
    : country;

/** Where something happened: the town and the country, as far as they are known. */
export const townOf = ({ city, country }: Location, speech: Speech): string =>
  [city, country && countryIn(country, speech)].filter((part) => part).join(', ');
