import type { StoredEvent } from '@waybill/events';

/** What came of a call. */
export interface Detected {
  /** Last position that was appended. */
  readonly emitted?: bigint;
  /** When to look at shipments again; null = never. */
  readonly deadlines: readonly { readonly key: string; readonly due: number | null }[];
  /** Every shipment that has a deadline has to be looked at now. */
  readonly allDue?: boolean;
}

/** What is to be done for one shipment. */
export interface Task {
  readonly shipmentId: string;
  /** New events of its stream; none when its time has come. */
  readonly events: StoredEvent[];
  /** It has to be looked at as it is in the log now, whatever came. */
  isDue: boolean;
  /** What is known of it does not tell how it is with its predictions. */
  isAnew?: boolean;
}
