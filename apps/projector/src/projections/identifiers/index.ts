import {
  type EventType,
  formatIdentifier,
  type Identifier,
  identifierOfStream,
  isReportType,
  REPORT_TYPES,
  type StoredEvent,
} from '@waybill/events';
import { IDENTIFIER_COMPARISON, IDENTIFIERS, identifierTables, loadNames, type Queryable, writeIdentifiers } from '@waybill/read-model';
import { EVERY_PARTITION, type Projection } from '../../processor';
import { foldName, type NameFacts } from './names';
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

interface NameGroup {
  readonly identifier: Identifier;
  readonly events: StoredEvent[];
}

function decisionsByName(events: readonly StoredEvent[]): NameGroup[] {
  const groups = new Map<string, NameGroup>();
  for (const event of events) {
    const identifier = DECISIONS.includes(event.type) ? identifierOfStream(event.stream) : undefined;
    if (!identifier) continue;
    const group = groups.get(event.stream) ?? { identifier, events: [] };
    group.events.push(event);
    groups.set(event.stream, group);
  }
  return [...groups.values()];
}

async function handle(events: readonly StoredEvent[], tx: Queryable, schema: string): Promise<void> {
  const groups = decisionsByName(events);
  const known = await loadNames(
    tx,
    schema,
    groups.map(({ identifier }) => identifier),
  );
  await writeIdentifiers(tx, schema, {
    names: groups.map((group) => foldName(group.identifier, known.get(formatIdentifier(group.identifier)) as NameFacts, group.events)),
    reports: reportRows(events),
    copies: copyRows(events),
    retractions: retractionMarks(events),
  });
}

/** What is known of each name: who holds it, what it is on, its reports, and which of them wait for a shipment. */
export const identifiers: Projection = {
  kind: 'projection',
  name: IDENTIFIERS,
  version: 2,
  types: [...REPORT_TYPES, ...DECISIONS, 'dev.waybill.fact-retracted.v1', 'dev.waybill.fact-reinstated.v1'],
  keyOf,
  ddl: identifierTables,
  comparison: IDENTIFIER_COMPARISON,
  handle,
};
