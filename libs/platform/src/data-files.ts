import path from 'node:path';

/** What lies under DATA_DIR and cannot be made again: the embedded event store and the keys that a first start made. */
export function dataFiles(dataDir: string) {
  return {
    /** Folder of the embedded event store. */
    events: path.join(dataDir, 'events'),
    operatorKey: path.join(dataDir, 'operator-api-key'),
    deploymentKey: path.join(dataDir, 'deployment-key'),
  };
}
