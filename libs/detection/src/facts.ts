import {
  concernsLateness,
  type DetectionFact,
  detectionFactOf,
  effectiveFacts,
  isCorrection,
  predictedFact,
  watchOf,
} from '@waybill/domain';
import { type EventLog, understood } from '@waybill/event-store';
import { type DataOf, etaStream, type StoredEvent, shipmentStream } from '@waybill/events';

type Plan = DataOf<'dev.waybill.shipment-registered.v1'>;

/** What exceptions of a shipment follow from, as its stream has it. */
export interface ShipmentFacts {
  /** Undefined until it is registered: before that it has no exceptions. */
  readonly plan?: Plan;
  readonly facts: readonly DetectionFact[];
  /** Events that do not count, also before they come. */
  readonly retracted: ReadonlySet<string>;
  /** Last event of the stream; -1 without one. */
  readonly revision: number;
}

/** Reads a shipment's stream. Its events may be many: what is no fact is not kept. */
export async function readFacts(log: EventLog, shipmentId: string): Promise<ShipmentFacts> {
  const facts: DetectionFact[] = [];
  const corrections: StoredEvent[] = [];
  let [plan, revision]: [Plan | undefined, number] = [undefined, -1];
  for await (const record of log.records(shipmentStream(shipmentId))) {
    revision = record.revision;
    const event = understood(record);
    if (!event) continue;
    if (event.type === 'dev.waybill.shipment-registered.v1') plan = event.data;
    const fact = detectionFactOf(event);
    if (fact) facts.push(fact);
    else if (isCorrection(event)) corrections.push(event);
  }
  const retracted = new Set(effectiveFacts(corrections).retractedBy.keys());
  const predicted = plan ? await readPredicted(log, plan) : [];
  return { plan, facts: [...facts.filter(({ of }) => !retracted.has(of.eventId)), ...predicted], retracted, revision };
}

/** What of its predictions can begin or end lateness. */
async function readPredicted(log: EventLog, plan: Plan): Promise<readonly DetectionFact[]> {
  const watch = watchOf(plan);
  const facts: DetectionFact[] = [];
  if (watch.plannedArrival === undefined) return facts;
  for await (const record of log.records(etaStream(plan.shipmentId))) {
    const event = understood(record);
    const fact = event && predictedFact(event);
    if (fact?.kind === 'estimate' && concernsLateness(fact.of, watch)) facts.push(fact);
  }
  return facts;
}
