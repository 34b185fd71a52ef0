import { parseInstant } from '@waybill/events';
import { type Fault, fault, identifier, isFault, KMH_PER_KNOT, readFix } from '../reading';
import type { CarrierReport } from '../report';
import { type Chunks, type FileContext, type FileItem, refusedItem } from './item';
import { linesOf } from './lines';

const MAX_LINE_BYTES = 4_096;
const MAPPING_VERSION = 1;
/** Something may stand before the sentence (an id of the device), and behind its checksum (fields of the maker). */
const SENTENCE = /^(.*?)[$!]([A-Z]{2,5})([A-Z]{3}),([^*]*)(?:\*\s*([0-9A-Fa-f]{2})?(.*))?$/;

/** The exclusive or of what stands between $ and *. */
const checksumOf = (text: string): number => [...text].reduce((sum, char) => sum ^ char.charCodeAt(0), 0);

/** `dddmm.mmmm`, whose degrees are not always padded: the minutes are the last two digits before the point. */
function degrees(text: string | undefined, direction: string | undefined): number | undefined {
  const [, whole = '0', minutes] = /^(\d{0,3}?)(\d{1,2}(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  if (minutes === undefined || Number(minutes) >= 60 || !/^[NSEW]$/.test(direction ?? '')) return undefined;
  const value = Number(whole) + Number(minutes) / 60;
  return direction === 'S' || direction === 'W' ? -value : value;
}

/** `hhmmss.ss` and `ddmmyy`. GPS began in 1980, so a year from 80 is of the last century. */
function instantOf(time = '', date = '') {
  const [, hour, minute, second, fraction = ''] = /^(\d\d)(\d\d)(\d\d)(\.\d{1,9})?$/.exec(time) ?? [];
  const [, day, month, year] = /^(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  if (hour === undefined || year === undefined) return undefined;
  const text = `${Number(year) >= 80 ? 19 : 20}${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`;
  const instant = parseInstant(text);
  return instant === undefined ? undefined : ({ time: { certainty: 'instant', instant, text: `${date} ${time}` }, flags: [] } as const);
}

function readSentence(text: string, { about }: FileContext): CarrierReport | Fault | string {
  const [, before = '', talker = '', name = '', rest = '', checksum] = SENTENCE.exec(text.trim()) ?? [];
  if (name === '') return fault('wrong-shape', 'The line has no NMEA sentence.');
  if (name !== 'RMC') return `sentence ${name}: it has no date and position`;
  if (checksum !== undefined && checksumOf(`${talker}${name},${rest.trimEnd()}`) !== Number.parseInt(checksum, 16))
    return fault('checksum-wrong', `The checksum *${checksum} is not that of the sentence.`);
  const [time, validity, latitude, north, longitude, east, speed, course, date] = rest.split(',').map((field) => field.trim());
  if (validity !== 'A') return 'no fix';
  return readFix('nmea', MAPPING_VERSION, '', {
    device: identifier('device', before.replace(/[/,;:\s]+$/, '') || undefined) ?? about,
    reading: instantOf(time, date),
    latitude: degrees(latitude, north),
    longitude: degrees(longitude, east),
    speed,
    speedUnit: KMH_PER_KNOT,
    heading: course,
  });
}

/** NMEA 0183: only RMC has position, date and validity in one sentence. A checksum may be missing, and must be right where it is there. */
export async function* readNmea(chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  for await (const given of linesOf(chunks, MAX_LINE_BYTES)) {
    const { line } = given;
    if ('fault' in given) {
      yield refusedItem(line, given.fault.reason, given.fault.detail);
      continue;
    }
    if (given.text.trim() === '') continue;
    const read = readSentence(given.text, context);
    if (typeof read === 'string') yield { line, ignored: read };
    else yield isFault(read) ? refusedItem(line, read.reason, read.detail) : { line, report: read };
  }
}
