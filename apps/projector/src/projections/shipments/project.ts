import { noFacts, type ShipmentFacts } from '@waybill/domain';
import type { StoredEvent } from '@waybill/events';
import {
  eraseRows,
  type FactName,
  type KnownLive,
  loadFacts,
  loadFixTimes,
  loadLive,
  loadRetractions,
  loadShipments,
  loadTracks,
  type PositionRow,
  type Queryable,
  SHIPMENT_COMPARISON,
  type ShipmentChanges,
  writeShipments,
} from '@waybill/read-model';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { type ColdFold, foldCold, needsFacts, timelineRows } from './cold';
import { byShipment, type ShipmentEvents, shipmentOf } from './grouping';
import { foldJourneys, type JourneyFold } from './journeys';
import { linkRows } from './links';
import { liveRow } from './live';
import { foldRetractions, type ShipmentRetractions } from './retractions';
import { continueTrack, decodeTrack, freshFixes, noTrack, rescanFrom, rescanTrack, type TrackChange, type TrackFold } from './track';

/** One shipment on its way through a batch. */
interface Step {
  readonly group: ShipmentEvents;
  readonly live: KnownLive | undefined;
  readonly retractions: ShipmentRetractions;
  readonly journey: JourneyFold | undefined;
  readonly cold: ColdFold | undefined;
}

const byOwner = <T extends { readonly shipment_id: string }>(rows: readonly T[]): Map<string, T[]> =>
  grouped(rows, ({ shipment_id }) => shipment_id);

const idsOf = (groups: readonly ShipmentEvents[]): string[] => groups.map(({ shipmentId }) => shipmentId);

/** The facts that a batch brings, and those that it takes back or reinstates. */
const factsOf = ({ shipmentId, all, retractions }: ShipmentEvents): FactName[] =>
  [...all.map(({ eventId }) => eventId), ...retractions.map(({ data }) => data.eventId)].map((eventId) => ({ shipmentId, eventId }));

async function loadCorrections(tx: Queryable, schema: string, groups: readonly ShipmentEvents[], live: ReadonlyMap<string, KnownLive>) {
  const corrected = groups.filter(({ shipmentId, retractions }) => retractions.length > 0 || (live.get(shipmentId)?.retractions ?? 0) > 0);
  const rows = byOwner(await loadRetractions(tx, schema, corrected.flatMap(factsOf)));
  return (group: ShipmentEvents): ShipmentRetractions => {
    const known = rows.get(group.shipmentId) ?? [];
    return foldRetractions(group.shipmentId, new Map(known.map((row) => [row.fact_id, row])), group.retractions);
  };
}

/** What decisions and milestones make of the shipments that have any in a batch. */
async function foldOthers(
  tx: Queryable,
  schema: string,
  groups: readonly ShipmentEvents[],
  correctionsOf: (group: ShipmentEvents) => ShipmentRetractions,
) {
  const others = groups.filter((group) => group.others.length > 0);
  const known = await loadShipments(tx, schema, idsOf(others));
  const changes = others.map((group) => ({ group, known: known.get(group.shipmentId), retractions: correctionsOf(group) }));
  const journeys = await foldJourneys(tx, schema, changes);
  const decided = changes.filter(({ group, known: row }) => needsFacts(row, group.others, journeys.get(group.shipmentId) as JourneyFold));
  const facts = await loadFacts(tx, schema, idsOf(decided.filter(({ known: row }) => row).map(({ group }) => group)));
  const needed = new Set(decided.map(({ group }) => group.shipmentId));
  const cold = others.map((group): [string, ColdFold] => {
    const { shipmentId } = group;
    const before = needed.has(shipmentId) ? ((facts.get(shipmentId) as ShipmentFacts | undefined) ?? noFacts) : undefined;
    return [shipmentId, foldCold(shipmentId, known.get(shipmentId), before, group.others, journeys.get(shipmentId) as JourneyFold)];
  });
  return { journeys, cold: new Map(cold) };
}

