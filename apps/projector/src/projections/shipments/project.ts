import type { StoredEvent } from '@waybill/events';
import {
  type KnownLive,
  type KnownShipment,
  loadFixTimes,
  loadLive,
  loadRetractions,
  loadShipments,
  loadTracks,
  type PositionRow,
  type Queryable,
  type RetractionRow,
  type ShipmentChanges,
  writeShipments,
} from '@waybill/read-model';
import { type ColdFold, foldCold, timelineRows } from './cold';
import { byShipment, type ShipmentEvents } from './grouping';
import { linkRows } from './links';
import { liveRow } from './live';
import { foldRetractions, type Retractions } from './retractions';
import { continueTrack, decodeTrack, freshFixes, noTrack, rescanFrom, rescanTrack, type TrackChange, type TrackFold } from './track';

/** One shipment on its way through a batch. */
interface Step {
  readonly group: ShipmentEvents;
  readonly live: KnownLive | undefined;
  readonly retractions: Retractions;
  readonly retracted: readonly RetractionRow[];
  readonly cold: ColdFold | undefined;
}

const grouped = <T extends { readonly shipment_id: string }>(rows: readonly T[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.shipment_id, [...(groups.get(row.shipment_id) ?? []), row]);
  return groups;
};

const idsOf = (groups: readonly ShipmentEvents[]): string[] => groups.map(({ shipmentId }) => shipmentId);

async function load(tx: Queryable, schema: string, groups: readonly ShipmentEvents[]) {
  const live = await loadLive(tx, schema, idsOf(groups));
  const cold = await loadShipments(tx, schema, idsOf(groups.filter(({ others }) => others.length > 0)));
  const corrected = groups.filter(({ shipmentId, retractions }) => retractions.length > 0 || (live.get(shipmentId)?.retractions ?? 0) > 0);
  return { live, cold, retractions: grouped(await loadRetractions(tx, schema, idsOf(corrected))) };
}

function firstStep(
  group: ShipmentEvents,
  live: KnownLive | undefined,
  known: KnownShipment | undefined,
  rows: readonly RetractionRow[],
): Step {
  const { shipmentId, others } = group;
  const { all, changed } = foldRetractions(shipmentId, new Map(rows.map((row) => [row.fact_id, row])), group.retractions);
  return {
    group,
    live,
    retractions: all,
    retracted: changed,
    cold: others.length > 0 ? foldCold(shipmentId, known, others, all) : undefined,
  };
}

function trackChange({ group, live, retractions, cold }: Step, touched: readonly number[]): TrackChange {
  const state = live ? decodeTrack(live.scan) : noTrack;
  const terminalBefore = live?.terminal_at ?? null;
  return {
    shipmentId: group.shipmentId,
    state,
    fresh: freshFixes(group.fixes, retractions),
    retractions,
    touched,
    mode: cold ? cold.row.mode : state.mode,
    terminalBefore,
    terminalAt: cold ? cold.row.terminal_at : terminalBefore,
  };
}

async function trackChanges(tx: Queryable, schema: string, steps: readonly Step[]): Promise<TrackChange[]> {
  const facts = steps.flatMap(({ retracted }) => retracted.map((row) => ({ shipmentId: row.shipment_id, eventId: row.fact_id })));
  const times = grouped(await loadFixTimes(tx, schema, facts));
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
  const stored = grouped<PositionRow>(await loadTracks(tx, schema, rescans));
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
      return liveRow(group, live, fresh, { track, terminalAt, retractions: retractions.size });
    }),
    renamed: cold.flatMap(({ row, names }) => (names ? row.shipment_id : [])),
    names: cold.flatMap(({ names }) => names ?? []),
    links: linkRows(steps.map(({ group }) => group)),
    timeline: steps.flatMap(({ group }) => timelineRows(group.shipmentId, group.others)),
    retractions: steps.flatMap(({ retracted }) => retracted),
    positions: tracks.flatMap(({ rows }) => rows),
  };
}

/**
 * Folds a batch into the shipments read model: a few statements for the whole batch, whatever the number of shipments. Late and
 * corrected facts have their shipment's track derived again, once.
 */
export async function projectShipments(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = byShipment(events);
  if (groups.length === 0) return;
  const { live, cold, retractions } = await load(tx, schema, groups);
  const steps = groups.map((group) => {
    const { shipmentId } = group;
    return firstStep(group, live.get(shipmentId), cold.get(shipmentId), retractions.get(shipmentId) ?? []);
  });
  const changes = await trackChanges(tx, schema, steps);
  const tracks = await foldTracks(tx, schema, changes);
  await writeShipments(tx, schema, changesOf(steps, changes, tracks));
}
