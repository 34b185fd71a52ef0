import { setTimeout as sleep } from 'node:timers/promises';
import type { PartName } from '../../support/waybill';
import type { Chance } from './chance';
import type { Deployment, Store } from './deployment';
import { familyOf, signalAll } from './freeze';
import { until } from './waiting';

/** How long a fault lasts, in milliseconds. */
export type Duration = readonly [least: number, most: number];

/** A fault that comes and goes while reports are being sent. */
export interface Drill {
  /** For the record, such as "blackhole Postgres". */
  readonly kind: string;
  /** Why it cannot be done here. */
  unable?(deployment: Deployment): string | undefined;
  /** Injects it and takes it away again. Answers what was not as it should be meanwhile. */
  run(deployment: Deployment, lasts: Duration, chance: Chance): Promise<string[]>;
}

const BACK_WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;
const LOST_SHARE = 0.3;

type StoreName = 'event node' | 'Postgres';
const STORES: readonly StoreName[] = ['event node', 'Postgres'];
const storeOf = ({ eventNode, postgres }: Deployment, name: StoreName): Store => (name === 'event node' ? eventNode : postgres);
const lasting = (lasts: Duration, chance: Chance) => sleep(chance.between(...lasts));

/** Both are supervised by what `npm start` uses. */
function killOf(name: PartName | StoreName): Drill {
  return {
    kind: `kill -9 ${name}`,
    async run(deployment) {
      const pid = () => pidOf(deployment, name);
      const before = pid();
      process.kill(before, 'SIGKILL');
      await until(`${name} runs again`, () => pid() !== before && pid() > 0, { limitMs: BACK_WITHIN_MS });
      return [];
    },
  };
}

const pidOf = (deployment: Deployment, name: PartName | StoreName): number =>
  name === 'event node' || name === 'Postgres' ? storeOf(deployment, name).process.pid : deployment.waybill.pids()[name];

function freezeOf(name: PartName | StoreName): Drill {
  return {
    kind: `SIGSTOP ${name}`,
    async run(deployment, lasts, chance) {
      const frozen = familyOf(pidOf(deployment, name));
      signalAll(frozen, 'SIGSTOP');
      await lasting(lasts, chance);
      signalAll(frozen, 'SIGCONT');
      return [];
    },
  };
}

function networkOf(name: StoreName): Drill[] {
  const drill = (kind: string, begin: (store: Store, chance: Chance) => void): Drill => ({
    kind: `${kind} ${name}`,
    async run(deployment, lasts, chance) {
      const { proxy } = storeOf(deployment, name);
      begin(storeOf(deployment, name), chance);
      await lasting(lasts, chance);
      proxy.heal();
      return [];
    },
  });
  return [
    drill('lost responses of', ({ proxy }, chance) => proxy.loseAnswers(LOST_SHARE, () => chance.next())),
    drill('blackhole before', ({ proxy }) => proxy.hold()),
    drill('swallowed answers of', ({ proxy }) => proxy.mute()),
    drill('latency before', ({ proxy }, chance) => proxy.delay(chance.between(50, 400))),
    drill('resets before', ({ proxy }) => proxy.refuse()),
  ];
}

/** Nothing has to be started by hand, and nothing starts again and again. */
const MOST_DEATHS = 2;
const NOTICED_WITHIN_MS = 15_000;

function fullDiskOf(name: StoreName): Drill {
  return {
    kind: `full disk of ${name}`,
    unable: (deployment) => (storeOf(deployment, name).disk ? undefined : 'no small disk'),
    async run(deployment, lasts, chance) {
      const { disk, process } = storeOf(deployment, name);
      const before = process.deaths;
      disk?.fill();
      const problems = await (name === 'event node' ? whileLogIsFull(deployment, chance) : whileRowsAreFull(deployment, chance));
      await lasting(lasts, chance);
      disk?.free();
      const deaths = process.deaths - before;
      return deaths <= MOST_DEATHS ? problems : [...problems, `${name} ended ${deaths} times on a full disk`];
    },
  };
}

const report = (chance: Chance, n: number) => ({
  specversion: '1.0',
  id: `disk ${chance.next()} ${n}`,
  source: 'https://carrier.example/',
  type: 'dev.waybill.position-reported.v1',
  subject: 'shipment:FAULT-1',
  time: new Date().toISOString(),
  data: { latitude: 50, longitude: 8 },
});

/** Writes are refused with when to come again, while reads go on. */
async function whileLogIsFull({ client }: Deployment, chance: Chance): Promise<string[]> {
  let attempts = 0;
  const refused = async () => {
    const sent = client.call('POST', '/v1/events', report(chance, attempts++), 'application/cloudevents+json');
    const { status, retryAfter } = await sent.catch(() => ({ status: 0, retryAfter: null }));
    return status === 503 && retryAfter !== null;
  };
  await until('a report is refused with 503 and Retry-After on a full disk', refused, { limitMs: NOTICED_WITHIN_MS });
  const { status } = await client.call('GET', '/v1/shipments?limit=1');
  return status === 200 ? [] : [`a query answered ${status} while the disk of the log was full`];
}

/** Taking in does not need the read models. */
async function whileRowsAreFull({ client }: Deployment, chance: Chance): Promise<string[]> {
  const { status } = await client.call('POST', '/v1/events', report(chance, 0), 'application/cloudevents+json');
  return status === 202 ? [] : [`a report was answered ${status} while the disk of the read models was full`];
}

/** Leases and timers are monotonic and times of events are facts: nothing is given up and nothing stops when the wall clock jumps. */
function clockJump(name: string, shiftMs: number): Drill {
  return {
    kind: `wall clock ${name}`,
    async run({ clock, waybill, eventNode }, lasts, chance) {
      const pids = () => [waybill.pids().api, waybill.pids().projector, eventNode.process.pid];
      await clock.set(shiftMs, pids);
      await lasting(lasts, chance);
      await clock.set(0, pids);
      return [];
    },
  };
}

/** Every kind of fault there is. */
export const DRILLS: readonly Drill[] = [
  ...(['api', 'projector', ...STORES] as const).flatMap((name) => [killOf(name), freezeOf(name)]),
  ...STORES.flatMap((name) => [...networkOf(name), fullDiskOf(name)]),
  clockJump('+3 h', 3 * HOUR_MS),
  clockJump('-1 h', -HOUR_MS),
  clockJump('+2 y', 2 * 365 * 24 * HOUR_MS),
];
