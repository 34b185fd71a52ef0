import type { ProcessorPartition } from '@waybill/read-model';
import { BacklogWatch } from '../../apps/api/src/processors/backlog';
import { ownStore } from '../support/given';
import { minute, ping, tell } from '../support/shipment-story';

/** How far processors are behind the log, as an API tells it again and again. */
const store = ownStore();

const at = (position: bigint | null) => ({ position: position === null ? null : String(position) }) as ProcessorPartition;
const NOW = minute(10_000);

it('is told the same whether or not the log was looked at before, as processors and the log go on', async () => {
  const positions: bigint[] = [];
  const append = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const one = ping({ shipmentId: 'S', at: positions.length, latitude: 50, longitude: 10, id: `ping ${positions.length}` });
      positions.push(await tell(store.log, [one]));
    }
  };
  const watch = new BacklogWatch(store.log);
  const told = async (...standing: (bigint | null)[]) => {
    const partitions = standing.map(at);
    const answers = [await watch.behind(partitions, NOW), await new BacklogWatch(store.log).behind(partitions, NOW)];
    const [known, fresh] = answers.map(({ head, lowest, after }) => ({ head, lowest, lags: standing.map((one) => after(one ?? -1n)) }));
    expect(known).toEqual(fresh);
    return known?.lags.map(({ lagEvents }) => lagEvents);
  };
  expect(await told(null)).toEqual([0]);
  await append(6);
  expect(await told(null, positions[2] as bigint)).toEqual([6, 3]);
  expect(await told(positions[1] as bigint, positions[4] as bigint)).toEqual([4, 1]);
  await append(4);
  // It goes on, is behind again, and starts over from nothing.
  expect(await told(positions[3] as bigint)).toEqual([6]);
  expect(await told(positions[9] as bigint)).toEqual([0]);
  await append(1);
  expect(await told(positions[9] as bigint)).toEqual([1]);
  expect(await told(positions[0] as bigint, positions[7] as bigint)).toEqual([10, 3]);
  expect(await told(null)).toEqual([11]);
});

it('counts no more than about a thousand, and takes the age of the oldest', async () => {
  await tell(
    store.log,
    Array.from({ length: 1_100 }, (_, i) => ping({ shipmentId: 'M', at: 60, latitude: 50, longitude: 10, id: `many ${i}` })),
  );
  const watch = new BacklogWatch(store.log);
  for (const _ of [1, 2]) {
    const { lagEvents, lagSeconds } = (await watch.behind([at(null)], NOW)).after(-1n);
    expect([lagEvents, lagSeconds]).toEqual([1_001, 600_000]);
  }
});
