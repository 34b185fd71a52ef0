import { EventLog } from '@waybill/event-store';
import { type Clock, createLogger, systemClock, TroubleLog } from '@waybill/platform';
import { EXCEPTIONS, GEOFENCES, IDENTIFIERS, LiveReadModels, PREDICTIONS, ReadDatabase, SHIPMENTS, SITES } from '@waybill/read-model';
import { KeyRing } from '../../apps/api/src/access/key-ring';
import { ReadinessProbe } from '../../apps/api/src/health/readiness';
import { startEventNode } from '../support/event-node';
import { startPostgres } from '../support/postgres';
import { startProjector } from '../support/projector';
import { registered, tell } from '../support/shipment-story';
import { until } from './harness/waiting';

const LATER_MS = 61_000;
const silent = createLogger({ service: 'test', level: 'silent' });

it('says that queries are not answered, and which processor is to blame, when one stands still behind the log for a minute', async () => {
  const [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  const log = EventLog.connect(node.address);
  const database = ReadDatabase.open(postgres.url);
  const live = new LiveReadModels(database);
  /** As an API sees it a minute later. */
  const later = { ...systemClock, now: () => systemClock.now() + LATER_MS };
  const aMinuteAgo = () => database.query(`update waybill.checkpoint set updated_at = updated_at - interval '61 s'`);
  const readiness = (at: Clock = later) =>
    new ReadinessProbe(new KeyRing(undefined), log, live, database, at, new TroubleLog(silent, at)).readiness();
  const addresses = { eventStoreUrl: node.address, databaseUrl: postgres.url };
  const both = [SHIPMENTS, IDENTIFIERS];
  const rest = [EXCEPTIONS, GEOFENCES, SITES, PREDICTIONS];
  const [hung, others] = await Promise.all([
    startProjector({ ...addresses, processors: both }),
    startProjector({ ...addresses, processors: rest }),
  ]);
  const passed = async (position: bigint, processors: readonly string[]) =>
    expect(await live.waitFor({ position, processors, timeoutMs: 30_000 })).toBe(true);
  try {
    await passed(await tell(log, [registered('SHP-1')]), [...both, ...rest]);
    await aMinuteAgo();
    expect(await readiness()).toEqual({ intake: false, queries: true });
    hung.signal('SIGSTOP');
    const position = await tell(log, [registered('SHP-2')]);
    await passed(position, rest);
    // It has not moved for a minute, but the event has not waited for one.
    expect(await readiness(systemClock)).toMatchObject({ queries: true });
    expect(await readiness()).toMatchObject({ queries: false, note: expect.stringMatching(/^identifiers, shipments: not moved for 60 s/) });
    hung.signal('SIGCONT');
    await passed(position, both);
    await until('queries are answered', async () => (await readiness()).queries);
  } finally {
    await Promise.all([hung.kill(), others.kill(), database.close(), log.close()]);
    await Promise.all([node.stop(), postgres.stop()]);
  }
});
