import type { MarkedFix } from '../track';

/** A text format for positions in pieces, so that a long track can be sent without being held in memory. */
export interface FixFormat {
  readonly mediaType: string;
  readonly fileExtension: string;
  /** What stands before the first row. `title` names the track, e.g. by the shipment id. */
  readonly header: (title: string) => string;
  readonly row: (fix: MarkedFix) => string;
  /** What stands between two rows. */
  readonly separator: string;
  readonly footer: () => string;
}

/** The document piece by piece: header, rows with separators, footer. All fixes are in it, each with its mark. */
export function* renderFixes(format: FixFormat, title: string, fixes: Iterable<MarkedFix>): Generator<string> {
  yield format.header(title);
  let first = true;
  for (const fix of fixes) {
    yield first ? format.row(fix) : format.separator + format.row(fix);
    first = false;
  }
  yield format.footer();
}

/** A number without an exponent: neither XML Schema's decimal nor every spreadsheet knows 1e-7. */
export const decimal = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
};
