import { EventLog } from '@waybill/event-store';
import { type RunningEventNode, startEventNode } from '../../support/event-node';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import type { Trial } from './trial';

/** An event node and a Postgres in the trial's folder, with what an interrupted run left in it. */
export interface Stores {
  readonly node: RunningEventNode;
  readonly postgres: TestPostgres;
  readonly log: EventLog;
}

/** They end with the trial. */
export async function startStores(trial: Trial<object, unknown>): Promise<Stores> {
  const node = await startEventNode({ dataDir: trial.folderOf('events') });
  trial.later(() => node.stop());
  const postgres = await startPostgres({ dataDir: trial.folderOf('database'), keep: true });
  trial.later(() => postgres.stop());
  const log = EventLog.connect(node.address);
  trial.later(() => log.close());
  return { node, postgres, log };
}
