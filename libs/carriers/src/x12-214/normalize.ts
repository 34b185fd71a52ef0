import { type Identifier, parseInstant, type ScanLocation } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  boundedScans,
  type Coordinates,
  collect,
  coordinates,
  type Fault,
  fault,
  identifier,
  identifiers,
  MAX_BODY_BYTES,
  type Meaning,
  meaningOf,
  type Outcome,
  placeOf,
  plainText,
  refused,
  refusedPart,
  scanReport,
  stamp,
  trackingNumber,
} from '../reading';
import type { CarrierReport } from '../report';
import { compactDate, compactLocal, localReading, resolveLocal, type TimeReading } from '../time';
import { readInterchange, type Segment } from './segments';
import { MAPPING_VERSION, REASONS, STATUSES } from './status-map';
import { offsetOfCode, ZONE_OF_CODE } from './time-codes';

const FORMAT = stamp('x12-214', MAPPING_VERSION);

/** One status of a transaction, with the segments that belong to it. */
interface Scan {
  readonly status: Segment;
  readonly transaction: Segment[];
  place?: Segment;
  equipment?: Segment;
}

/** DDDMMSS or DDMMSS and a direction, in degrees. */
function degrees(text: string | undefined, direction: string | undefined): number | undefined {
  const [, whole, minutes, seconds] = /^(\d{2,3})(\d\d)(\d\d)$/.exec(text ?? '') ?? [];
  if (whole === undefined) return undefined;
  const value = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return direction === 'S' || direction === 'W' ? -value : value;
}

/** MS1 has the longitude first. */
function placeOfScan(segment: Segment | undefined): ScanLocation | undefined {
  if (!segment) return undefined;
  const position: Coordinates | undefined = coordinates(degrees(segment.at(5), segment.at(7)), degrees(segment.at(4), segment.at(6)));
  return placeOf({ city: segment.at(1), region: segment.at(2), country: segment.at(3), ...position });
}

function byCode(local: string, code: string, text: string): TimeReading | undefined {
  const offset = offsetOfCode(code);
  const instant = offset === undefined ? undefined : parseInstant(`${local}${offset}`);
  if (instant !== undefined) return { time: { certainty: 'offset-by-code', instant, code, text }, flags: [] };
  const zone = Object.hasOwn(ZONE_OF_CODE, code) ? ZONE_OF_CODE[code] : undefined;
  const found = zone === undefined ? 'zone-unknown' : resolveLocal(local, [zone]);
  if (typeof found !== 'string') return { time: { certainty: 'offset-by-code', instant: found.instant, code, text }, flags: [] };
  return { time: { certainty: 'local-zone-unknown', local, text }, flags: found === 'ambiguous' ? ['ambiguous-local-time'] : [] };
}

function timeOf(status: Segment, place: ScanLocation | undefined, { defaultTimeZone }: PushContext): TimeReading | undefined {
  const [date = '', time = '', code = 'LT'] = [status.at(5), status.at(6), status.at(7)];
  const text = [status.at(5), status.at(6), status.at(7)].filter(Boolean).join(' ');
  if (date === '') return time === '' ? { time: { certainty: 'none' }, flags: [] } : undefined;
  if (time === '') {
    const day = compactDate(date);
    return day === undefined ? undefined : { time: { certainty: 'date-only', date: day, text }, flags: [] };
  }
  const local = compactLocal(date, time);
  if (local === undefined) return undefined;
  return code === 'LT' ? localReading(local, text, { place, defaultTimeZone }) : byCode(local, code, text);
}

const SCHEMES: Readonly<Record<string, 'bill-of-lading' | 'order'>> = { BM: 'bill-of-lading', PO: 'order' };

function aboutOf({ transaction, equipment }: Scan): Identifier[] {
  const header = transaction.find(({ name }) => name === 'B10');
  const references = transaction.filter(({ name }) => name === 'L11').slice(0, 100);
  const box = `${equipment?.at(1) ?? ''}${equipment?.at(2) ?? ''}`;
  return identifiers(
    trackingNumber(header?.at(3), header?.at(1)),
    ...references.map((one) => {
      const scheme = Object.hasOwn(SCHEMES, one.at(2) ?? '') ? SCHEMES[one.at(2) ?? ''] : undefined;
      return scheme && identifier(scheme, one.at(1));
    }),
    identifier('order', header?.at(2)),
    /^[A-Z]{3}[UJZ]\d{7}$/.test(box) ? identifier('container', box) : undefined,
  );
}

