import { until } from '../harness/waiting';
import { exchange } from './exchange';

interface Processor {
  readonly processor: string;
  readonly partition: number;
  readonly live: boolean;
  readonly state: string;
  readonly lagEvents: number;
  readonly note: string | null;
}
interface DeadLetter {
  readonly processor: string;
  readonly key: string;
  readonly type: string;
  readonly error: string | null;
}

const isAtTheHead = ({ live, state, lagEvents }: Processor): boolean => !live || (state === 'running' && lagEvents === 0);

/** What a product came to after it was asked for all kinds of things: processors that do not get to the end of the log, and events that were set aside. */
export async function aftermath(url: string, key: string, limitMs: number): Promise<string[]> {
  const items = async <T>(path: string): Promise<readonly T[]> =>
    JSON.parse((await exchange(url, key, { method: 'GET', path })).text).items;
  const behind = async () => (await items<Processor>('/v1/processors')).filter((one) => !isAtTheHead(one));
  const stuck = await until('every processor at the head', async () => (await behind()).length === 0, { limitMs, everyMs: 200 }).then(
    () => [],
    async () =>
      (await behind()).map(({ processor, partition, state, note }) => `${processor} ${partition} is not at the head: ${state} ${note}`),
  );
  const letters = await items<DeadLetter>('/v1/dead-letters?limit=200');
  return [...stuck, ...letters.map(({ processor, key: of, type, error }) => `${processor} set ${type} of ${of} aside: ${error}`)];
}
