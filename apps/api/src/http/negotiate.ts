interface Range {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}

const covers = (range: string, offered: string): boolean =>
  range === offered || range === '*/*' || (range.endsWith('/*') && offered.startsWith(range.slice(0, -1)));
const precision = (range: string): number => (range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2);

/** RFC 9110 12.5.1: the most precise range that covers a media type says how much it is wanted. */
function qualityOf(offered: string, ranges: readonly Range[]): number {
  const covering = ranges.filter(({ type }) => covers(type, offered)).sort((a, b) => precision(b.type) - precision(a.type));
  return covering[0]?.quality ?? 0;
}

/** The offered media type that the client wants most, the first of equals; undefined when it wants none of them. */
export function preferredType(accept: string | undefined, offered: readonly string[]): string | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').map(parseRange);
  const wanted = offered.map((type) => ({ type, quality: qualityOf(type, ranges) })).filter(({ quality }) => quality > 0);
  return wanted.reduce<{ type: string; quality: number } | undefined>(
    (best, one) => (best && best.quality >= one.quality ? best : one),
    undefined,
  )?.type;
}
