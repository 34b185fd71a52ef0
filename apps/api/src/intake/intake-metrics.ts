import type { Counter, Metrics } from '@waybill/platform';
import type { IntakeAnswer } from './intake.schemas';

const OUTCOMES = ['appended', 'duplicate', 'parked', 'rejected'] as const;

/** Counts what became of the events that were taken in. */
export class IntakeMetrics {
  private readonly events: Counter<{ outcome: typeof OUTCOMES }>;

  constructor(metrics: Metrics) {
    const labels = { outcome: OUTCOMES };
    this.events = metrics.counter({ name: 'webhook_events_total', help: 'Events of answered web hook requests by outcome', labels });
  }

  taken({ accepted, duplicates, parked, rejected }: Omit<IntakeAnswer, 'events'>): void {
    if (accepted > 0) this.events.add({ outcome: 'appended' }, accepted);
    if (duplicates > 0) this.events.add({ outcome: 'duplicate' }, duplicates);
    if (parked > 0) this.events.add({ outcome: 'parked' }, parked);
    if (rejected > 0) this.events.add({ outcome: 'rejected' }, rejected);
  }
}
