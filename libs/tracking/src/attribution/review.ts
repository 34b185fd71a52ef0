import {
  EVERYTHING,
  IDENTIFIER,
  idIn,
  type NameReview,
  recordedSince,
  retractedIn,
  SHIPMENT,
  type ShipmentReview,
  settlement,
  standingOf,
} from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import { factOf, type Identifier, identifierStream, type StoredEvent, shipmentStream } from '@waybill/events';
import type { Batch } from './batch';

/** Reports whose copies are under way together; those for one stream share an append. */
const REPORTS_AT_ONCE = 400;

/** Gives some shipments the reports in a name's own stream that they should have. The stream is read in pages, from its end. */
export async function bring(batch: Batch, review: NameReview): Promise<void> {
  const { identifier, shipmentIds, before } = review;
  const stream = identifierStream(identifier);
  if (before === 0) return;
  const isWarm = batch.writer.peek(stream) !== undefined;
  const memory = await batch.writer.load(IDENTIFIER.fold, stream);
  // The store has just said that there is no such stream.
  if (!isWarm && memory.revision < 0) return;
  const since = await batch.known((known) => recordedSince(review, known));
  let copies: Promise<void>[] = [];
  const fromRevision = before === EVERYTHING ? undefined : before - 1;
  for await (const report of batch.writer.log.read(stream, { direction: 'backwards', fromRevision })) {
    const fact = factOf(report);
    if (!fact) continue;
    if (fact.recordedTime < since) break;
    const targets = (await batch.targets(identifier, fact.time)).filter((shipmentId) => shipmentIds.has(shipmentId));
    const kept = standingOf(report.eventId, true, memory.state.retracted);
    copies.push(batch.settle(report, identifier, settlement({ identifier, kept }, targets)));
    if (copies.length >= REPORTS_AT_ONCE) copies = await ended(copies);
  }
  await ended(copies);
}

async function ended(copies: Promise<void>[]): Promise<Promise<void>[]> {
  await Promise.all(copies);
  return [];
}

/** Takes from a shipment the reports under some names that are not its own, and gives back those that were taken and are after all. */
export async function takeAway(batch: Batch, { shipmentId, names, before }: ShipmentReview): Promise<void> {
  const stream = shipmentStream(shipmentId);
  try {
    for await (const event of batch.writer.log.read(stream, { maxCount: before })) {
      const identifier = names.get(event.metadata.subject);
      if (identifier) await judge(batch, identifier, shipmentId, event);
    }
  } catch (error) {
    // Its own events are set aside for that, if it was not erased.
    if (!(isUnusable(error) && error.stream === stream)) throw error;
  }
}

/** Decides about one report in a shipment's stream. */
export async function judge(batch: Batch, identifier: Identifier, shipmentId: string, report: StoredEvent): Promise<void> {
  const fact = factOf(report);
  if (!fact) return;
  const probable = await batch.targets(identifier, fact.time);
  // What is remembered here may lack the load that brought the report: another process, or another lane, may just have written it.
  const targets = probable.includes(shipmentId) ? probable : await batch.targetsAfresh(identifier, fact.time);
  const { state } = await batch.writer.load(SHIPMENT.fold, report.stream);
  const name = await batch.writer.load(IDENTIFIER.fold, identifierStream(identifier));
  const keptAs = idIn(name.stream, report);
  const kept = standingOf(keptAs, name.seen.has(keptAs), name.state.retracted);
  const met = { shipmentId, standing: standingOf(report.eventId, true, retractedIn(state)) };
  await batch.settle(report, identifier, settlement({ identifier, kept, met }, targets));
}
