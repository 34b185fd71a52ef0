import { EventLog } from '@waybill/event-store';
import { createLogger, createMetrics, loadConfig, onShutdown, readyToParent, systemClock, type WaybillConfig } from '@waybill/platform';
import { ReadDatabase } from '@waybill/read-model';
import type { ProcessorDefinition } from './processor';
import { projections } from './projections';
import { Projector, within } from './projector';
import { reactors } from './reactors';

const known: readonly ProcessorDefinition[] = [...projections, ...reactors];
/** A batch of a projection may take longer than a read of the API. */
const STATEMENT_MS = 15_000;
const SHUTDOWN_MS = 5_000;
const CLOSE_MS = 400;

/** A setting without which this process cannot work; said in one line, without a stack. */
class CannotStart extends Error {}

function needed(value: string | undefined, name: string): string {
  if (value === undefined) throw new CannotStart(`${name} is not set: start everything with npm start, or name the service.`);
  return value;
}

function chosenProcessors({ processors }: WaybillConfig): readonly ProcessorDefinition[] {
  if (!processors) return known;
  const unknown = processors.filter((name) => !known.some((processor) => processor.name === name));
  const names = known.map(({ name }) => name).join(', ');
  if (unknown.length > 0) throw new CannotStart(`PROCESSORS: there is no ${unknown.join(', ')}; choose from ${names}.`);
  return known.filter(({ name }) => processors.includes(name));
}

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger({ service: 'projector', level: config.logLevel });
  const chosen = chosenProcessors(config);
  const eventLog = EventLog.connect(needed(config.eventStoreUrl, 'EVENTSTORE_URL'));
  const database = ReadDatabase.open(needed(config.databaseUrl, 'DATABASE_URL'), {
    poolSize: Math.max(config.databasePoolSize, chosen.length + 2),
    statementTimeoutMs: STATEMENT_MS,
    applicationName: 'waybill-projector',
  });
  const projector = new Projector({ eventLog, database, logger, metrics: createMetrics('projector'), clock: systemClock, known, chosen });
  onShutdown([() => projector.stop(), () => within(CLOSE_MS, database.close()), () => within(CLOSE_MS, eventLog.close())], {
    deadlineMs: SHUTDOWN_MS,
    onProblem: (problem, err) => logger.error({ err }, problem),
  });
  await projector.start();
  logger.info({ processors: chosen.map(({ name }) => name) }, 'Following the log');
  readyToParent();
}

main().catch((error: unknown) => {
  // Nothing but a wrong setting or a programming error ends up here: the store and the database may come and go.
  process.stderr.write(`${error instanceof Error ? (error instanceof CannotStart ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = 1;
  process.exit();
});
