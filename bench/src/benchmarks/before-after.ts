import { Client } from 'pg';
import type { Benchmark, BenchmarkContext, Comparison } from '../findings';
import { alternate } from '../measure/sample';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { build, fill } from './catch-up';
import { comparison, type Loader, loadSample, newRun, STREAMS, withStack, withWorker } from './support';

const SINGLE = { connections: 64, rounds: 6, roundMs: 5_000 };
/** CPU per event is down by 15 % at this ratio. */
const SINGLE_AIM = 1.18;
const CATCH_UP = { events: 60_000, rounds: 4 };
const CATCH_UP_AIM = 1.6;

/** Which of this checkout's processors run: all, or none but those whose work the earlier commit does as well. */
interface Amount {
  readonly title: string;
  readonly on?: readonly string[];
  readonly off?: readonly string[];
}
interface Sides {
  readonly amount: Amount;
  readonly now: Stack;
  readonly before: Stack;
}
const benchmark = 'before-after';
const bareIs = 'the commit before';

async function singles({ say, scale }: BenchmarkContext, sides: Sides, loader: Loader): Promise<Comparison> {
  say('single events, everything running');
  const side = async (stack: Stack) => {
    const subjects = (await registerShipments(stack, 'o', STREAMS)).map(({ shipmentId }) => `shipment:${shipmentId}`);
    const projector = stack.startProjector();
    await projector.ready;
    const { api, eventNode, postgres } = stack.pids;
    const pids = { api, eventNode, projector: projector.pid, postgres };
    const send = () => {
      const plan = { kind: 'single', subjects, run: newRun() } as const;
      return loadSample(stack, loader, { plan, connections: SINGLE.connections, forMs: SINGLE.roundMs * scale }, { pids, settled: true });
    };
    await send();
    return { send, projector };
  };
  const [now, before] = [await side(sides.now), await side(sides.before)];
  const samples = await alternate(SINGLE.rounds, { now: now.send, before: before.send });
  await now.projector.stop();
  await before.projector.stop();
  const title = `Single events, ${sides.amount.title}`;
  const about = { benchmark, title, unit: 'event', bareIs, aim: SINGLE_AIM, aimOf: 'cpu' } as const;
  return comparison(about, samples.now, samples.before);
}

async function catchUps(context: BenchmarkContext, sides: Sides): Promise<Comparison> {
  const events = CATCH_UP.events * context.scale;
  const side = async (stack: Stack) => {
    const head = await fill(context, stack, events);
    return () => build(stack, head, events, sides.amount.off);
  };
  const [now, before] = [await side(sides.now), await side(sides.before)];
  context.say(`${CATCH_UP.rounds} rounds`);
  const samples = await alternate(CATCH_UP.rounds, { now, before });
  const title = `Read models from nothing, ${events} reports, ${sides.amount.title}`;
  const about = { benchmark, title, unit: 'report', bareIs, aim: CATCH_UP_AIM, aimOf: 'wall' } as const;
  return comparison(about, samples.now, samples.before);
}

type Processor = { readonly name: string; readonly kind: string };

async function processorsOf({ databaseUrl }: Stack): Promise<readonly Processor[]> {
  const database = new Client(databaseUrl);
  await database.connect();
  const { rows } = await database.query<Processor>('select name, kind from waybill.processor order by name');
  await database.end();
  return rows;
}

/** Read models stay, since answers draw on them; nothing is written for those whose reactor is left out. */
async function sameWork(now: Stack, before: Stack): Promise<Amount> {
  const known = new Set((await processorsOf(before)).map(({ name }) => name));
  const [on, off] = [[] as string[], [] as string[]];
  for (const { name, kind } of await processorsOf(now)) (kind === 'projection' || known.has(name) ? on : off).push(name);
  return { title: off.length === 0 ? 'all processors' : `without ${off.join(' and ')}, which came later`, on, off };
}

/** The same load on this checkout's product and on that of an earlier commit, each with stores of its own, by turns. */
export const beforeAfter: Benchmark = {
  name: benchmark,
  title: 'This commit and an earlier one, by turns; a ratio over 1 is less CPU, or a higher rate, than before',
  async run(context) {
    const measured = (amount: Amount) =>
      withStack(
        context,
        (now) =>
          withStack(
            context,
            (before) =>
              withWorker('http-load', async (loader: Loader) => {
                const sides = { now, before, amount };
                return [await catchUps(context, sides), await singles(context, sides, loader)];
              }),
            { checkout: context.before },
          ),
        amount.on ? { settings: { PROCESSORS: amount.on.join() } } : {},
      );
    const same = await withStack(context, (now) => withStack(context, (before) => sameWork(now, before), { checkout: context.before }));
    return [...(await measured(same)), ...(await measured({ title: 'everything running' }))];
  },
};
