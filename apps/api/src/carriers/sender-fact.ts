import { type CarrierReport, contentOf, placeInTime, type RefusalReason, type ReportTime } from '@waybill/carriers';
import {
  CATALOGUE,
  canonicalJson,
  contentHash,
  formatInstant,
  formatSubject,
  type Identifier,
  type Instant,
  parseIdentifier,
  parseInstant,
  type Report,
  type ReportType,
} from '@waybill/events';

/** A report of a push as a fact, before it is known under which of its names it is kept. */
export interface SenderFact {
  readonly report: CarrierReport;
  /** Made of the scan and of what is said of it: what is said otherwise is another fact. */
  readonly id: string;
  readonly type: ReportType;
  readonly time: Instant;
  readonly data: object;
  readonly about: readonly Identifier[];
}

/** Why a report that could be read makes no fact. */
export interface Unusable {
  readonly reason: RefusalReason;
  readonly detail: string;
}

const hasInstant = (time: ReportTime): boolean => 'instant' in time;

/** The carrier under whose name a source's tracking numbers stand. */
function inScope(identifier: Identifier, scope: string | undefined): Identifier {
  if (scope === undefined || identifier.scheme !== 'tracking-number') return identifier;
  const parsed = parseIdentifier('tracking-number', `${scope}/${identifier.value.slice(identifier.value.indexOf('/') + 1)}`);
  return 'fault' in parsed ? identifier : { scheme: 'tracking-number', value: parsed.value };
}

/** @param told when the sender said so; it stands for a time that was not given */
export function factOfReport(report: CarrierReport, scope: string | undefined, told: Instant): SenderFact | Unusable | 'retraction' {
  const stated = contentOf(report);
  if (!stated) return 'retraction';
  if (stated.type === 'dev.waybill.position-reported.v1' && !hasInstant(report.time))
    return {
      reason: 'time-unreadable',
      detail: 'A position needs an instant: a time with an offset, or a source with a default time zone.',
    };
  const { error } = CATALOGUE[stated.type].schema.safeParse(stated.data);
  if (error) return { reason: 'wrong-shape', detail: `It makes no fact: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}` };
  // Without any time it happened when the sender said so.
  const time = placeInTime(report.time) ?? told;
  const isTimed = report.time.certainty !== 'none';
  const hash = contentHash({ type: stated.type, subject: '', time: isTimed ? time : 0, canonical: canonicalJson(stated.data) });
  // A fix is one by its time and place; a scan that is told otherwise is to be known as such.
  const id = stated.type === 'dev.waybill.position-reported.v1' ? report.id : `${report.id}.${hash}`;
  return { report, id, ...stated, time, about: report.about.map((one) => inScope(one, scope)) };
}

/** Where a fact comes from: the push, in the raw stream of its day. */
export interface RawReference {
  readonly day: string;
  readonly push: string;
}

const timeText = (time: ReportTime): string | undefined => ('text' in time ? time.text : undefined);

/** The fact as a report on its way into the log. How it was told is not part of what it says. */
export function reportOfFact(fact: SenderFact, subject: Identifier, source: string, { day, push }: RawReference): Report {
  const { report, id, type, time, data } = fact;
  const { certainty } = report.time;
  const text = timeText(report.time);
  const attributes = {
    time: text !== undefined && parseInstant(text) === time ? text : formatInstant(time),
    format: report.format,
    mappingversion: report.mappingVersion,
    rawref: `${day}/${push}`,
    ...(report.pointer !== '' && { rawpointer: report.pointer.slice(0, 500) }),
    ...(certainty !== 'instant' && { timecertainty: certainty }),
    ...(text !== undefined && text !== '' && { timetext: text.slice(0, 100) }),
    ...(report.flags.length > 0 && { flags: report.flags.join(',') }),
  };
  return { source, id, type, subject: { kind: 'identifier', identifier: subject }, time, attributes, data };
}

export const subjectText = (identifier: Identifier): string => formatSubject({ kind: 'identifier', identifier });
