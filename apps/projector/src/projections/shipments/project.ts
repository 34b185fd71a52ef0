import { noFacts, type ShipmentFacts } from '@waybill/domain';
import type { StoredEvent } from '@waybill/events';
import {
  type FactName,
  type KnownLive,
  loadFacts,
  loadFixTimes,
  loadLive,
  loadRetractions,
  loadShipments,
  loadTracks,
  type Queryable,
} from '@waybill/read-model';
import { remainingOf } from '../erasure';
import { grouped } from '../grouped';
import { foldCold, needsFacts } from './cold';
import type { FoldedShipment, Others, Step } from './folded-shipment';
import { byShipment, type ShipmentEvents, shipmentOf } from './grouping';
import { foldJourneys } from './journeys';
import { foldRetractions, type ShipmentRetractions } from './retractions';
import { continueTrack, decodeTrack, freshFixes, noTrack, rescanFrom, rescanTrack, type TrackChange } from './track';
import { eraseShipments, writeShipments } from './write';

const byOwner = <T extends { readonly shipmentId: string }>(rows: readonly T[]): Map<string, T[]> =>
  grouped(rows, ({ shipmentId }) => shipmentId);

const idsOf = (groups: readonly ShipmentEvents[]): string[] => groups.map(({ shipmentId }) => shipmentId);

/** The facts that a batch brings, and those that it takes back or reinstates. */
const factsOf = ({ shipmentId, all, retractions }: ShipmentEvents): FactName[] =>
  [...all.map(({ eventId }) => eventId), ...retractions.map(({ data }) => data.eventId)].map((eventId) => ({ shipmentId, eventId }));

async function loadCorrections(tx: Queryable, schema: string, groups: readonly ShipmentEvents[], live: ReadonlyMap<string, KnownLive>) {
  const corrected = groups.filter(({ shipmentId, retractions }) => retractions.length > 0 || (live.get(shipmentId)?.retractions ?? 0) > 0);
  const rows = byOwner(await loadRetractions(tx, schema, corrected.flatMap(factsOf)));
  return (group: ShipmentEvents): ShipmentRetractions => {
    const known = rows.get(group.shipmentId) ?? [];
    return foldRetractions(group.shipmentId, new Map(known.map((row) => [row.factId, row])), group.retractions);
  };
}

/** What decisions and milestones make of the shipments that have any in a batch. */
async function foldOthers(
  tx: Queryable,
  schema: string,
  groups: readonly ShipmentEvents[],
  correctionsOf: (group: ShipmentEvents) => ShipmentRetractions,
): Promise<ReadonlyMap<string, Others>> {
  const others = groups.filter((group) => group.others.length > 0);
  const known = await loadShipments(tx, schema, idsOf(others));
  const changes = await foldJourneys(
    tx,
    schema,
    others.map((group) => ({ group, known: known.get(group.shipmentId), retractions: correctionsOf(group) })),
  );
  const decided = changes.filter(({ group, known: row, journey }) => needsFacts(row, group.others, journey));
  const facts = await loadFacts(tx, schema, idsOf(decided.filter(({ known: row }) => row).map(({ group }) => group)));
  const needed = new Set(decided.map(({ group }) => group.shipmentId));
  return new Map(
    changes.map(({ group, known: row, journey }) => {
      const { shipmentId } = group;
      const before = needed.has(shipmentId) ? ((facts.get(shipmentId) as ShipmentFacts | undefined) ?? noFacts) : undefined;
      return [shipmentId, { journey, cold: foldCold(shipmentId, row, before, group.others, journey) }];
    }),
  );
}

function trackChange({ group, live, retractions, others }: Step, touched: readonly number[]): TrackChange {
  const state = live ? decodeTrack(live.scan) : noTrack;
  const terminalBefore = live?.terminalAt ?? null;
  return {
    shipmentId: group.shipmentId,
    state,
    fresh: freshFixes(group.fixes, retractions.all),
    retractions: retractions.all,
    touched,
    mode: others ? others.cold.row.mode : state.mode,
    terminalBefore,
    terminalAt: others ? others.cold.row.terminalAt : terminalBefore,
  };
}

async function foldTracks(tx: Queryable, schema: string, steps: readonly Step[]): Promise<FoldedShipment[]> {
  const corrected = steps.flatMap(({ retractions }) =>
    retractions.changed.map(({ shipmentId, factId }) => ({ shipmentId, eventId: factId })),
  );
  const touched = byOwner(await loadFixTimes(tx, schema, corrected));
  const changing = steps.map((step) => {
    const times = touched.get(step.group.shipmentId) ?? [];
    const change = trackChange(
      step,
      times.map(({ time }) => time),
    );
    return { step, change, from: rescanFrom(change) };
  });
  const rescans = changing.flatMap(({ change: { shipmentId }, from }) => (from === undefined ? [] : [{ shipmentId, before: from }]));
  const stored = byOwner(await loadTracks(tx, schema, rescans));
  return changing.map(({ step, change, from }) => {
    const track = from === undefined ? continueTrack(change) : rescanTrack(change, from, stored.get(change.shipmentId) ?? []);
    return { ...step, change, track };
  });
}

/**
 * Folds a batch into the shipments read model: a few statements for the whole batch, whatever the number of shipments and of what they
 * have behind them. Late and corrected facts have what comes behind them derived again, once.
 */
export async function projectShipments(batch: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const { erased, events } = remainingOf(batch, shipmentOf);
  await eraseShipments(tx, schema, erased);
  const groups = byShipment(events);
  if (groups.length === 0) return;
  const live = await loadLive(tx, schema, idsOf(groups));
  const correctionsOf = await loadCorrections(tx, schema, groups, live);
  const others = await foldOthers(tx, schema, groups, correctionsOf);
  const steps = groups.map((group): Step => {
    const { shipmentId } = group;
    return { group, live: live.get(shipmentId), retractions: correctionsOf(group), others: others.get(shipmentId) };
  });
  await writeShipments(tx, schema, await foldTracks(tx, schema, steps));
}
