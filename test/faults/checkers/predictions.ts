import {
  causeOf,
  detectionFactOf,
  type EtaModel,
  effectiveFacts,
  etaFold,
  etaPlanOf,
  nextLook,
  observedAt,
  outlookOf,
  recalculation,
} from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { ETA_TYPES, etaStream, formatInstant, type Instant, isOneOf, type StoredEvent, shipmentStream } from '@waybill/events';
import { forEachConcurrently } from '@waybill/platform';
import { defaultModel } from '@waybill/prediction';
import type { Queryable } from '@waybill/read-model';
import { eventsOf } from '../../support/stored-events';

/** A shipment as the log and the reactor's deadlines have it. */
export interface Predicted {
  readonly shipmentId: string;
  /** The stream of its facts, and that of what was said of its arrival. */
  readonly facts: readonly StoredEvent[];
  readonly said: readonly StoredEvent[];
  /** When it is looked at again although nothing comes, in milliseconds since the Unix epoch; undefined: not at all. */
  readonly due?: number;
}

/** So long a look may be put off while a shipment's past is being loaded, and a little. */
const PUT_OFF_MS = 61_000;

/** What a fresh start that reads some events of a shipment's stream says of its arrival as of a time; undefined while it is not registered. */
function freshly(events: readonly StoredEvent[], model: EtaModel, asOf: Instant) {
  const registered = events.find((event) => event.type === 'dev.waybill.shipment-registered.v1');
  const cause = events.flatMap((event) => causeOf(event) ?? []).at(-1);
  if (!cause || registered?.type !== 'dev.waybill.shipment-registered.v1') return undefined;
  const plan = etaPlanOf(registered.data);
  const facts = effectiveFacts(events).events.flatMap((event) => detectionFactOf(event) ?? []);
  const observed = observedAt(facts, plan, asOf);
  const outlook = outlookOf(observed, plan, model, asOf);
  return { cause, outlook, next: nextLook(outlook, observed, plan, asOf) };
}

type Fresh = ReturnType<typeof freshly>;

/** What of an answer a customer sees, to be compared. */
function shown(fresh: Fresh): string {
  if (fresh?.outlook.kind !== 'expected') return `${fresh?.outlook.ending} ${fresh?.outlook.arrivedAt ?? ''}`;
  const { p10, p50, p90, basis } = fresh.outlook.prediction;
  return [p10, p50, p90].map((instant) => formatInstant(instant)).join(' ') + basis;
}

function shownIn(event: StoredEvent): string {
  if (event.type === 'dev.waybill.eta-ended.v1') return `${event.data.ending} ${event.data.arrivedAt ?? ''}`;
  if (event.type !== 'dev.waybill.eta-recalculated.v1') return event.type;
  const { p10, p50, p90, basis } = event.data;
  return [p10, p50, p90].map((instant) => formatInstant(instant)).join(' ') + basis;
}

/** Predictions that do not follow from the facts up to their cause, as of the time for which they were said. */
function unfounded({ shipmentId, facts, said }: Predicted, model: EtaModel): string[] {
  let before = -1;
  return said.flatMap((event) => {
    if (!isOneOf(event, ETA_TYPES) || event.type === 'dev.waybill.stream-erased.v1') return [];
    const { cause } = event.data;
    const place = facts.findIndex(({ eventId }) => eventId === cause);
    const wrong: string[] = [];
    if (place < before) wrong.push(`${shipmentId}: after a later cause it was predicted for ${cause}`);
    before = Math.max(before, place);
    const expected = shown(freshly(facts.slice(0, place + 1), model, event.time));
    if (shownIn(event) !== expected) wrong.push(`${shipmentId}: for ${cause} was said ${shownIn(event)}, and not ${expected}`);
    return wrong;
  });
}

/** What a fresh start would still have to say, and when it would look again, although the reactor says that it has come to the end. */
function unanswered({ shipmentId, facts, said, due }: Predicted, model: EtaModel, asOf: Instant): string[] {
  const fresh = freshly(facts, model, asOf);
  if (!fresh) return [];
  const { cause, outlook, next } = fresh;
  const state = said.reduce(etaFold.evolve, etaFold.initial(etaStream(shipmentId)));
  const missed = recalculation(state, outlook, { shipmentId, cause, byClock: false, asOf });
  if (missed && !(due !== undefined && due <= asOf + PUT_OFF_MS))
    return [`${shipmentId}: ${cause.eventId} was not answered by ${shown(fresh)}`];
  if (next !== undefined && (due === undefined || due > Math.max(next, asOf + PUT_OFF_MS)))
    return [`${shipmentId}: it is not looked at again by ${formatInstant(next)}`];
  return [];
}

/** What the reactor has said of a shipment's arrival otherwise than a fresh start over the same log, once it has come to its end. */
export const notAsAfresh = (predicted: Predicted, model: EtaModel, asOf: Instant): string[] => [
  ...unfounded(predicted, model),
  ...unanswered(predicted, model, asOf),
];

/** The same of some shipments, in the log and the deadlines that are kept. Answers for the record how many predictions there were as well. */
export async function predictionsNotAsAfresh(log: EventLog, database: Queryable, shipmentIds: Iterable<string>) {
  const kept = await database.query<{ key: string; due: string }>(`select key, due from waybill.deadline where processor = 'eta'`);
  const dueOf = new Map(kept.map(({ key, due }) => [key, Number(due)]));
  const [model, asOf] = [defaultModel(), Date.now() as Instant];
  const wrong: string[] = [];
  let [predictions, shipments] = [0, 0];
  await forEachConcurrently([...shipmentIds], async (shipmentId) => {
    const [facts, said] = await Promise.all([eventsOf(log, shipmentStream(shipmentId)), eventsOf(log, etaStream(shipmentId))]);
    wrong.push(...notAsAfresh({ shipmentId, facts, said, due: dueOf.get(shipmentId) }, model, asOf));
    predictions += said.length;
    shipments += 1;
  });
  if (predictions === 0) wrong.push('nothing was predicted at all: there was nothing to check');
  return { wrong, measured: `${predictions} predictions of ${shipments} shipments as a fresh start says them` };
}
