import { formatInstant, type NewEvent, type StoredEvent, storedEventId, writtenForm } from '@waybill/events';
import { ATTRIBUTION_SOURCE } from '../retracted';
import { retractedIn, type ShipmentState } from '../shipments';
import { idIn, sameFact } from './same-fact';
import { type Standing, settlementIn, standingOf } from './settlement';

/** A shipment's stream, as far as it is known. */
interface ShipmentStream {
  readonly stream: string;
  /** Of its last event. */
  readonly revision: number;
  readonly state: ShipmentState;
  readonly seen: { has(eventId: string): boolean };
}

type CorrectionType = 'dev.waybill.fact-retracted.v1' | 'dev.waybill.fact-reinstated.v1';

/** What was judged is told along: another process may have heard of more by then, and judges again when it meets the correction. */
function correction(type: CorrectionType, report: StoredEvent, { stream, revision }: ShipmentStream, now: number): NewEvent {
  const eventId = idIn(stream, report);
  const id = `${type}:${eventId}:${revision + 1}`;
  const recordedtime = formatInstant(now);
  return {
    eventId: storedEventId(ATTRIBUTION_SOURCE, id, stream),
    type,
    data: { eventId, reason: 'reattributed', fact: { subject: report.metadata.subject, time: formatInstant(report.time) } },
    metadata: { specversion: '1.0', id, source: ATTRIBUTION_SOURCE, subject: stream, time: recordedtime, recordedtime },
  };
}

function standingHere(report: StoredEvent, { stream, seen, state }: ShipmentStream): Standing {
  const eventId = idIn(stream, report);
  return standingOf(eventId, seen.has(eventId), retractedIn(state));
}

/** Appended to a shipment's stream, this makes a report count for the shipment; nothing when it does, or is never to again. */
export function given(report: StoredEvent, memory: ShipmentStream, now: number): NewEvent[] {
  const settled = settlementIn(standingHere(report, memory), true);
  if (settled === 'copy') return memory.state.phase === 'registered' ? [sameFact(memory.stream, writtenForm(report))] : [];
  return settled === 'reinstate' ? [correction('dev.waybill.fact-reinstated.v1', report, memory, now)] : [];
}

/**
 * Appended to a shipment's stream, this makes a report not count for the shipment. When a person withdrew the report where it is kept, that
 * very retraction is repeated here: it is for good.
 */
export function taken(
  report: StoredEvent,
  memory: ShipmentStream,
  now: number,
  withdrawal?: StoredEvent<'dev.waybill.fact-retracted.v1'>,
): NewEvent[] {
  const eventId = idIn(memory.stream, report);
  if (settlementIn(standingHere(report, memory), false) !== 'retract') return [];
  if (!withdrawal) return [correction('dev.waybill.fact-retracted.v1', report, memory, now)];
  const { type, json, metadata } = withdrawal;
  return [sameFact(memory.stream, { type, data: { ...json, eventId }, metadata })];
}
