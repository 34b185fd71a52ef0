import { type CarrierFormat, type Normalization, notMeasured } from '@waybill/carriers';
import { targetsOf } from '@waybill/domain';
import type { Identifier, Instant } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { untilKnown } from '@waybill/tracking';
import type { KnownSource } from '../sources/source-book';
import type { KeptFact } from './histories';
import type { ScanAnswer } from './push.schemas';
import { rejectedScan } from './push-answer';
import type { Push } from './push-record';
import { factOfReport, type SenderFact } from './sender-fact';

/** What of a push can become facts, under which names, and what was refused on the way. */
export interface PushRead {
  readonly normalization: Normalization;
  readonly kept: readonly KeptFact[];
  readonly rejected: readonly ScanAnswer[];
  /** Parts that were understood and make no fact, in words. */
  readonly ignored: readonly string[];
}

interface Sorted {
  readonly facts: readonly SenderFact[];
  readonly rejected: readonly ScanAnswer[];
  readonly ignored: readonly string[];
}

function sort({ scope }: KnownSource, { reports, refusals, ignored, pushTime }: Normalization, now: Instant): Sorted {
  const facts: SenderFact[] = [];
  const rejected = refusals.map((refusal) => rejectedScan(refusal));
  const passedOver = [...ignored];
  for (const report of reports) {
    const fact = factOfReport(report, scope, pushTime ?? now);
    if (fact === 'retraction') continue;
    const why = notMeasured(report);
    if (why !== undefined) passedOver.push(why);
    else if ('reason' in fact) rejected.push(rejectedScan({ pointer: report.pointer, ...fact }));
    else facts.push(fact);
  }
  return { facts, rejected, ignored: passedOver };
}

/** Of the names that a report gives, the first that a shipment goes by at that time; where there is none, the most specific one. */
async function nameFor(writer: StreamWriter, fact: SenderFact): Promise<KeptFact> {
  const [first, ...others] = fact.about as [Identifier, ...Identifier[]];
  if (others.length > 0) {
    for (const name of fact.about) {
      const targets = await untilKnown(writer, (known) => targetsOf(name, fact.time, known));
      if (targets.length > 0) return { fact, subject: name };
    }
  }
  return { fact, subject: first };
}

/** @param receivedTime when the push was taken in: the same push then reads the same, whenever it is read */
export async function readPush(
  writer: StreamWriter,
  format: CarrierFormat,
  source: KnownSource,
  { body, headers, url }: Push,
  receivedTime: Instant,
): Promise<PushRead> {
  const normalization = format.normalize(body, { receivedTime, headers, url, defaultTimeZone: source.defaultTimeZone });
  const { facts, rejected, ignored } = sort(source, normalization, receivedTime);
  const kept = await Promise.all(facts.map((fact) => nameFor(writer, fact)));
  return { normalization, kept, rejected, ignored };
}