/** AT703 is an appointment: nothing happened yet, whatever its code says. Reason BT makes any known status a return under way. */
function meaningOfStatus(status: Segment): Meaning {
  if (status.at(1) === undefined && status.at(3) !== undefined) return { milestone: 'CARRIER_NOTE', classifier: 'PLN' };
  const meaning = meaningOf(STATUSES, status.at(1));
  return meaning.milestone !== 'UNKNOWN' && status.at(2) === 'BT' ? { ...meaning, milestone: 'RETURNING' } : meaning;
}

const reasonOf = (code: string | undefined) => (code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : code);

function readScan(scan: Scan, context: PushContext): CarrierReport | Fault {
  const { status, transaction, equipment } = scan;
  const place = placeOfScan(scan.place);
  const about = aboutOf(scan);
  const header = transaction.find(({ name }) => name === 'B10');
  if (about.length === 0) return fault('identifier-missing', 'B10 and L11 name nothing that can be known.');
  const [first, second, third, fourth, ...when] = [1, 2, 3, 4, 5, 6, 7].map((at) => status.at(at));
  return scanReport({ about, ...FORMAT }, `segment ${status.number}`, {
    key: [header?.at(3), header?.at(1), first, second, third, fourth, ...when, place?.city, place?.region, equipment?.at(2)],
    meaning: meaningOfStatus(status),
    reading: timeOf(status, place, context) ?? fault('time-unreadable', 'AT705 and AT706 are no date and time.'),
    place,
    rawCode: plainText(first ?? (third && `AT703/${third}`)),
    reason: plainText(reasonOf(second ?? fourth)),
  });
}

interface Reading {
  readonly scans: Scan[];
  readonly broken: Outcome[];
  readonly ignored: string[];
}

/** Goes through the transactions of an interchange. A wrong count is told and costs nothing: partners often send one. */
function readTransactions(segments: readonly Segment[]): Reading {
  const found: Reading = { scans: [], broken: [], ignored: [] };
  let transaction: Segment[] | undefined;
  for (const segment of segments) {
    const scan = transaction && found.scans.at(-1)?.transaction === transaction ? found.scans.at(-1) : undefined;
    if (segment.name === 'ST') {
      transaction = segment.at(1) === '214' ? [] : undefined;
      if (!transaction) found.ignored.push(`transaction ${plainText(segment.at(1), 20) ?? 'without a number'}`);
    }
    transaction?.push(segment);
    if (segment.name === 'AT7' && transaction) found.scans.push({ status: segment, transaction });
    else if (segment.name === 'MS1' && scan) scan.place = segment;
    else if (segment.name === 'MS2' && scan) scan.equipment = segment;
    else if (segment.name === 'SE' && transaction) {
      if (Number(segment.at(1)) !== transaction.length)
        found.ignored.push(`SE says ${plainText(segment.at(1), 20)} segments, ${transaction.length} came`);
      transaction = undefined;
    }
  }
  if (transaction)
    found.broken.push(
      refusedPart(`segment ${segments.length}`, 'segment-broken', 'The last transaction has no SE; what came of it is taken.'),
    );
  return found;
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  if (rawBody.byteLength > MAX_BODY_BYTES) return refused('body-too-large', `A file has at most ${MAX_BODY_BYTES} bytes.`);
  const interchange = readInterchange(rawBody);
  if (!interchange) return refused('wrong-shape', 'The file does not begin with a whole ISA segment.');
  const { scans, broken, ignored } = readTransactions(interchange.segments);
  if (interchange.cutOff)
    broken.push(
      refusedPart(`segment ${interchange.segments.length + 1}`, 'segment-broken', 'The last segment has no end and was not taken.'),
    );
  const bounded = boundedScans(scans, '');
  const outcomes = bounded.scans.map((scan): Outcome => ({ pointer: `segment ${scan.status.number}`, read: readScan(scan, context) }));
  if (scans.length + broken.length + ignored.length === 0) ignored.push('no transactions');
  return collect([...broken, ...bounded.tooMany, ...outcomes], { ignored });
};
