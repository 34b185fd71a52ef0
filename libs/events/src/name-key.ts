/** Letters that upper and lower case do not bring together: the small sigma at the end of a word, and the dot that is left of a capital İ. */
const STRAYS: Readonly<Record<string, string>> = { ς: 'σ', '\u0307': '' };
const STRAY = /ς|(?<=i)\u0307/gu;

/** Full case folding: lower, upper and lower again, so that ß, ẞ and SS, or K and the Kelvin sign, are the same. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(STRAY, (stray) => STRAYS[stray] ?? stray);

/** White space, dashes of every kind, and characters without width: what people put between the groups of a number, or leave out. */
const BETWEEN = /[\s\p{Z}\p{Pd}\p{Cc}\p{Cf}\u2212]+/gu;
const PLAIN = /^[a-z0-9]*$/;

/** Longer names are told apart by this much of their beginning, which an index can hold. */
const LONGEST = 200;

/**
 * The form in which names and references are compared when people look for them: blind to case, to composition (NFC, NFD, full width),
 * to spaces and to dashes. It is stored beside a name and made of what is asked for. It is no identity: `canonicalValue` is.
 */
export function nameKey(name: string): string {
  if (name.length <= LONGEST && PLAIN.test(name)) return name;
  const key = folded(folded(name.normalize('NFKD')).normalize('NFKD'))
    .replace(BETWEEN, '')
    .normalize('NFKC');
  return key.length <= LONGEST ? key : Array.from(key).slice(0, LONGEST).join('');
}
