import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AdmittedGuard } from './access/admitted.guard';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { CreateApiKeyHandler } from './api-keys/create-api-key.handler';
import { ListApiKeysHandler } from './api-keys/list-api-keys.query';
import { RevokeApiKeyHandler } from './api-keys/revoke-api-key.handler';
import { BUILD_CONTROLLERS, BUILD_HANDLERS } from './builds';
import { CARRIER_CONTROLLERS, CARRIER_HANDLERS } from './carriers';
import { FindConsignmentHandler } from './consignments/consignment.query';
import { ConsignmentsController } from './consignments/consignments.controller';
import { ETA_CONTROLLERS, ETA_HANDLERS } from './eta';
import { EXCEPTION_CONTROLLERS, EXCEPTION_HANDLERS } from './exceptions';
import { GEOFENCE_CONTROLLERS, GEOFENCE_HANDLERS } from './geofences';
import { HealthController } from './health/health.controller';
import { ProblemFilter } from './http/problem.filter';
import { SchemaPipe } from './http/validation';
import { ImportFileHandler } from './imports/import-file.handler';
import { ImportsController } from './imports/imports.controller';
import { IntakeController } from './intake/intake.controller';
import { TakeInEventsHandler } from './intake/take-in-events.handler';
import { BaseMapController } from './map/base-map.controller';
import { MapController } from './map/map.controller';
import { FindFleetMapHandler } from './map/map.query';
import { MetricsController } from './metrics/metrics.controller';
import { ParkedController } from './parked/parked.controller';
import { ListParkedHandler } from './parked/parked.query';
import { type Parts, providePart, sharedParts } from './parts';
import { ExportPositionsHandler } from './positions/export-positions.query';
import { PositionsController } from './positions/positions.controller';
import { FindPositionsHandler } from './positions/positions.query';
import { DeadLettersController } from './processors/dead-letters.controller';
import { ListDeadLettersHandler } from './processors/dead-letters.query';
import { ProcessorsController } from './processors/processors.controller';
import { ListProcessorsHandler } from './processors/processors.query';
import { RetryOrDiscardHandler } from './processors/retry-or-discard.handler';
import { RulesController } from './rules/rules.controller';
import { TryRulesHandler } from './rules/try-rules.query';
import { CompanySignInController } from './sessions/oidc/company-sign-in.controller';
import { SessionsController } from './sessions/sessions.controller';
import { SignInHandler } from './sessions/sign-in.handler';
import { SHIPMENT_CONTROLLERS, SHIPMENT_HANDLERS } from './shipments';
import { SITE_CONTROLLERS, SITE_HANDLERS } from './sites';
import { SOURCE_CONTROLLERS, SOURCE_HANDLERS } from './sources';
import { StreamController } from './stream/stream.controller';
import { TrackController } from './track/track.controller';
import { TrackShipmentHandler } from './track/track.query';
import { TrackPageController } from './track/track-page.controller';
import { TrackStreamController } from './track/track-stream.controller';
import { TRACKING_LINK_CONTROLLERS, TRACKING_LINK_HANDLERS } from './tracking-links';
import { ChangeTrackingPageHandler } from './tracking-page/change-tracking-page.handler';
import { TrackingPageController } from './tracking-page/tracking-page.controller';
import { UNIT_CONTROLLERS, UNIT_HANDLERS } from './units';

/** Every controller of the API; what each one needs comes in by the buses. */
export const controllers = [
  IntakeController,
  ImportsController,
  ...SHIPMENT_CONTROLLERS,
  PositionsController,
  BaseMapController,
  MapController,
  StreamController,
  ...TRACKING_LINK_CONTROLLERS,
  ...UNIT_CONTROLLERS,
  ConsignmentsController,
  ...GEOFENCE_CONTROLLERS,
  ...SITE_CONTROLLERS,
  ...EXCEPTION_CONTROLLERS,
  ...ETA_CONTROLLERS,
  RulesController,
  ParkedController,
  TrackController,
  TrackPageController,
  TrackStreamController,
  TrackingPageController,
  ApiKeysController,
  SessionsController,
  CompanySignInController,
  ...SOURCE_CONTROLLERS,
  ...CARRIER_CONTROLLERS,
  ProcessorsController,
  ...BUILD_CONTROLLERS,
  DeadLettersController,
  HealthController,
  MetricsController,
];

const handlers = [
  TakeInEventsHandler,
  ImportFileHandler,
  ...SHIPMENT_HANDLERS,
  FindPositionsHandler,
  FindFleetMapHandler,
  ExportPositionsHandler,
  ...TRACKING_LINK_HANDLERS,
  ...UNIT_HANDLERS,
  FindConsignmentHandler,
  ...GEOFENCE_HANDLERS,
  ...SITE_HANDLERS,
  ...EXCEPTION_HANDLERS,
  ...ETA_HANDLERS,
  TryRulesHandler,
  ListParkedHandler,
  TrackShipmentHandler,
  ChangeTrackingPageHandler,
  CreateApiKeyHandler,
  ListApiKeysHandler,
  RevokeApiKeyHandler,
  SignInHandler,
  ...SOURCE_HANDLERS,
  ...CARRIER_HANDLERS,
  ListProcessorsHandler,
  ...BUILD_HANDLERS,
  ListDeadLettersHandler,
  RetryOrDiscardHandler,
];

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's dynamic modules are written so
export class ApiModule {
  /** @param parts what was opened at the start of the process */
  static of(parts: Parts): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers,
      providers: [
        ...handlers,
        ...sharedParts(parts),
        { provide: APP_GUARD, useClass: AdmittedGuard },
        { provide: APP_PIPE, useClass: SchemaPipe },
        providePart(APP_FILTER, new ProblemFilter(parts.logger)),
      ],
    };
  }
}
