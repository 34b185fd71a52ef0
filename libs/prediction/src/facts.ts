import { type Cause, causeOf, type DetectionFact, detectionFactOf, effectiveFacts, type StreamOfFacts } from '@waybill/domain';
import { type EventLog, understood } from '@waybill/event-store';
import { type StoredEvent, shipmentStream } from '@waybill/events';

/** Reads a shipment's stream. Its events may be many: what is no fact is not kept. */
export async function readFacts(log: EventLog, shipmentId: string): Promise<StreamOfFacts> {
  const facts: DetectionFact[] = [];
  const corrections: StoredEvent[] = [];
  let [plan, cause, revision]: [StreamOfFacts['plan'], Cause | undefined, number] = [undefined, undefined, -1];
  for await (const record of log.records(shipmentStream(shipmentId))) {
    revision = record.revision;
    const event = understood(record);
    const next = event && causeOf(event);
    if (!event || !next) continue;
    cause = next;
    const fact = detectionFactOf(event);
    if (fact) facts.push(fact);
    else if (event.type === 'dev.waybill.shipment-registered.v1') plan = event.data;
    else corrections.push(event);
  }
  const retracted = new Set(effectiveFacts(corrections).retractedBy.keys());
  return { plan, facts: facts.filter(({ of }) => !retracted.has(of.eventId)), retracted, revision, cause };
}
