import { CLASSIFIERS, type Identifier, type Instant, MILESTONES, parseInstant, parseSubject, subjectName } from '@waybill/events';
import { type Fault, fault, identifier, identifiers, isFault, placeOf, plainText, readFix, scanReport, trackingNumber } from '../reading';
import type { CarrierReport } from '../report';
import { readTime, type TimeReading } from '../time';
import { type Chunks, type FileContext, type FileItem, refusedItem } from './item';
import { type Line, linesOf } from './lines';

const MAX_RECORD_BYTES = 64 * 1024;
const STAMP = { format: 'csv', mappingVersion: 1 } as const;

/** Names of a column, as people write them; blanks, dashes, underscores and case do not count. The first is the documented one. */
const COLUMNS = {
  id: ['id'],
  time: ['time', 'timestamp', 'datetime', 'eventtime', 'date'],
  subject: ['subject'],
  device: ['device', 'deviceid', 'imei'],
  vehicle: ['vehicle', 'vehicleid'],
  container: ['container'],
  sscc: ['sscc'],
  booking: ['booking'],
  billOfLading: ['billoflading', 'bl'],
  order: ['order'],
  shipment: ['shipment', 'shipmentid'],
  carrier: ['carrier'],
  trackingNumber: ['trackingnumber'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon', 'lng', 'long'],
  speed: ['speedkmh', 'speed'],
  heading: ['headingdegrees', 'heading', 'course', 'bearing'],
  altitude: ['altitudemetres', 'altitude', 'elevation', 'ele'],
  accuracy: ['accuracymetres', 'accuracy'],
  milestone: ['milestone'],
  classifier: ['classifier'],
  place: ['place', 'location', 'placename'],
  city: ['city', 'town'],
  region: ['region', 'state'],
  country: ['country'],
  unlocode: ['unlocode', 'locode'],
  rawCode: ['rawcode', 'code'],
  reason: ['reason'],
  note: ['note', 'comment'],
} as const;
type Column = keyof typeof COLUMNS;
const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];
export type CsvRow = Readonly<Partial<Record<Column, string>>>;

const columnOf = (given: string): Column | undefined => {
  const name = given.toLowerCase().replace(/[\s_-]/g, '');
  return COLUMN_NAMES.find((column) => (COLUMNS[column] as readonly string[]).includes(name));
};

