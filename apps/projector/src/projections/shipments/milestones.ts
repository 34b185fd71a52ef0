import {
  type ChangedLine,
  compareMilestones,
  type Journey,
  type JourneyEnd,
  type JourneyLine,
  type JourneyMilestone,
  type MilestoneFact,
  milestonePlace,
  type StoredLines,
  trackMilestone,
} from '@waybill/domain';
import type { LastMilestoneRow, MilestoneRow, MilestonesAround, StoredMilestone } from '@waybill/read-model';

/** What is kept of a milestone, so that it is the same whether it comes from the log or from the table. */
export const journeyMilestone = ({ eventId, milestone, time, source, id, location }: MilestoneFact): JourneyMilestone => ({
  eventId,
  milestone,
  time,
  source,
  id,
  ...(location && { location }),
});

export const rowOfLine = (shipmentId: string, { milestone, retracted, after }: JourneyLine): MilestoneRow => ({
  shipmentId,
  ...milestone,
  place: milestonePlace(milestone),
  location: milestone.location ?? null,
  line: JSON.stringify(trackMilestone(milestone)),
  retracted,
  status: after.status,
  since: after.since ?? null,
  last: after.last?.eventId ?? null,
});

const milestoneOfRow = ({ eventId, milestone, time, source, id, location }: LastMilestoneRow): JourneyMilestone => ({
  ...{ eventId, milestone, time, source, id },
  ...(location !== null && { location }),
});

const journeyOfRow = ({ status, since, last }: StoredMilestone): Journey => ({
  status,
  since: since ?? undefined,
  last: last ? milestoneOfRow(last) : undefined,
});

export const lineOfRow = (row: StoredMilestone): JourneyLine => ({
  milestone: milestoneOfRow(row),
  retracted: row.retracted,
  after: journeyOfRow(row),
});

const inOrder = (a: ChangedLine, b: ChangedLine): number => compareMilestones(a.milestone, b.milestone);

/** Rows around a milestone as lines: the last one before it, and those behind it. */
export function linesAround(milestone: JourneyMilestone, { rows, complete }: MilestonesAround): StoredLines {
  const lines = rows.map(lineOfRow).sort(inOrder);
  return {
    before: lines.findLast((line) => compareMilestones(line.milestone, milestone) < 0),
    behind: lines.filter((line) => compareMilestones(line.milestone, milestone) > 0),
    complete,
  };
}

/** Where a journey has come to, as it is kept. The place only has to be found again: what it looks like there stands in its row. */
export const storedEnd = ({ journey, place }: JourneyEnd): JourneyEnd => ({
  journey,
  ...(place && {
    place: { eventId: place.eventId, milestone: place.milestone, time: place.time, source: place.source, id: place.id },
  }),
});
