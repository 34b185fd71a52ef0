import { digits, type Random } from '../random';

const LETTER_VALUES = 'A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ';
const numberOf = (character: string) => (/\d/.test(character) ? Number(character) : 10 + LETTER_VALUES.indexOf(character));

/** A container number with its check digit (ISO 6346: powers of two, modulo 11, then modulo 10; letters skip 11, 22 and 33). */
export function containerNumber(owner: string, random: Random): string {
  const body = `${owner}U${digits(random, 6)}`;
  const sum = [...body].reduce((total, character, place) => total + numberOf(character) * 2 ** place, 0);
  return `${body}${(sum % 11) % 10}`;
}

export const trackingNumber = (random: Random): string => `${1 + Math.floor(random() * 9)}${digits(random, 11)}`;