/** Fields of a record (RFC 4180): quotes around a field, two of them for one within. */
function fieldsOf(record: string, separator: string): string[] {
  const fields: string[] = [];
  let [field, quoted] = ['', false];
  for (let i = 0; i < record.length; i += 1) {
    const char = record[i] as string;
    if (quoted && char === '"' && record[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (char === '"' && (quoted || field.trim() === '')) [field, quoted] = [quoted ? field : '', !quoted];
    else if (char === separator && !quoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field].map((one) => one.trim());
}

const quotes = (text: string): number => text.split('"').length - 1;

/** Records, which may go over several lines within quotes. One that never ends is refused by itself, and reading goes on behind its first line. */
async function* recordsOf(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let open: { readonly line: number; readonly text: string } | undefined;
  for await (const given of lines) {
    if ('fault' in given) {
      if (open) yield { line: open.line, fault: fault('wrong-shape', 'A quote is not closed.') };
      open = undefined;
      yield given;
      continue;
    }
    const record: { line: number; text: string } = open ? { line: open.line, text: `${open.text}\n${given.text}` } : given;
    const isOpen = quotes(record.text) % 2 === 1;
    if (isOpen && record.text.length > MAX_RECORD_BYTES)
      yield {
        line: record.line,
        fault: fault('body-too-large', `A record has at most ${MAX_RECORD_BYTES} characters; perhaps a quote is not closed.`),
      };
    else if (!isOpen) yield record;
    open = isOpen && record.text.length <= MAX_RECORD_BYTES ? record : undefined;
  }
  if (open) yield { line: open.line, fault: fault('wrong-shape', 'A quote is not closed.') };
}

function subjectOf(given: string | undefined): Identifier | undefined {
  const parsed = given === undefined ? undefined : parseSubject(given);
  if (!parsed || 'fault' in parsed) return undefined;
  return subjectName(parsed);
}

const aboutOf = (row: CsvRow, { about }: FileContext): Identifier[] => {
  const found = identifiers(
    subjectOf(row.subject),
    subjectOf(row.shipment && `shipment:${row.shipment}`),
    row.trackingNumber?.includes('/') ? identifier('tracking-number', row.trackingNumber) : trackingNumber(row.carrier, row.trackingNumber),
    identifier('vehicle', row.vehicle),
    identifier('device', row.device),
    identifier('container', row.container),
    identifier('sscc', row.sscc),
    identifier('booking', row.booking),
    identifier('bill-of-lading', row.billOfLading),
    identifier('order', row.order),
  );
  return found.length === 0 && about ? [about] : found;
};

/** ISO 8601, with or without an offset; or seconds or milliseconds since 1970. */
function timeOf(text: string, context: FileContext, row: CsvRow): TimeReading | undefined {
  if (!/^\d{9,14}(?:\.\d+)?$/.test(text)) return readTime(text, { place: placeOf(row), defaultTimeZone: context.defaultTimeZone });
  const ms = Number(text) * (text.replace(/\..*/, '').length > 11 ? 1 : 1_000);
  const instant: Instant | undefined = parseInstant(new Date(Math.min(ms, 8.64e15)).toISOString());
  return instant === undefined ? undefined : { time: { certainty: 'instant', instant, text }, flags: [] };
}

function readPosition(row: CsvRow, about: readonly Identifier[], reading: TimeReading): CarrierReport | Fault {
  const read = readFix('csv', STAMP.mappingVersion, '', {
    device: about[0],
    reading,
    latitude: row.latitude,
    longitude: row.longitude,
    speed: row.speed,
    heading: row.heading,
    altitude: row.altitude,
    accuracy: row.accuracy,
    key: row.id,
  });
  return isFault(read) ? read : { ...read, about };
}

function readScan(row: CsvRow, about: readonly Identifier[], reading: TimeReading): CarrierReport | Fault {
  const wanted = row.milestone?.toUpperCase().replace(/[\s-]/g, '_');
  const milestone = MILESTONES.find((one) => one === wanted);
  if (!milestone) return fault('wrong-shape', `'${plainText(row.milestone, 40)}' is no milestone, and there is no latitude and longitude.`);
  const classifier = row.classifier === undefined ? 'ACT' : CLASSIFIERS.find((one) => one === row.classifier?.toUpperCase());
  if (!classifier) return fault('wrong-shape', `'${plainText(row.classifier, 40)}' is no classifier: ACT, EST, PLN or REQ.`);
  const place = placeOf({ ...row, name: row.place });
  const what = [
    about[0]?.scheme,
    about[0]?.value,
    'text' in reading.time ? reading.time.text : undefined,
    milestone,
    classifier,
    row.rawCode,
  ];
  return scanReport({ about, ...STAMP }, '', {
    key: row.id === undefined ? [...what, row.place, row.city, row.unlocode] : [about[0]?.scheme, about[0]?.value, row.id],
    meaning: { milestone, classifier },
    reading,
    place,
    rawCode: plainText(row.rawCode),
    reason: plainText(row.reason),
    note: plainText(row.note, 500),
  });
}

function readRow(row: CsvRow, context: FileContext): CarrierReport | Fault {
  const about = aboutOf(row, context);
  if (about.length === 0)
    return fault('identifier-missing', 'The row names nothing: it has no usable subject, device, vehicle, tracking number or other name.');
  const reading = row.time === undefined ? undefined : timeOf(row.time, context, row);
  if (!reading)
    return fault('time-unreadable', row.time === undefined ? '`time` is empty.' : `'${plainText(row.time, 40)}' is no date and time.`);
  return row.milestone === undefined ? readPosition(row, about, reading) : readScan(row, about, reading);
}

interface Table {
  readonly separator: string;
  readonly columns: readonly (Column | undefined)[];
}

/** The first row names the columns; what is most frequent in it of comma, semicolon and tab separates. */
function tableOf(header: string): Table | Fault {
  const text = header.replace(/^\ufeff/, '');
  const separator = [',', ';', '\t'].reduce((best, one) => (text.split(one).length > text.split(best).length ? one : best));
  const columns = fieldsOf(text, separator).map(columnOf);
  const has = (column: Column) => columns.includes(column);
  if (!has('time')) return fault('wrong-shape', 'The first row has no column `time`.');
  if (!has('milestone') && !(has('latitude') && has('longitude')))
    return fault('wrong-shape', 'The first row has neither `milestone` nor `latitude` and `longitude`.');
  return { separator, columns };
}

function rowOf(text: string, { separator, columns }: Table): CsvRow {
  const row: Partial<Record<Column, string>> = {};
  for (const [i, value] of fieldsOf(text, separator).entries()) {
    const column = columns[i];
    if (column !== undefined && value !== '' && row[column] === undefined) row[column] = value;
  }
  return row;
}

/** A table with a first row of names: positions, or scans where a row has a milestone. */
export async function* readCsv(chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  let table: Table | undefined;
  for await (const given of recordsOf(linesOf(chunks, MAX_RECORD_BYTES))) {
    const { line } = given;
    if ('fault' in given) {
      yield refusedItem(line, given.fault.reason, given.fault.detail);
      continue;
    }
    if (given.text.trim() === '') continue;
    if (table === undefined) {
      const read = tableOf(given.text);
      if ('reason' in read) return yield refusedItem(line, read.reason, read.detail);
      table = read;
      continue;
    }
    const read = readRow(rowOf(given.text, table), context);
    yield isFault(read) ? refusedItem(line, read.reason, read.detail) : { line, report: read };
  }
}
