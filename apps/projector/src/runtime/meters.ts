import type { Metrics } from '@waybill/platform';

/** Numbers of the processors; labels are names of processors from the code's own list. */
export function createMeters(metrics: Metrics, processors: readonly string[]) {
  const labels = { processor: processors };
  return {
    position: metrics.gauge({ name: 'projection_position', help: 'Commit position of the slowest partition', labels }),
    head: metrics.gauge({ name: 'projection_head_position', help: "Commit position of the log's last event" }),
    lagSeconds: metrics.gauge({
      name: 'projection_lag_seconds',
      help: 'Age of the last event passed while the position is behind the head, else 0',
      labels,
    }),
    heartbeatAge: metrics.gauge({
      name: 'projection_heartbeat_age_seconds',
      help: 'Since the loop last moved, was where the log ends, was answered in its work, or said what it waits for; from 30 on it hangs',
      labels,
    }),
    batchSeconds: metrics.histogram({ name: 'projection_batch_seconds', help: 'Time to handle and commit a batch', labels }),
    events: metrics.counter({ name: 'projection_events_total', help: 'Events passed, wanted or not', labels }),
    unknown: metrics.counter({ name: 'projection_unknown_events_total', help: 'Events of types that are not in the catalogue', labels }),
    epoch: metrics.gauge({ name: 'projector_epoch', help: 'Highest ownership number held', labels }),
    fenced: metrics.counter({
      name: 'fenced_writes_total',
      help: 'Batches that were not committed because another process owned the partition',
      labels,
    }),
    stoppedKeys: metrics.counter({ name: 'stopped_keys_total', help: 'Keys that a poison event stopped', labels }),
    failures: metrics.counter({ name: 'projection_failures_total', help: 'Sessions that ended in an error and were begun again', labels }),
  };
}
export type Meters = ReturnType<typeof createMeters>;
