import { IDENTIFIER, idIn, type Settlement, type ShipmentState, settlement, standingOf, targetsOf } from '@waybill/domain';
import { type AnyFact, factOf, type Identifier, type StoredEvent, shipmentStream } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { INLINE_COPIES } from '../intake';
import type { Batch } from './batch';

/** The API makes the copies itself; only what it left undone after this time is ours to do. */
const GRACE_MS = 500;
/** When the log has moved on by this much since the report, the API had its time whatever our clock says. */
const GRACE_LOG_MS = 2_000;
const MAX_WAITING = 5_000;

interface Waiting {
  readonly event: StoredEvent;
  readonly fact: AnyFact;
  readonly identifier: Identifier;
  readonly since: number;
}

/** Reports in the streams of names whose copies aboard have not all been seen yet. */
export class WaitingReports {
  private readonly waiting = new Map<string, Waiting>();
  /** How far the log has come, in recorded time. */
  private logTime = 0;

  constructor(private readonly monotonic: () => number) {}

  add(event: StoredEvent, identifier: Identifier): void {
    const fact = factOf(event);
    if (fact && !this.waiting.has(event.eventId)) this.waiting.set(event.eventId, { event, fact, identifier, since: this.monotonic() });
  }

  /** What waited will be added once more. */
  forget(): void {
    this.waiting.clear();
  }

  reached(recordedTime: number): void {
    this.logTime = Math.max(this.logTime, recordedTime);
  }

  /** Lowest log position that is not finished with. */
  get pending(): bigint | undefined {
    let lowest: bigint | undefined;
    for (const { event } of this.waiting.values()) if (lowest === undefined || event.position < lowest) lowest = event.position;
    return lowest;
  }

  /** Is done with reports whose copies are all there, or are ours to make by now. */
  async settle(batch: Batch): Promise<void> {
    for (const [eventId, report] of this.waiting) {
      const { event, fact, identifier } = report;
      const targets = await batch.known((known) => targetsOf(identifier, fact.time, known));
      const { state } = await batch.writer.load(IDENTIFIER.fold, event.stream);
      const steps = settlement({ identifier, kept: standingOf(eventId, true, state.retracted) }, targets);
      const missing = steps.filter((step) => !isThere(batch.writer, step, event));
      if (missing.length > 0 && !this.isDue(report, targets.length)) continue;
      await batch.settle(event, identifier, missing);
      this.waiting.delete(eventId);
    }
  }

  private isDue({ fact, since }: Waiting, targets: number): boolean {
    const waited = this.monotonic() - since > GRACE_MS || this.logTime - fact.recordedTime > GRACE_LOG_MS;
    return waited || targets > INLINE_COPIES || this.waiting.size > MAX_WAITING;
  }
}

/** A copy that the API has made, as far as this process has heard. */
function isThere(writer: StreamWriter, step: Settlement, report: StoredEvent): boolean {
  if (step.kind !== 'give') return false;
  const stream = shipmentStream(step.shipmentId);
  return writer.peek<ShipmentState>(stream)?.seen.has(idIn(stream, report)) ?? false;
}
