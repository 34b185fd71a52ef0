import fs from 'node:fs';
import { DiskSpace, dataFiles, type Metrics } from '@waybill/platform';
import type { ApiConfig } from '../parts';

/**
 * The disk that the embedded event node writes to. Undefined when the event store is elsewhere: only the embedded one listens on a socket file,
 * and it has made its folder by the time that its address is known.
 */
export function eventDisk({ eventStoreUrl, dataDir }: ApiConfig, metrics: Metrics): DiskSpace | undefined {
  const { events } = dataFiles(dataDir);
  if (!eventStoreUrl.startsWith('unix:') || !fs.existsSync(events)) return undefined;
  const disk = new DiskSpace(events);
  const help = 'Free share of the disk that the embedded event store lies on; below 0.05, and below 1 GiB, reports are refused';
  metrics.gauge({ name: 'disk_free_ratio', help }, (gauge) => gauge.set({}, disk.free.ratio));
  return disk;
}
