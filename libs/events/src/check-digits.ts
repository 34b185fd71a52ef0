import type { Identifier } from './identifiers';
import { itemAt } from './narrowing';

/** ISO 6346 letter values: 10 to 38 without the multiples of 11. */
const LETTER_VALUES = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((_, i) => 10 + i + Math.floor((i + 9) / 10));
const iso6346Value = (char: string): number => (char >= 'A' ? itemAt(LETTER_VALUES, char.charCodeAt(0) - 65) : Number(char));

/** ISO 6346: owner code, category, serial number weighted by powers of two, modulo 11 (10 counts as 0). */
function containerDigitIsWrong(value: string): boolean {
  if (!/^[A-Z]{3}[UJZ]\d{7}$/.test(value)) return false;
  const sum = [...value.slice(0, 10)].reduce((total, char, i) => total + iso6346Value(char) * 2 ** i, 0);
  return (sum % 11) % 10 !== Number(value[10]);
}

/** GS1 General Specifications 7.9: 18 digits weighted 3, 1, 3 …, the last one fills up to a multiple of 10. */
function ssccDigitIsWrong(value: string): boolean {
  if (!/^\d{18}$/.test(value)) return false;
  const sum = [...value.slice(0, 17)].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 !== Number(value[17]);
}

/** True when the name has a check digit and it is wrong. Such names are flagged, never refused: carriers do send them. */
export function checkDigitIsWrong({ scheme, value }: Identifier): boolean {
  if (scheme === 'container') return containerDigitIsWrong(value);
  return scheme === 'sscc' && ssccDigitIsWrong(value);
}
