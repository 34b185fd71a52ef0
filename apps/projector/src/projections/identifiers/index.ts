import { type EventType, formatIdentifier, identifierOfStream, isReportType, type StoredEvent } from '@waybill/events';
import { IDENTIFIER_TABLES, IDENTIFIERS, type Queryable, writeIdentifiers } from '@waybill/read-model';
import { EVERY_PARTITION, type Projection } from '../../processor';
import { wantedBy } from '../../wanted-events';
import { grouped } from '../grouped';
import type { NameEvents } from './name-events';
import { projectNames } from './names';
import { copyRows, reportRows, retractionMarks } from './reports';

const CORRECTIONS: readonly string[] = ['dev.waybill.fact-retracted.v1', 'dev.waybill.fact-reinstated.v1'];
const DECISIONS: readonly EventType[] = [
  'dev.waybill.identifier-assigned.v1',
  'dev.waybill.identifier-released.v1',
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
  'dev.waybill.unit-loaded.v1',
  'dev.waybill.unit-unloaded.v1',
];

/** A name's own stream, or the name that a report in a shipment's stream is about. Corrections name an event, not a name. */
function keyOf(event: StoredEvent): string | undefined {
  if (CORRECTIONS.includes(event.type)) return EVERY_PARTITION;
  const identifier = identifierOfStream(event.stream);
  if (identifier) return formatIdentifier(identifier);
  return isReportType(event.type) ? event.metadata.subject : undefined;
}

function decisionsByName(events: readonly StoredEvent[]): NameEvents[] {
  const decisions = events.filter(({ type }) => DECISIONS.includes(type));
  return [...grouped(decisions, ({ stream }) => stream)].flatMap(([stream, some]) => {
    const identifier = identifierOfStream(stream);
    return identifier ? [{ identifier, events: some }] : [];
  });
}

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  await writeIdentifiers(tx, schema, {
    names: await projectNames(tx, schema, decisionsByName(events)),
    reports: reportRows(events),
    copies: copyRows(events),
    retractions: retractionMarks(events),
  });
}

/** What is known of each name: who holds it, what it is on, its reports, and which of them wait for a shipment. */
export const identifiers: Projection = {
  kind: 'projection',
  name: IDENTIFIERS,
  version: 3,
  types: wantedBy('identifiers'),
  keyOf,
  tables: IDENTIFIER_TABLES,
  handle,
};
