import type { CarrierReport, Normalization } from '@waybill/carriers';
import type { ScanPush, ScanReading } from '@waybill/domain';
import type { Identifier, Instant } from '@waybill/events';
import { type SenderFact, subjectText } from './sender-fact';

/** A fact with the name under which it is kept. */
export interface KeptFact {
  readonly fact: SenderFact;
  readonly subject: Identifier;
}

/** One history of a push: what a sender repeats as a whole, or a single scan. */
export interface History {
  readonly key: string;
  readonly push: ScanPush;
}

const historyKey = ({ history, id }: CarrierReport): string => history ?? id;

/** A fix is never told otherwise, unless its sender says when it changed it. */
const isRemembered = ({ statement, updatedTime }: CarrierReport): boolean => statement.kind !== 'position' || updatedTime !== undefined;

/**
 * Roughly when a push with a whole history was made, where its sender does not say so: not before the last thing in it. Good enough to
 * see that a push is older than another one.
 */
function latestOf(reports: readonly CarrierReport[], now: Instant): number | undefined {
  const times = reports.flatMap(({ time, statement }) =>
    'instant' in time && statement.kind === 'milestone' && statement.classifier === 'ACT' && time.instant <= now ? time.instant : [],
  );
  return times.length === 0 ? undefined : times.reduce((latest, one) => Math.max(latest, one), 0);
}

export function historiesOf({ pushTime, wholeHistories, reports }: Normalization, facts: readonly KeptFact[], now: Instant): History[] {
  const whole = new Set(wholeHistories);
  const subjects = new Map(facts.map(({ fact, subject }) => [fact.report, { fact, subject }]));
  const groups = new Map<string, CarrierReport[]>();
  for (const report of reports.filter(isRemembered)) {
    const key = historyKey(report);
    const group = groups.get(key);
    if (group) group.push(report);
    else groups.set(key, [report]);
  }
  return [...groups].map(([key, group]) => {
    const isWhole = whole.has(key);
    const toldAt = ({ updatedTime }: CarrierReport): Instant => (isWhole ? pushTime : (updatedTime ?? pushTime)) ?? now;
    const readings = group.flatMap((report): ScanReading[] => {
      const kept = subjects.get(report);
      if (!kept || report.statement.kind === 'retraction') return [];
      const isActual = report.statement.kind !== 'milestone' || report.statement.classifier === 'ACT';
      const { mappingVersion, id: scanId } = report;
      return [{ scanId, factId: kept.fact.id, subject: subjectText(kept.subject), at: toldAt(report), mappingVersion, isActual }];
    });
    const withdrawals = group.flatMap((report) =>
      report.statement.kind === 'retraction' ? [{ scanId: report.id, at: toldAt(report) }] : [],
    );
    const isDated = pushTime !== undefined || (!isWhole && group.every(({ updatedTime }) => updatedTime !== undefined));
    return { key, push: { readings, withdrawals, isDated, ...(isWhole && { wholeAt: pushTime ?? latestOf(group, now) }) } };
  });
}
