import { type Instant, itemAt, type StoredEvent } from '@waybill/events';
import type { TargetOf } from '../arrivals';
import type { Scored } from './accuracy';
import type { Basis } from './baselines';
import { CONTENDERS, type Contender, type Scores, saysUnlearned } from './contest';
import { laneName } from './plan';
import { type Sample, samplesOf, type Trip } from './trips';
import { tripIn } from './trips-of-log';

type Recalculated = Extract<StoredEvent, { type: 'dev.waybill.eta-recalculated.v1' }>;

/** A trip that came to its end, with what was said of its arrival on the way, in the order in which it was said. */
export interface RecordedTrip {
  readonly trip: Trip;
  readonly said: readonly Recalculated[];
  readonly mode: string;
  readonly carrier: string;
  readonly lane: string;
}

/** The trip that the streams of a shipment and of its predictions tell of; undefined while it has not arrived, or when nothing was predicted. */
export function recordedTripIn(id: string, events: readonly StoredEvent[], targetOf: TargetOf): RecordedTrip | undefined {
  const all = tripIn(id, events, targetOf);
  const registered = events.find((event) => event.type === 'dev.waybill.shipment-registered.v1');
  if (!all || registered?.type !== 'dev.waybill.shipment-registered.v1') return undefined;
  const said = events.filter((event) => event.type === 'dev.waybill.eta-recalculated.v1').filter(({ time }) => time < all.arrival);
  if (said.length === 0) return undefined;
  const { mode = 'unknown', carrier = 'unknown' } = registered.data;
  return { trip: { ...all, times: said.map(({ time }) => time) }, said, mode, carrier, lane: laneName(registered.data) };
}

/** Ways of saying it without learning, whose answer was recorded with each prediction. */
const RECORDED: Readonly<Partial<Record<Contender, Basis>>> = {
  'way left': 'moving',
  "carrier's estimate": 'estimate',
  'plan with the delay so far': 'plan',
  'plan as made': 'schedule',
  history: 'history',
};

/** What one of them said when a prediction was given out; undefined when it had nothing to say. */
function p50Of(contender: Exclude<Contender, 'model'>, { data }: Recalculated, sample: Sample): Instant | undefined {
  const basis = RECORDED[contender];
  if (basis) return data.baselines[basis];
  const left = saysUnlearned(contender, sample);
  return left === undefined ? undefined : ((sample.asOf + left) as Instant);
}

function scoredIn({ trip, said }: RecordedTrip, contender: Contender, samples: readonly Sample[]): Scored[] {
  return said.flatMap((event, i): Scored[] => {
    const of = { trip: trip.id, asOf: event.time, arrival: trip.arrival };
    if (contender === 'model') return [{ ...of, p10: event.data.p10, p50: event.data.p50, p90: event.data.p90 }];
    const p50 = p50Of(contender, event, itemAt(samples, i));
    return p50 === undefined ? [] : [{ ...of, p50 }];
  });
}

/** What was said of some trips as it was believed then, and what each of the others said at the same times. */
export function recordedScores(trips: readonly RecordedTrip[]): Scores {
  const known = trips.map((one) => ({ one, samples: samplesOf([one.trip]) }));
  return new Map(
    CONTENDERS.map((contender) => [contender, known.flatMap(({ one, samples }) => scoredIn(one, contender, samples))] as const),
  );
}
