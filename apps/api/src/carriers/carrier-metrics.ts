import { FORMAT_NAMES, type FormatName } from '@waybill/carriers';
import type { Counter, Metrics } from '@waybill/platform';
import type { PushAnswer } from './push.schemas';

const OUTCOMES = ['appended', 'duplicate', 'parked', 'rejected', 'corrected'] as const;

/** Counts pushes in foreign formats, what became of their scans, and codes that no status map has. */
export class CarrierMetrics {
  private readonly pushes: Counter<{ format: typeof FORMAT_NAMES }>;
  private readonly scans: Counter<{ format: typeof FORMAT_NAMES; outcome: typeof OUTCOMES }>;
  private readonly unmapped: Counter<{ format: typeof FORMAT_NAMES }>;
  private readonly refused: Counter<{ format: typeof FORMAT_NAMES }>;

  constructor(metrics: Metrics) {
    const format = FORMAT_NAMES;
    this.pushes = metrics.counter({ name: 'carrier_pushes_total', help: 'Pushes of proven senders', labels: { format } });
    this.scans = metrics.counter({
      name: 'carrier_scans_total',
      help: 'Scans of pushes by outcome',
      labels: { format, outcome: OUTCOMES },
    });
    this.unmapped = metrics.counter({ name: 'carrier_unmapped_codes_total', help: 'Scans with an unknown code', labels: { format } });
    this.refused = metrics.counter({
      name: 'carrier_senders_refused_total',
      help: 'Pushes whose sender proved nothing',
      labels: { format },
    });
  }

  taken(format: FormatName, { accepted, duplicates, parked, rejected, corrected, unmapped }: PushAnswer): void {
    this.pushes.add({ format });
    const counts = { appended: accepted, duplicate: duplicates, parked, rejected, corrected };
    for (const outcome of OUTCOMES) if (counts[outcome] > 0) this.scans.add({ format, outcome }, counts[outcome]);
    if (unmapped > 0) this.unmapped.add({ format }, unmapped);
  }

  senderRefused(format: FormatName): void {
    this.refused.add({ format });
  }
}
