import type { Scored } from './accuracy';
import { type Baselines, baselinesOf, unlearnedOf } from './baselines';
import type { EtaModel } from './model';
import { predictFrom } from './predict';
import { type Sample, samplesOf, type Trip } from './trips';

/** What a model is held against: each way of saying when a shipment arrives without learning, alone. */
export const CONTENDERS = [
  'model',
  'way left',
  'way left, driving only',
  'way left, driving and pauses',
  "carrier's estimate",
  "carrier's estimate as said",
  'plan with the delay so far',
  'plan as made',
  'history',
  'great circle at 35 km/h',
] as const;
export type Contender = (typeof CONTENDERS)[number];
export type Scores = ReadonlyMap<Contender, readonly Scored[]>;

/** Milliseconds that a contender says are left; undefined when it has nothing to say. */
function saysLeft(
  contender: Exclude<Contender, 'model'>,
  { observed, trip: { plan }, asOf }: Sample,
  baselines: Baselines,
): number | undefined {
  const { way } = baselines;
  switch (contender) {
    case 'way left':
      return baselines.moving;
    case 'way left, driving only':
      return way?.drivingMs;
    case 'way left, driving and pauses':
      return way && way.drivingMs + way.pausesMs;
    case "carrier's estimate":
      return baselines.estimate;
    case 'plan with the delay so far':
      return baselines.plan;
    case 'plan as made':
      return baselines.schedule;
    case 'history':
      return baselines.history;
    case "carrier's estimate as said":
      return unlearnedOf(observed, plan, asOf)['estimate-as-said'];
    case 'great circle at 35 km/h':
      return unlearnedOf(observed, plan, asOf)['great-circle'];
  }
}

function scored(contender: Contender, sample: Sample, baselines: Baselines, model: EtaModel): Scored | undefined {
  const { trip, asOf, observed } = sample;
  const of = { trip: trip.id, asOf, arrival: trip.arrival };
  if (contender !== 'model') {
    const left = saysLeft(contender, sample, baselines);
    return left === undefined ? undefined : { ...of, p50: asOf + left };
  }
  const prediction = predictFrom(observed, trip.plan, model, asOf);
  return prediction && { ...of, p10: prediction.p10, p50: prediction.p50, p90: prediction.p90 };
}

/** What the model and each of the others say of some trips that it was not trained on, with what came of it. */
export function scoresOf(trips: readonly Trip[], model: EtaModel): Scores {
  const known = samplesOf(trips).map((sample) => ({
    sample,
    baselines: baselinesOf(sample.observed, sample.trip.plan, model.experience, sample.asOf),
  }));
  return new Map(
    CONTENDERS.map((contender) => [contender, known.flatMap(({ sample, baselines }) => scored(contender, sample, baselines, model) ?? [])]),
  );
}

const keyOf = ({ trip, asOf }: Scored): string => `${trip}@${asOf}`;

/** The predictions of some at the times and of the trips of which others say something as well. */
export function alongside(some: readonly Scored[], others: readonly Scored[]): readonly Scored[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((one) => keys.has(keyOf(one)));
}
