import { formatInstant } from '@waybill/events';
import type { MarkedFix } from '../track';
import { decimal, type FixFormat } from './fix-format';

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them, even escaped
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#13;' };

/** Text as XML 1.0 content or attribute value; characters that XML cannot hold become U+FFFD. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"'\r]/g, (char) => ENTITIES[char] ?? '');

const element = (name: string, value: number | undefined): string => (value === undefined ? '' : `<${name}>${decimal(value)}</${name}>`);

/** GPX knows no speed or accuracy in metres: they go to extensions of a namespace of ours. */
const extensions = ({ speedKmh, headingDegrees, accuracyMetres }: MarkedFix): string => {
  const inner =
    element('waybill:speedKmh', speedKmh) +
    element('waybill:headingDegrees', headingDegrees) +
    element('waybill:accuracyMetres', accuracyMetres);
  return inner && `<extensions>${inner}</extensions>`;
};

/** The schema's longitude ends below 180; the same meridian is -180. */
const meridian = (longitude: number): number => (longitude === 180 ? -180 : longitude);

/** The order of the children is the schema's: ele, time, src, type, extensions. `type` holds the mark. */
const point = (fix: MarkedFix): string =>
  `<trkpt lat="${decimal(fix.latitude)}" lon="${decimal(meridian(fix.longitude))}">` +
  element('ele', fix.altitudeMetres) +
  `<time>${formatInstant(fix.time)}</time><src>${xmlText(fix.source)}</src><type>${fix.mark}</type>${extensions(fix)}</trkpt>\n`;

/** GPX 1.1 (http://www.topografix.com/GPX/1/1), one track of one segment. */
export const gpxFormat: FixFormat = {
  mediaType: 'application/gpx+xml',
  fileExtension: 'gpx',
  header: (title) =>
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<gpx version="1.1" creator="Waybill" xmlns="http://www.topografix.com/GPX/1/1" xmlns:waybill="urn:waybill:gpx:1">\n' +
    `<trk><name>${xmlText(title)}</name><trkseg>\n`,
  row: point,
  separator: '',
  footer: () => '</trkseg></trk>\n</gpx>\n',
};
