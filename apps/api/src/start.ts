import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventLog } from '@waybill/event-store';
import { DEPLOYMENT_STREAM } from '@waybill/events';
import {
  ConfigurationError,
  createLogger,
  createMetrics,
  endOnUncaught,
  type Logger,
  loadConfig,
  localUrl,
  onShutdown,
  systemClock,
  TroubleLog,
} from '@waybill/platform';
import { LiveReadModels, ReadDatabase } from '@waybill/read-model';
import { StreamWriter } from '@waybill/streams';
import { ensureDeployment } from '@waybill/tracking';
import { FailureLimit } from './access/failure-limit';
import { KeyLookup } from './access/key-lookup';
import { KeyBook, KeyRing } from './access/key-ring';
import { createApi } from './app';
import { eventDisk } from './health/event-disk';
import { EVENT_STORE, measureReadiness, ReadinessProbe } from './health/readiness';
import { PublicAddress } from './http/public-address';
import type { ApiConfig, Parts } from './parts';
import { DirectoryWatch } from './reference/directory-watch';
import { followIntoMemory } from './reference/follow-into-memory';
import { CompanySignIn, oidcSettings } from './sessions/oidc/company-sign-in';
import { SessionCookies } from './sessions/session-cookies';
import { SourceBook } from './sources/source-book';
import { Sources } from './sources/sources';
import { TestCarrier } from './test-carrier/test-carrier';
import { TrackingPageBook, TrackingPageRules } from './tracking-page/tracking-page-rules';

const SERVICE = 'api';
/** In-flight requests get this long at a shutdown. */
const DRAIN_MS = 5_000;
const IDLE_CHECK_MS = 50;
const RETRY_MS = 500;
const CLOSE_MS = 1_000;
const WATCH_MS = 10_000;

/** The configuration with what the API cannot do without. @throws ConfigurationError */
function apiConfig(): ApiConfig {
  const { eventStoreUrl, databaseUrl, deploymentKey, ...config } = loadConfig();
  if (eventStoreUrl !== undefined && databaseUrl !== undefined && deploymentKey !== undefined)
    return { ...config, eventStoreUrl, databaseUrl, deploymentKey };
  const required = { EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl, DEPLOYMENT_KEY: deploymentKey };
  const missing = Object.entries(required).filter(([, value]) => value === undefined);
  throw new ConfigurationError(missing.map(([name]) => `${name}: is required here; npm start gives it to the API`));
}

function openParts(config: ApiConfig): Parts {
  const logger = createLogger({ service: SERVICE, level: config.logLevel });
  endOnUncaught(logger);
  const clock = systemClock;
  const metrics = createMetrics(SERVICE);
  const log = EventLog.connect(config.eventStoreUrl);
  const database = ReadDatabase.open(config.databaseUrl, {
    poolSize: config.databasePoolSize,
    applicationName: 'waybill-api',
    preparedStatements: config.databasePreparedStatements,
    warn: (sentence) => logger.warn(sentence),
  });
  const live = new LiveReadModels(database, config.processors);
  const troubles = new TroubleLog(logger, clock);
  const keys = new KeyRing(config.operatorApiKey);
  const oidc = oidcSettings(config);
  if (!config.operatorApiKey) logger.warn('No OPERATOR_API_KEY: only keys that are in the log open anything');
  return {
    config,
    logger,
    metrics,
    clock,
    log,
    writer: new StreamWriter(log, () => clock.now()),
    database,
    live,
    keys,
    lookup: new KeyLookup(log, keys),
    sessions: new SessionCookies(config.deploymentKey, config.publicUrl.startsWith('https:'), oidc),
    company: oidc ? new CompanySignIn(oidc, config.deploymentKey, clock) : null,
    sources: new Sources(log, config.deploymentKey),
    trackingPage: new TrackingPageRules(log),
    troubles,
    failures: new FailureLimit(),
    readiness: measureReadiness(new ReadinessProbe(keys, log, live, database, clock, troubles, eventDisk(config, metrics)), metrics),
  };
}

