import path from 'node:path';
import type { Provider } from '@nestjs/common';
import { EventLog } from '@waybill/event-store';
import type { Clock, Logger, Metrics, TroubleLog, WaybillConfig } from '@waybill/platform';
import { BuildDesk, DeadLetterDesk, LiveReadModels, ReadDatabase } from '@waybill/read-model';
import { StreamWriter } from '@waybill/streams';
import { Intake } from '@waybill/tracking';
import { FailureLimit } from './access/failure-limit';
import { KeyLookup } from './access/key-lookup';
import { KeyRing } from './access/key-ring';
import { CarrierMetrics } from './carriers/carrier-metrics';
import { ProvenSenders } from './carriers/prove-sender';
import { ReadinessProbe } from './health/readiness';
import { PublicAddress } from './http/public-address';
import { IntakeMetrics } from './intake/intake-metrics';
import { BaseMap } from './map/base-map.controller';
import { ProjectionMetrics } from './metrics/projection-metrics';
import { BacklogWatch } from './processors/backlog';
import { Freshness } from './reading/freshness';
import { TrialWorkers } from './rules/trial-workers';
import { CompanySignIn } from './sessions/oidc/company-sign-in';
import { SessionCookies } from './sessions/session-cookies';
import { Sources } from './sources/sources';
import { ChangeFeed } from './stream/change-feed';
import { CLOCK, DEPLOYMENT_KEY, LOGGER, METRICS } from './tokens';
import { CustomerStreams } from './track/customer-streams';
import { TrackingLinks } from './tracking-links/tracking-links';
import { TrackingPageRules } from './tracking-page/tracking-page-rules';

/** Settings without which the API does not start. */
export interface ApiConfig extends WaybillConfig {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly deploymentKey: Buffer;
}

/** What the API is put together from; made once at the start of the process. */
export interface Parts {
  readonly config: ApiConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly writer: StreamWriter;
  readonly database: ReadDatabase;
  readonly live: LiveReadModels;
  readonly keys: KeyRing;
  readonly lookup: KeyLookup;
  /** Browsers that signed in. */
  readonly sessions: SessionCookies;
  /** The company's own sign-in; null where people sign in by API keys alone. */
  readonly company: CompanySignIn | null;
  readonly sources: Sources;
  /** What customers may see. */
  readonly trackingPage: TrackingPageRules;
  /** Parts that are out of reach, told in the log. */
  readonly troubles: TroubleLog;
  readonly failures: FailureLimit;
  readonly readiness: ReadinessProbe;
}

export const providePart = (provide: NonNullable<Extract<Provider, { provide: unknown }>['provide']>, useValue: unknown): Provider => ({
  provide,
  useValue,
});

/** Found from here whether this file stands alone or in the bundle, which stands in the same folder. */
const TRIAL_WORKER = path.join(__dirname, 'rules', 'trial.worker.js');

/** The parts under the names by which controllers and handlers ask for them. */
export function sharedParts({ config, log, writer, live, database, metrics, clock, ...parts }: Parts): Provider[] {
  const address = new PublicAddress(config.publicUrl);
  const backlogs = new BacklogWatch(log);
  const feed = new ChangeFeed(live, clock, parts.troubles);
  return [
    providePart(EventLog, log),
    providePart(StreamWriter, writer),
    providePart(Intake, new Intake(writer)),
    providePart(ReadDatabase, database),
    providePart(LiveReadModels, live),
    providePart(DeadLetterDesk, new DeadLetterDesk(database)),
    providePart(BuildDesk, new BuildDesk(database)),
    providePart(METRICS, metrics),
    providePart(CLOCK, clock),
    providePart(DEPLOYMENT_KEY, config.deploymentKey),
    providePart(KeyRing, parts.keys),
    providePart(KeyLookup, parts.lookup),
    providePart(SessionCookies, parts.sessions),
    providePart(CompanySignIn, parts.company),
    providePart(LOGGER, parts.logger),
    providePart(FailureLimit, parts.failures),
    providePart(ReadinessProbe, parts.readiness),
    providePart(ChangeFeed, feed),
    providePart(CustomerStreams, new CustomerStreams(feed, parts.trackingPage)),
    providePart(Freshness, new Freshness(live, log)),
    providePart(PublicAddress, address),
    providePart(BaseMap, new BaseMap(config.mapStyleUrl, config.pmtilesFile !== undefined)),
    providePart(Sources, parts.sources),
    providePart(TrackingPageRules, parts.trackingPage),
    providePart(TrackingLinks, new TrackingLinks(config.deploymentKey, address)),
    providePart(TrialWorkers, new TrialWorkers(TRIAL_WORKER, config.eventStoreUrl)),
    providePart(ProvenSenders, new ProvenSenders(parts.sources, parts.logger)),
    providePart(CarrierMetrics, new CarrierMetrics(metrics)),
    providePart(IntakeMetrics, new IntakeMetrics(metrics)),
    providePart(BacklogWatch, backlogs),
    providePart(ProjectionMetrics, new ProjectionMetrics({ database, backlogs, clock })),
  ];
}