function trackChange({ group, live, retractions, cold }: Step, touched: readonly number[]): TrackChange {
  const state = live ? decodeTrack(live.scan) : noTrack;
  const terminalBefore = live?.terminal_at ?? null;
  return {
    shipmentId: group.shipmentId,
    state,
    fresh: freshFixes(group.fixes, retractions.all),
    retractions: retractions.all,
    touched,
    mode: cold ? cold.row.mode : state.mode,
    terminalBefore,
    terminalAt: cold ? cold.row.terminal_at : terminalBefore,
  };
}

async function trackChanges(tx: Queryable, schema: string, steps: readonly Step[]): Promise<TrackChange[]> {
  const facts = steps.flatMap(({ retractions }) =>
    retractions.changed.map((row) => ({ shipmentId: row.shipment_id, eventId: row.fact_id })),
  );
  const times = byOwner(await loadFixTimes(tx, schema, facts));
  return steps.map((step) =>
    trackChange(
      step,
      (times.get(step.group.shipmentId) ?? []).map(({ time }) => time),
    ),
  );
}

async function foldTracks(tx: Queryable, schema: string, changes: readonly TrackChange[]): Promise<TrackFold[]> {
  const starts = changes.map(rescanFrom);
  const rescans = changes.flatMap(({ shipmentId }, i) => {
    const before = starts[i];
    return before === undefined ? [] : [{ shipmentId, before }];
  });
  const stored = byOwner<PositionRow>(await loadTracks(tx, schema, rescans));
  return changes.map((change, i) => {
    const from = starts[i];
    return from === undefined ? continueTrack(change) : rescanTrack(change, from, stored.get(change.shipmentId) ?? []);
  });
}

function changesOf(steps: readonly Step[], changes: readonly TrackChange[], tracks: readonly TrackFold[]): ShipmentChanges {
  const cold = steps.flatMap((step) => step.cold ?? []);
  return {
    shipments: cold.map(({ row }) => row),
    live: steps.map(({ group, live, retractions }, i) => {
      const { state: track } = tracks[i] as TrackFold;
      const { terminalAt, fresh } = changes[i] as TrackChange;
      return liveRow(group, live, fresh, { track, terminalAt, retractions: (live?.retractions ?? 0) + retractions.added });
    }),
    renamed: cold.flatMap(({ row, names }) => (names ? row.shipment_id : [])),
    names: cold.flatMap(({ names }) => names ?? []),
    links: linkRows(steps.map(({ group }) => group)),
    timeline: steps.flatMap(({ group }) => timelineRows(group.shipmentId, group.others)),
    milestones: steps.flatMap(({ journey }) => journey?.rows ?? []),
    retractions: steps.flatMap(({ retractions }) => retractions.changed),
    positions: tracks.flatMap(({ rows }) => rows),
  };
}

/**
 * Folds a batch into the shipments read model: a few statements for the whole batch, whatever the number of shipments and of what they
 * have behind them. Late and corrected facts have what comes behind them derived again, once.
 */
export async function projectShipments(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOf);
  await eraseRows(tx, schema, SHIPMENT_COMPARISON, erased);
  const groups = byShipment(events);
  if (groups.length === 0) return;
  const live = await loadLive(tx, schema, idsOf(groups));
  const correctionsOf = await loadCorrections(tx, schema, groups, live);
  const { journeys, cold } = await foldOthers(tx, schema, groups, correctionsOf);
  const steps = groups.map((group): Step => {
    const { shipmentId } = group;
    const retractions = correctionsOf(group);
    return { group, live: live.get(shipmentId), retractions, journey: journeys.get(shipmentId), cold: cold.get(shipmentId) };
  });
  const changes = await trackChanges(tx, schema, steps);
  const tracks = await foldTracks(tx, schema, changes);
  await writeShipments(tx, schema, changesOf(steps, changes, tracks));
}
