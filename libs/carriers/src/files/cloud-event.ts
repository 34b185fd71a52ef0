import { formatIdentifier, formatInstant, type Instant, parseInstant } from '@waybill/events';
import { type Fault, fault } from '../reading';
import type { CarrierReport, ReportTime } from '../report';

/** A day is its noon: within half a day of whatever it was. */
const NOON = 'T12:00:00Z';

/** The place of a report in time: a local time whose zone is not known is within half a day of the same time in UTC. */
function placeInTime(time: ReportTime): Instant | undefined {
  if ('instant' in time) return time.instant;
  if (time.certainty === 'local-zone-unknown') return parseInstant(`${time.local}Z`);
  return time.certainty === 'date-only' ? parseInstant(`${time.date}${NOON}`) : undefined;
}

const withoutUnknown = (members: object): object => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function contentOf({
  statement,
  place,
  rawCode,
  reason,
  note,
}: CarrierReport): { readonly type: string; readonly data: object } | undefined {
  switch (statement.kind) {
    case 'milestone': {
      const { milestone, classifier } = statement;
      return { type: 'item-scanned', data: { milestone, classifier, location: place, rawCode, reason, note } };
    }
    case 'position':
      return { type: 'position-reported', data: statement.position };
    case 'movement':
      return {
        type: statement.movement === 'arrived' ? 'vehicle-arrived' : 'vehicle-departed',
        data: { location: place, stop: statement.stop },
      };
    case 'retraction':
      return undefined;
  }
}

/** A report of a file as a CloudEvent of `source`, about the first of its names: the same each time that the file is read. */
export function cloudEventOf(report: CarrierReport, source: string): Readonly<Record<string, unknown>> | Fault {
  const content = contentOf(report);
  if (!content) return fault('wrong-shape', 'A file takes nothing back: push it to a source, which knows what it had said.');
  const [subject] = report.about;
  const time = placeInTime(report.time);
  const isPosition = report.statement.kind === 'position';
  if (time === undefined || (isPosition && !('instant' in report.time)))
    return fault('time-unreadable', 'There is no instant in it: give the time zone of its local times.');
  if (!subject) return fault('identifier-missing', 'It names nothing.');
  return {
    specversion: '1.0',
    id: report.id,
    source,
    type: `dev.waybill.${content.type}.v1`,
    subject: formatIdentifier(subject),
    time: formatInstant(time),
    ...(report.time.certainty !== 'instant' && { timecertainty: report.time.certainty }),
    ...(report.flags.length > 0 && { flags: report.flags.join(',') }),
    data: withoutUnknown(content.data),
  };
}
