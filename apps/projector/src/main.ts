import { parseArgs } from 'node:util';
import { EventLog } from '@waybill/event-store';
import {
  createLogger,
  createMetrics,
  endOnUncaught,
  failStart,
  heartbeatToParent,
  keepHeapSmall,
  loadConfig,
  onShutdown,
  readyToParent,
  systemClock,
  UnusableSetting,
  type WaybillConfig,
} from '@waybill/platform';
import { ReadDatabase } from '@waybill/read-model';
import type { ProcessorDefinition } from './processor';
import { projections } from './projections';
import { COMPARISONS_AT_ONCE, Projector, within } from './projector';
import { reactors } from './reactors';

const knownProcessors: readonly ProcessorDefinition[] = [...projections, ...reactors];
/** A batch of a projection may take longer than a read of the API. */
const STATEMENT_MS = 15_000;
/** Comparing two builds reads every row of both. */
const PATIENT_MS = 30 * 60_000;
const DROP_AFTER_MS = 60_000;
const GO_BACK_AFTER_MS = 15_000;
const SHUTDOWN_MS = 5_000;
const CLOSE_MS = 400;

function needed(value: string | undefined, name: string): string {
  if (value === undefined) throw new UnusableSetting(`${name} is not set: start everything with npm start, or name the service.`);
  return value;
}

function chosenProcessors({ processors }: WaybillConfig): readonly ProcessorDefinition[] {
  if (!processors) return knownProcessors;
  const unknown = processors.filter((name) => !knownProcessors.some((processor) => processor.name === name));
  const names = knownProcessors.map(({ name }) => name).join(', ');
  if (unknown.length > 0) throw new UnusableSetting(`PROCESSORS: there is no ${unknown.join(', ')}; choose from ${names}.`);
  return knownProcessors.filter(({ name }) => processors.includes(name));
}

function wholeMs(option: string, text: string): number {
  const ms = Number(text);
  if (!Number.isSafeInteger(ms) || ms < 0) throw new UnusableSetting(`--${option}: give a whole number of milliseconds.`);
  return ms;
}

/**
 * `--drop-after-ms=<n>`: how long the tables of a build are kept after another one was switched to; a minute unless given.
 * `--go-back-after-ms=<n>`: how long after the last process with a newer definition this release goes back to its own; 15 s unless given.
 */
function times(): { readonly dropAfterMs: number; readonly goBackAfterMs: number } {
  const { values } = parseArgs({
    options: {
      'drop-after-ms': { type: 'string', default: String(DROP_AFTER_MS) },
      'go-back-after-ms': { type: 'string', default: String(GO_BACK_AFTER_MS) },
    },
  });
  return {
    dropAfterMs: wholeMs('drop-after-ms', values['drop-after-ms']),
    goBackAfterMs: wholeMs('go-back-after-ms', values['go-back-after-ms']),
  };
}

async function main(): Promise<void> {
  keepHeapSmall();
  const config = loadConfig();
  const logger = createLogger({ service: 'projector', level: config.logLevel });
  endOnUncaught(logger);
  const chosen = chosenProcessors(config);
  const eventLog = EventLog.connect(needed(config.eventStoreUrl, 'EVENTSTORE_URL'));
  const databaseUrl = needed(config.databaseUrl, 'DATABASE_URL');
  const common = { preparedStatements: config.databasePreparedStatements, warn: (sentence: string) => logger.warn(sentence) };
  const database = ReadDatabase.open(databaseUrl, {
    ...common,
    poolSize: Math.max(config.databasePoolSize, 2 * chosen.length + 4),
    statementTimeoutMs: STATEMENT_MS,
    applicationName: 'waybill-projector',
  });
  const patient = ReadDatabase.open(databaseUrl, {
    ...common,
    poolSize: 2 * COMPARISONS_AT_ONCE,
    statementTimeoutMs: PATIENT_MS,
    applicationName: 'waybill-projector-comparing',
  });
  const projector = new Projector({
    ...{ eventLog, database, patient, logger, metrics: createMetrics('projector'), clock: systemClock, known: knownProcessors, chosen },
    ...times(),
  });
  const closeDatabase = () => within(CLOSE_MS, Promise.all([database.close(), patient.close()]));
  onShutdown([() => projector.stop(), closeDatabase, () => within(CLOSE_MS, eventLog.close())], {
    deadlineMs: SHUTDOWN_MS,
    onProblem: (problem, err) => logger.error({ err }, problem),
  });
  heartbeatToParent(() => projector.silentSeconds);
  await projector.start();
  logger.info({ processors: chosen.map(({ name }) => name) }, 'Following the log');
  readyToParent();
}

// Nothing but a wrong setting or a programming error ends up here: the store and the database may come and go.
main().catch(failStart);