/** Gives a new log its identity. The store may come up after us: everything else waits until it answers. */
async function greetLog({ log, clock, readiness, troubles }: Parts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await log.readLast(DEPLOYMENT_STREAM)) return;
      readiness.expectBoth();
      return await ensureDeployment(log, clock.now());
    } catch (error) {
      troubles.tell(EVENT_STORE, await log.trouble(error));
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Address under which the API can be reached on this machine. */
function addressOf(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  return localUrl(host, typeof address === 'object' && address !== null ? address.port : 0);
}

/** Lets requests under way end, for a while. Connections end as soon as they are idle; closing looks at them only once. */
async function drain(app: NestFastifyApplication, logger: Logger): Promise<void> {
  const server = app.getHttpServer();
  const closed = app.close();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const limit = setTimeout(() => {
    logger.warn('Requests were cut off at shutdown');
    server.closeAllConnections();
  }, DRAIN_MS);
  await closed.finally(() => {
    clearInterval(idle);
    clearTimeout(limit);
  });
}

function endOnSignal(app: NestFastifyApplication, { log, database, logger, readiness }: Parts, following: AbortController): void {
  onShutdown(
    [
      () => readiness.drain(),
      () => drain(app, logger),
      () => following.abort(),
      // With the store gone there is nothing to wait for: no request is under way any more.
      () => Promise.race([log.close(), sleep(CLOSE_MS, undefined, { ref: false })]),
      () => database.close(),
    ],
    { onProblem: (problem, err) => logger.error({ err }, problem) },
  );
}

/** Looks whether store and database answer, so that the log tells when they do not, also while no one asks. */
async function watch({ readiness }: Parts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await readiness.readiness();
    await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** It comes in by the front door like every carrier, and so it needs a key. */
function serveTestCarrier({ config, log, clock, logger }: Parts, url: string, signal: AbortSignal): void {
  const { testCarrier = false, operatorApiKey: key } = config;
  if (!testCarrier) return;
  if (key === undefined) logger.warn('TEST_CARRIER needs OPERATOR_API_KEY: the carrier TEST reports nothing');
  else void new TestCarrier(log, clock, logger).serve({ url, key }, signal);
}

/** Who may come in: API keys, and sources of foreign formats. */
async function learnCallers(parts: Parts, signal: AbortSignal): Promise<void> {
  await greetLog(parts, signal);
  const { log, clock, logger, keys, sources, trackingPage, writer, troubles } = parts;
  troubles.over(EVENT_STORE);
  const directories = new DirectoryWatch(log, clock, logger, signal);
  // The store may have come back as an older copy of itself, which lacks some of what is remembered.
  const follower = { log, logger, signal, onTrouble: () => writer.recheckAll() };
  await Promise.all([
    followIntoMemory(follower, {
      category: 'apikey',
      what: 'API keys',
      newBook: () => new KeyBook(),
      take: (book) => keys.take(book),
      reached: (position) => directories.reached(position),
    }),
    followIntoMemory(follower, {
      category: 'source',
      what: 'sources',
      newBook: () => new SourceBook(),
      take: (book) => sources.take(book),
    }),
    followIntoMemory(follower, {
      category: 'trackingpage',
      what: "settings of the customers' page",
      newBook: () => new TrackingPageBook(),
      take: (book) => trackingPage.take(book),
    }),
  ]);
}

/** Brings the API up: it listens, knows all keys, and takes reports in. @returns where it listens */
export async function startApi(): Promise<{ url: string }> {
  const config = apiConfig();
  const parts = openParts(config);
  const following = new AbortController();
  // Meanwhile: putting the API together takes longer than to read the keys and sources.
  const callersKnown = learnCallers(parts, following.signal);
  // It is waited for below; until then its failure is not an unhandled one.
  callersKnown.catch(() => undefined);
  const app = await createApi(parts);
  endOnSignal(app, parts, following);
  await app.listen(config.port, config.host);
  const url = addressOf(app, config.host);
  if (config.publicUrl === localUrl(config.host, 0)) app.get(PublicAddress).reachableAt(url);
  await callersKnown;
  serveTestCarrier(parts, url, following.signal);
  void watch(parts, following.signal);
  parts.logger.info({ url }, 'The API takes reports in');
  return { url };
}
