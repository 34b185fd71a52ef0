import path from 'node:path';

export type { Cluster, ClusterOptions } from './cluster';
export { openCluster } from './cluster';
export type { GuardedCommand } from './guarded-command';

/** The script that runs Postgres and never leaves it behind. */
export const guardScript = path.join(__dirname, 'guard.js');
