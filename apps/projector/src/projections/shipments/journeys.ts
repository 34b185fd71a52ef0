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
  stored
    .map((row) => ({ ...lineOfRow(row), retracted: isRetracted(retractions.all, row.event_id) }))
    .filter(({ retracted }, i) => retracted !== stored[i]?.retracted)
    .map(({ milestone, retracted }) => ({ milestone, retracted }));

const distinct = (lines: readonly ChangedLine[]): ChangedLine[] => [
  ...new Map(lines.map((line) => [line.milestone.eventId, line])).values(),
];

/** Reads what lies behind late or corrected milestones until nothing is left to derive; a statement for all shipments at a time. */
async function readOn(tx: Queryable, schema: string, works: Map<string, Rederivation>): Promise<void> {
  for (;;) {
    const open = [...works].flatMap(([shipmentId, work]) => {
      const milestone = placeOf(work);
      return milestone ? [{ shipmentId, work, milestone }] : [];
    });
    if (open.length === 0) return;
    const places = open.map(({ shipmentId, milestone }) => ({ shipmentId, time: milestone.time, place: milestonePlace(milestone) }));
    const around = await loadMilestonesAround(tx, schema, places);
    for (const [i, { shipmentId, work, milestone }] of open.entries()) {
      const found = around[i];
      if (found) works.set(shipmentId, rederived(work, linesAround(milestone, found)));
    }
  }
}

/**
 * Folds a batch's milestones. Those that come behind all others of their shipment cost a row each; for late and corrected ones, rows are read
 * as far as they then come to something else.
 */
export async function foldJourneys(tx: Queryable, schema: string, changes: readonly JourneyChange[]): Promise<Map<string, JourneyFold>> {
  const facts = changes.flatMap(({ group: { shipmentId }, retractions }) =>
    retractions.changed.map(({ fact_id }) => ({ shipmentId, eventId: fact_id })),
  );
  const stored = grouped(await loadMilestones(tx, schema, facts), ({ shipment_id }) => shipment_id);
  const before = new Map(changes.map(({ group, known }) => [group.shipmentId, (known?.journey as JourneyEnd | undefined) ?? atStart]));
  const works = new Map<string, Rederivation>();
  for (const change of changes) {
    const { shipmentId } = change.group;
    const lines = distinct([...correctedLines(change, stored.get(shipmentId) ?? []), ...newLines(change)]);
    const work = rederivation(before.get(shipmentId) ?? atStart, lines);
    works.set(shipmentId, goesOn(work) ? continued(work) : work);
  }
  await readOn(tx, schema, works);
  return new Map(
    [...works].map(([shipmentId, { end, written }]) => [
      shipmentId,
      { before: before.get(shipmentId) ?? atStart, end, rows: written.map((line) => rowOfLine(shipmentId, line)) },
    ]),
  );
}
