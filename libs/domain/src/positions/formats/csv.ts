import { formatInstant } from '@waybill/events';
import type { MarkedFix } from '../track';
import { decimal, type FixFormat } from './fix-format';

/** What a spreadsheet takes for the start of a formula (OWASP, CSV injection), also behind white space and in full width. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/** A text cell: quoted (RFC 4180), and with an apostrophe before anything that a spreadsheet would calculate. */
export const csvText = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** A number cell needs neither quotes nor an apostrophe: a minus is part of the number. */
const csvNumber = (value: number | undefined): string => (value === undefined ? '' : decimal(value));

const COLUMNS: readonly (readonly [name: string, cell: (fix: MarkedFix) => string])[] = [
  ['time', ({ time }) => csvText(formatInstant(time))],
  ['latitude', ({ latitude }) => csvNumber(latitude)],
  ['longitude', ({ longitude }) => csvNumber(longitude)],
  ['accuracyMetres', ({ accuracyMetres }) => csvNumber(accuracyMetres)],
  ['speedKmh', ({ speedKmh }) => csvNumber(speedKmh)],
  ['headingDegrees', ({ headingDegrees }) => csvNumber(headingDegrees)],
  ['altitudeMetres', ({ altitudeMetres }) => csvNumber(altitudeMetres)],
  ['mark', ({ mark }) => csvText(mark)],
  ['recordedTime', ({ recordedTime }) => csvText(formatInstant(recordedTime))],
  ['source', ({ source }) => csvText(source)],
  ['id', ({ id }) => csvText(id)],
  ['eventId', ({ eventId }) => csvText(eventId)],
];

/** CSV with a header line (RFC 4180, CRLF). The title has no place in it. */
export const csvFormat: FixFormat = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  fileExtension: 'csv',
  header: () => `${COLUMNS.map(([name]) => csvText(name)).join(',')}\r\n`,
  row: (fix) => `${COLUMNS.map(([, cell]) => cell(fix)).join(',')}\r\n`,
  separator: '',
  footer: () => '',
};
