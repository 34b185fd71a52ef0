import { type DetectionFact, detectionFactOf, effectiveFacts } from '@waybill/domain';
import { type EventLog, understood } from '@waybill/event-store';
import { type DataOf, type StoredEvent, shipmentStream } from '@waybill/events';

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

export const isCorrection = ({ type }: StoredEvent): boolean =>
  type === 'dev.waybill.fact-retracted.v1' || type === 'dev.waybill.fact-reinstated.v1';

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
  return { plan, facts: facts.filter(({ of }) => !retracted.has(of.eventId)), retracted, revision };
}
