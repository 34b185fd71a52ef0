import {
  atStart,
  type ChangedLine,
  continued,
  goesOn,
  type JourneyEnd,
  milestoneOf,
  milestonePlace,
  movesJourney,
  placeOf,
  type Rederivation,
  rederivation,
  rederived,
} from '@waybill/domain';
import {
  type KnownShipment,
  loadMilestones,
  loadMilestonesAround,
  type MilestoneRow,
  type Queryable,
  type StoredMilestone,
} from '@waybill/read-model';
import { grouped } from '../grouped';
import type { ShipmentEvents } from './grouping';
import { journeyMilestone, lineOfRow, linesAround, rowOfLine } from './milestones';
import { isRetracted, type ShipmentRetractions } from './retractions';

/** What a batch says about the milestones of one shipment. */
export interface JourneyChange {
  readonly group: ShipmentEvents;
  readonly known: KnownShipment | undefined;
  readonly retractions: ShipmentRetractions;
}

/** Where the milestones of a shipment lead to after a batch, and their rows that differ. */
export interface JourneyFold {
  readonly before: JourneyEnd;
  readonly end: JourneyEnd;
  readonly rows: readonly MilestoneRow[];
}

function newLines({ group, retractions }: JourneyChange): ChangedLine[] {
  const facts = group.others.flatMap((event) => milestoneOf(event) ?? []).filter(movesJourney);
  return facts.map((fact) => ({ milestone: journeyMilestone(fact), retracted: isRetracted(retractions.all, fact.eventId) }));
}

/** Stored milestones that a batch takes back or reinstates. */
const correctedLines = ({ retractions }: JourneyChange, stored: readonly StoredMilestone[]): ChangedLine[] =>
  stored.flatMap((row) => {
    const retracted = isRetracted(retractions.all, row.eventId);
    return retracted === row.retracted ? [] : [{ milestone: lineOfRow(row).milestone, retracted }];
  });

const distinct = (lines: readonly ChangedLine[]): ChangedLine[] => [
  ...new Map(lines.map((line) => [line.milestone.eventId, line])).values(),
];

/** Reads what lies behind late or corrected milestones until nothing is left to derive; a statement for all shipments at a time. */
async function readOn(tx: Queryable, schema: string, begun: ReadonlyMap<string, Rederivation>): Promise<ReadonlyMap<string, Rederivation>> {
  const works = new Map(begun);
  for (;;) {
    const open = [...works].flatMap(([shipmentId, work]) => {
      const milestone = placeOf(work);
      return milestone ? [{ shipmentId, work, milestone }] : [];
    });
    if (open.length === 0) return works;
    const places = open.map(({ shipmentId, milestone }) => ({ shipmentId, time: milestone.time, place: milestonePlace(milestone) }));
    const around = await loadMilestonesAround(tx, schema, places);
    for (const { shipmentId, work, milestone } of open)
      works.set(shipmentId, rederived(work, linesAround(milestone, around.get(shipmentId) ?? { rows: [], complete: true })));
  }
}

/**
 * Folds a batch's milestones. Those that come behind all others of their shipment cost a row each; for late and corrected ones, rows are read
 * as far as they then come to something else.
 */
export async function foldJourneys<Change extends JourneyChange>(
  tx: Queryable,
  schema: string,
  changes: readonly Change[],
): Promise<(Change & { readonly journey: JourneyFold })[]> {
  const facts = changes.flatMap(({ group: { shipmentId }, retractions }) =>
    retractions.changed.map(({ factId }) => ({ shipmentId, eventId: factId })),
  );
  const stored = grouped(await loadMilestones(tx, schema, facts), ({ shipmentId }) => shipmentId);
  const begun = changes.map((change) => {
    const lines = distinct([...correctedLines(change, stored.get(change.group.shipmentId) ?? []), ...newLines(change)]);
    const before = (change.known?.journey as JourneyEnd | undefined) ?? atStart;
    const work = rederivation(before, lines);
    return { change, before, work: goesOn(work) ? continued(work) : work };
  });
  const done = await readOn(tx, schema, new Map(begun.map(({ change, work }) => [change.group.shipmentId, work])));
  return begun.map(({ change, before, work }) => {
    const { shipmentId } = change.group;
    const { end, written } = done.get(shipmentId) ?? work;
    return { ...change, journey: { before, end, rows: written.map((line) => rowOfLine(shipmentId, line)) } };
  });
}
