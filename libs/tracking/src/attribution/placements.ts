import type { ShipmentState } from '@waybill/domain';
import { type Identifier, type Instant, type StoredEvent, shipmentStream, storedEventId } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { INLINE_COPIES } from '../intake';
import { resolveTargets } from '../resolution';
import type { Corrections } from './corrections';

/** The API makes the copies itself; only what it left undone after this time is ours to do. */
const GRACE_MS = 500;
/** When the log has moved on by this much since the report, the API had its time whatever our clock says. */
const GRACE_LOG_MS = 2_000;
const MAX_WAITING = 5_000;

interface Waiting {
  readonly event: StoredEvent;
  readonly identifier: Identifier;
  readonly time: Instant;
  readonly recordedTime: Instant;
  readonly since: number;
}

/** Reports in the streams of names whose copies aboard have not all been seen yet. */
export class Placements {
  private readonly waiting = new Map<string, Waiting>();
  private logTime = 0;

  constructor(
    private readonly writer: StreamWriter,
    private readonly corrections: Corrections,
    private readonly monotonic: () => number,
  ) {}

  add(event: StoredEvent, identifier: Identifier, time: Instant, recordedTime: Instant): void {
    if (this.waiting.has(event.eventId)) return;
    this.waiting.set(event.eventId, { event, identifier, time, recordedTime, since: this.monotonic() });
  }

  /** What waited will be added once more. */
  forget(): void {
    this.waiting.clear();
  }

  /** Tells how far the log has come, in recorded time. */
  reached(recordedTime: number): void {
    this.logTime = Math.max(this.logTime, recordedTime);
  }

  /** Lowest log position that is not finished with. */
  get pending(): bigint | undefined {
    let lowest: bigint | undefined;
    for (const { event } of this.waiting.values()) if (lowest === undefined || event.position < lowest) lowest = event.position;
    return lowest;
  }

  async settle(): Promise<void> {
    for (const [eventId, report] of this.waiting) {
      const targets = await resolveTargets(this.writer, report.identifier, report.time);
      const missing = targets.filter((shipmentId) => !this.has(shipmentId, report.event));
      if (missing.length > 0 && !this.isDue(report, targets.length)) continue;
      await Promise.all(missing.map((shipmentId) => this.corrections.copy(report.event, shipmentId)));
      this.waiting.delete(eventId);
    }
  }

  private has(shipmentId: string, { metadata }: StoredEvent): boolean {
    const stream = shipmentStream(shipmentId);
    return this.writer.peek<ShipmentState>(stream)?.seen.has(storedEventId(metadata.source, metadata.id, stream)) ?? false;
  }

  private isDue(report: Waiting, targets: number): boolean {
    const waited = this.monotonic() - report.since > GRACE_MS || this.logTime - report.recordedTime > GRACE_LOG_MS;
    return waited || targets > INLINE_COPIES || this.waiting.size > MAX_WAITING;
  }
}
