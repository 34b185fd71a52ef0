import { formatIdentifier, formatInstant } from '@waybill/events';
import { contentOf, placeInTime } from '../content';
import { type Fault, fault } from '../reading';
import type { CarrierReport } from '../report';

/** A report of a file as a CloudEvent of `source`, about the first of its names: the same each time that the file is read. */
export function cloudEventOf(report: CarrierReport, source: string): { readonly event: Readonly<Record<string, unknown>> } | Fault {
  const content = contentOf(report);
  if (!content) return fault('wrong-shape', 'A file takes nothing back: push it to a source, which knows what it had said.');
  const [subject] = report.about;
  const time = placeInTime(report.time);
  const isPosition = report.statement.kind === 'position';
  if (time === undefined || (isPosition && !('instant' in report.time)))
    return fault('time-unreadable', 'There is no instant in it: give the time zone of its local times.');
  if (!subject) return fault('identifier-missing', 'It names nothing.');
  const event = {
    specversion: '1.0',
    id: report.id,
    source,
    type: content.type,
    subject: formatIdentifier(subject),
    time: formatInstant(time),
    ...(report.time.certainty !== 'instant' && { timecertainty: report.time.certainty }),
    ...(report.flags.length > 0 && { flags: report.flags.join(',') }),
    data: content.data,
  };
  return { event };
}
