import { BASELINE_ALONE, type EtaModel, type EtaPlan, type Observed, observedAt, predictFrom, roadTrips } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { defaultModel } from '@waybill/prediction';
import type { Benchmark, BenchmarkContext, Figure } from '../findings';
import { median } from '../measure/statistics';

const SEED = 99;
const TRIPS = 60;
const ROUNDS = 9;
const PREDICTIONS = 40_000;
const AIM_MICROS = 50;

interface Situation {
  readonly observed: Observed;
  readonly plan: EtaPlan;
  readonly asOf: Instant;
}

/** Trips that the model was not trained on, as they are known at several times on their way. */
const situations = (): Situation[] =>
  roadTrips(SEED, TRIPS).flatMap(({ facts, plan, times }) =>
    times.map((asOf) => ({ observed: observedAt(facts, plan, asOf), plan, asOf })),
  );

/** Predicts again and again; answers the CPU that one prediction took, in microseconds. */
function microsOf(all: readonly Situation[], model: EtaModel): number {
  const times = Math.ceil(PREDICTIONS / all.length);
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) for (const { observed, plan, asOf } of all) predictFrom(observed, plan, model, asOf);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (times * all.length);
}

async function measure({ say, scale }: BenchmarkContext) {
  const [all, model] = [situations(), defaultModel()];
  const sides = [
    { what: 'one prediction by the default model, CPU', model, below: AIM_MICROS },
    { what: 'of that without the trees', model: { ...model, forests: BASELINE_ALONE }, below: undefined },
  ];
  say(`${all.length} situations of ${TRIPS} trips`);
  const rounds = Math.max(1, Math.round(ROUNDS * scale));
  const rows = sides.map(({ what, below, model: by }): Figure => {
    microsOf(all, by);
    return { what, value: median(Array.from({ length: rounds }, () => microsOf(all, by))), unit: 'µs', below };
  });
  const remarks = [`${all.length} situations of ${TRIPS} synthetic road trips, each of which gets times, window and reasons.`];
  return [{ kind: 'figures' as const, benchmark: 'eta-prediction', title: 'One prediction of an arrival', rows, remarks }];
}

/** What it costs to predict once. */
export const etaPrediction: Benchmark = {
  name: 'eta-prediction',
  title: 'One prediction of an arrival by the model that ships, in memory',
  run: measure,
};
