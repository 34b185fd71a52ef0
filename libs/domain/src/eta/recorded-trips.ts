import type { EtaComparison, StoredEvent } from '@waybill/events';
import type { TargetOf } from '../arrivals';
import type { Scored } from './accuracy';
import { CONTENDERS, type Contender, type Scores } from './contest';
import { laneName } from './plan';
import type { Trip } from './trips';
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
  const trip = tripIn(id, events, targetOf);
  const registered = events.find((event) => event.type === 'dev.waybill.shipment-registered.v1');
  if (!trip || registered?.type !== 'dev.waybill.shipment-registered.v1') return undefined;
  const said = events.filter((event) => event.type === 'dev.waybill.eta-recalculated.v1').filter(({ time }) => time < trip.arrival);
  if (said.length === 0) return undefined;
  const { mode = 'unknown', carrier = 'unknown' } = registered.data;
  return { trip, said, mode, carrier, lane: laneName(registered.data) };
}

/** What predictions are compared with, as it was recorded with each of them. */
const RECORDED: Readonly<Partial<Record<Contender, EtaComparison>>> = {
  'way left': 'moving',
  "carrier's estimate": 'estimate',
  "carrier's estimate as said": 'estimate-as-said',
  'plan with the delay so far': 'plan',
  'plan as made': 'schedule',
  history: 'history',
  'great circle at 35 km/h': 'great-circle',
};

function scoredIn({ trip, said }: RecordedTrip, contender: Contender): Scored[] {
  return said.flatMap(({ time, data }): Scored[] => {
    const of = { trip: trip.id, asOf: time, arrival: trip.arrival };
    if (contender === 'model') return [{ ...of, p10: data.p10, p50: data.p50, p90: data.p90 }];
    const name = RECORDED[contender];
    const p50 = name && data.baselines[name];
    return p50 === undefined ? [] : [{ ...of, p50 }];
  });
}

/** What was said of some trips as it was believed then, and what each of the others said at the same times. */
export const recordedScores = (trips: readonly RecordedTrip[]): Scores =>
  new Map(CONTENDERS.map((contender) => [contender, trips.flatMap((one) => scoredIn(one, contender))] as const));
