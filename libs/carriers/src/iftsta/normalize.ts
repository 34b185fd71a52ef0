import { formatIdentifier, type Identifier, type ScanLocation } from '@waybill/events';
import type { CarrierFormat, PushContext } from '../port';
import {
  boundedScans,
  checkDigitFlags,
  collect,
  type Fault,
  fault,
  identifier,
  identifiers,
  MAX_BODY_BYTES,
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
import { readDtm } from './event-time';
import { readMessages, type Status, type Stop } from './message';
import { readInterchange, type Segment } from './segments';
import { LEG_TIMES, MAPPING_VERSION, REFERENCES, STATUSES } from './status-map';

const FORMAT = stamp('iftsta', MAPPING_VERSION);
const MAX_NAMES = 100;
const CONTAINER = /^[A-Z]{3}[UJZ]\d{7}$/;

const first = (segments: readonly Segment[], name: string, qualifier: string): Segment | undefined =>
  segments.find((one) => one.name === name && one.at(1) === qualifier);

/** Containers of these segments: of the equipment itself, and of references to it. */
const containersOf = (segments: readonly Segment[]): (Identifier | undefined)[] =>
  segments
    .map((one) =>
      one.name === 'EQD' && one.at(1) === 'CN' ? one.at(2) : one.name === 'RFF' && one.at(1) === 'EQ' ? one.at(1, 2) : undefined,
    )
    .map((box) => (CONTAINER.test(box ?? '') ? identifier('container', box) : undefined));

/** SSCCs (GIN+AW, GIN+BJ), in pairs of first and last; a leading `00` is the application identifier. */
const packagesOf = (segments: readonly Segment[]): (Identifier | undefined)[] =>
  segments
    .filter((one) => one.name === 'GIN' && ['AW', 'BJ'].includes(one.at(1) ?? ''))
    .flatMap((one) => Array.from({ length: Math.min(one.length, MAX_NAMES) }, (_, i) => [one.at(i + 2, 1), one.at(i + 2, 2)]).flat())
    .map((sscc) => sscc?.replace(/^00(?=\d{18}$)/, ''))
    .map((sscc) => (/^\d{18}$/.test(sscc ?? '') ? identifier('sscc', sscc) : undefined));

const referencesOf = (segments: readonly Segment[]): (Identifier | undefined)[] =>
  segments
    .filter(({ name }) => name === 'RFF')
    .map((one) => {
      const [qualifier = '', value] = [one.at(1), one.at(1, 2)];
      if (qualifier === 'CW') return trackingNumber('UPS', value);
      const scheme = Object.hasOwn(REFERENCES, qualifier) ? REFERENCES[qualifier] : undefined;
      return scheme && identifier(scheme, value);
    });

/** What is reported on. A container of the status counts before those of the message, which may be another one. */
function aboutOf({ header, consignment, own }: Status): Identifier[] {
  const levels = [own, consignment, header];
  const box = levels.map(containersOf).find((found) => found.some(Boolean)) ?? [];
  const carrier = first(header, 'NAD', 'CA')?.at(2);
  return identifiers(...box, trackingNumber(carrier, consignment[0]?.at(2)), ...levels.flatMap(referencesOf), ...packagesOf(own)).slice(
    0,
    MAX_NAMES,
  );
}

function placeOfLoc(loc: Segment | undefined): ScanLocation | undefined {
  if (!loc) return undefined;
  const [code, name, related] = [loc.at(2), loc.at(2, 4), loc.at(3)];
  const country = /^[A-Z]{2}$/.test(related ?? '') ? related : undefined;
  return placeOf({ unlocode: code, name: name ?? (placeOf({ unlocode: code }) ? undefined : code), country });
}

/** What tells the statuses of one consignment from those of others. Message numbers are new in every re-send. */
const keyOf = ({ header, consignment }: Status, about: readonly Identifier[]) => [
  header[0]?.at(2),
  consignment[0]?.at(2),
  ...about.filter(({ scheme }) => scheme !== 'sscc').map(formatIdentifier),
];

function readStatus(status: Status, about: readonly Identifier[], { defaultTimeZone }: PushContext): CarrierReport | Fault {
  const { sts, own } = status;
  const loc = own.find(({ name }) => name === 'LOC');
  const place = placeOfLoc(loc);
  const dtm = first(own, 'DTM', '334') ?? first(own, 'DTM', '7') ?? first(own, 'DTM', '78');
  const [category, code, agency, text] = [sts.at(1), sts.at(2), sts.at(2, 3), sts.at(2, 4)];
  const reasons = [3, 4, 5, 6, 7].map((element) => sts.at(element)).filter(Boolean);
  return scanReport({ about, ...FORMAT }, `segment ${sts.number}`, {
    key: [...keyOf(status, about), category, code, agency, reasons.join(' '), dtm?.at(1, 2), loc?.at(2)],
    meaning: meaningOf(STATUSES, code),
    reading: readDtm(dtm, { place, defaultTimeZone }) ?? fault('time-unreadable', `DTM+${dtm?.at(1)} is no date and time.`),
    place,
    rawCode: plainText([category, code].filter(Boolean).join('/')),
    reason: plainText(reasons.join('/')),
    note: plainText(text, 500),
    flags: checkDigitFlags(about),
  });
}

/** Where the goods were, or will be, on their legs: said again in every message, and the same each time. */
function readStop(status: Status, { loc, times }: Stop, about: readonly Identifier[], { defaultTimeZone }: PushContext): Outcome[] {
  const place = placeOfLoc(loc);
  return times.flatMap((dtm) => {
    const [where = '', when = ''] = [loc.at(1), dtm.at(1)];
    const meaning = meaningOf(LEG_TIMES, `${where}/${when}`, when);
    if (meaning.milestone === 'UNKNOWN') return [];
    const pointer = `segment ${dtm.number}`;
    const read = scanReport({ about, ...FORMAT }, pointer, {
      key: [...keyOf(status, about), 'leg', where, loc.at(2), when, dtm.at(1, 2)],
      meaning,
      reading: readDtm(dtm, { place, defaultTimeZone }) ?? fault('time-unreadable', `DTM+${when} is no date and time.`),
      place,
      rawCode: plainText(`LOC+${where} DTM+${when}`),
      flags: checkDigitFlags(about),
    });
    return [{ pointer, read }];
  });
}

/** A message of function 1 (cancellation) takes back what it says. */
const isCancelled = ({ header }: Status): boolean => header.find(({ name }) => name === 'BGM')?.at(3) === '1';
const withdrawn = (outcome: Outcome): Outcome =>
  'statement' in outcome.read ? { ...outcome, read: { ...outcome.read, statement: { kind: 'retraction' } } } : outcome;

function readAll(status: Status, context: PushContext): Outcome[] {
  const pointer = `segment ${status.sts.number}`;
  const about = aboutOf(status);
  if (about.length === 0) return [refusedPart(pointer, 'identifier-missing', 'The status names nothing that can be known.')];
  const outcomes = [
    { pointer, read: readStatus(status, about, context) },
    ...status.stops.flatMap((stop) => readStop(status, stop, about, context)),
  ];
  return isCancelled(status) ? outcomes.map(withdrawn) : outcomes;
}

export const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  if (rawBody.byteLength > MAX_BODY_BYTES) return refused('body-too-large', `A file has at most ${MAX_BODY_BYTES} bytes.`);
  const interchange = readInterchange(rawBody);
  if (!interchange) return refused('wrong-shape', 'The file does not begin with UNB, or with UNA and UNB.');
  const { segments, cutOff } = interchange;
  const { statuses, broken, ignored } = readMessages(segments);
  if (cutOff)
    broken.push(refusedPart(`segment ${segments.length + 1}`, 'segment-broken', 'The last segment has no end and was not taken.'));
  const { scans, tooMany } = boundedScans(statuses, '');
  if (statuses.length + broken.length + ignored.length === 0) ignored.push('no statuses');
  return collect([...broken, ...tooMany, ...scans.flatMap((status) => readAll(status, context))], { ignored });
};
