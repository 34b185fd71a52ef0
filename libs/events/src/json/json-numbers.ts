/** Property names and indices from the top of a JSON text to a value in it. */
export type JsonPath = readonly (string | number)[];

/** A double keeps 15 digits whatever they are, so a number of so many characters keeps them, if it has no exponent. */
export const SAFE_LENGTH = 15;

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

interface Decimal {
  /** Without zeros in front. */
  readonly digits: string;
  readonly exponent: number;
}

function decimalOf(token: string): Decimal {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(token) ?? [];
  return { digits: `${whole}${fraction}`.replace(/^0+/, ''), exponent: Number(exponent) - fraction.length };
}

function isSame(a: Decimal, b: Decimal): boolean {
  const [shortA, shortB] = [a.digits.replace(/0+$/, ''), b.digits.replace(/0+$/, '')];
  if (shortA !== shortB) return false;
  return shortA === '' || a.exponent + a.digits.length === b.exponent + b.digits.length;
}

/** As many as `toPrecision` writes. */
const MAX_DIGITS = 100;

/**
 * Whether a number, once read, still says what was sent. An integer has to come out as it went in. A fraction is as good as a double
 * is: many languages print 17 digits of one (0.10000000000000001), or all of them, where JavaScript prints the shortest text.
 */
export function keepsDigits(token: string): boolean {
  const value = Number(token);
  const sent = decimalOf(token);
  if (isSame(sent, decimalOf(String(value)))) return true;
  if (Math.abs(value) >= 2 ** 53 || sent.digits.length > MAX_DIGITS || value === 0) return false;
  return isSame(sent, decimalOf(value.toPrecision(sent.digits.length)));
}

/** The text from a quotation mark to the one that ends it. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

const TOKEN = /[-+.eE\d]+/y;

/** Where the numbers of a JSON text stand that do not keep their digits. The text has been parsed before, so it is well-formed. */
export function lostNumbers(text: string): JsonPath[] {
  const path: (string | number)[] = [];
  const lost: JsonPath[] = [];
  let name = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      const end = stringEnd(text, at);
      name = text.slice(at, end + 1);
      at = end;
    } else if (char === ':') path[path.length - 1] = String(JSON.parse(name));
    else if (char === '[') path.push(0);
    else if (char === '{') path.push('');
    else if (char === ']' || char === '}') path.pop();
    else if (char === ',') {
      const last = path.at(-1);
      if (typeof last === 'number') path[path.length - 1] = last + 1;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(text)?.[0] ?? char;
      if (!keepsDigits(token)) lost.push([...path]);
      at += token.length - 1;
    }
  }
  return lost;
}
