import { TablesMissing } from './database/errors';
import type { ReadDatabase } from './database/read-database';
import type { ExceptionDetail, ExceptionSummary } from './exceptions/exception.view';
import { exceptionDetail, listExceptions } from './exceptions/exceptions.reads';
import type { DeadLetterFilter, ExceptionFilter, PageRequest, ShipmentFilter, TrackRange, WaitRequest } from './filters';
import type { GeofenceVersionView, GeofenceView } from './geofences/geofence.view';
import { geofence, geofenceVersions, listGeofences } from './geofences/geofences.reads';
import { parkedReports } from './identifiers/reports.reads';
import { unitView } from './identifiers/unit.reads';
import type { ParkedReportView, UnitView } from './identifiers/unit.view';
import { buildsOf, haltOf } from './processors/builds';
import { deadLetters } from './processors/dead-letters';
import { LiveProcessors } from './processors/live-schemas';
import { processorPartitions, projectorProcesses } from './processors/overview';
import { type Progress, positionOf, progress, type Standing, standing } from './processors/progress';
import type { BuildView, DeadLetterView, ProcessorPartition, ProjectorProcess } from './processors/views';
import { PositionWaiter } from './processors/waiting';
import { type CustomerPage, customerPage } from './shipments/customer-page.reads';
import { EXPORT_PAGE, everyItem, isShown, type NameLine, nameLines, positions, timeline } from './shipments/history.reads';
import type { PositionView, TimelineEntryView } from './shipments/history.view';
import { countShipments, type ShipmentScope, shipmentIds } from './shipments/scope.reads';
import type { ConsignmentPieces, ShipmentDetail, ShipmentSummary } from './shipments/shipment.view';
import { consignmentPieces, listShipments, shipmentDetail } from './shipments/shipments.reads';
import type { ShipmentSchemas } from './shipments/summary.reads';
import type { Page } from './view';

/** Names of the processors that the queries draw on. */
export const SHIPMENTS = 'shipments';
export const IDENTIFIERS = 'identifiers';
export const GEOFENCES = 'geofences';
export const EXCEPTIONS = 'exceptions';
const QUERIED: readonly string[] = [SHIPMENTS, IDENTIFIERS, GEOFENCES, EXCEPTIONS];

/**
 * Every read of the API. All methods throw `DatabaseUnavailable` or `QueryTimeout` within about two seconds when Postgres does not
 * answer, and `InvalidCursor` for a cursor that is not theirs; "not found" is undefined, never an error.
 *
 * `asOf` must be asked before the rows are read: rows may then be newer than it says, never older.
 */
export class ReadModels {
  private readonly live: LiveProcessors;
  private readonly waiter: PositionWaiter;

  constructor(private readonly database: ReadDatabase) {
    this.live = new LiveProcessors(database);
    this.waiter = new PositionWaiter(() => this.progress());
  }

  /** Draws on `SHIPMENTS` and `EXCEPTIONS`, like all views of shipments and their timelines. */
  async shipmentDetail(shipmentId: string): Promise<ShipmentDetail | undefined> {
    return this.onViews((schemas) => shipmentDetail(this.database, schemas, shipmentId));
  }

  async shipmentList(filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
    return this.onViews((schemas) => listShipments(this.database, schemas, filter));
  }

  async consignmentPieces(consignmentId: string): Promise<ConsignmentPieces> {
    return this.onViews((schemas) => consignmentPieces(this.database, schemas, consignmentId));
  }

  /** Undefined when there is no such shipment. */
  async timeline(shipmentId: string, page: PageRequest = {}): Promise<Page<TimelineEntryView> | undefined> {
    return this.onViews(async (schemas) =>
      (await isShown(this.database, schemas.shipments, shipmentId)) ? timeline(this.database, schemas, shipmentId, page) : undefined,
    );
  }

  /** How a shipment took and gave up its names. Draws on `SHIPMENTS` only. Undefined when there is no such shipment. */
  async nameLines(shipmentId: string): Promise<readonly NameLine[] | undefined> {
    return this.onShipments(async (schema) =>
      (await isShown(this.database, schema, shipmentId)) ? nameLines(this.database, schema, shipmentId) : undefined,
    );
  }

  /** Ids in their order, behind `after`. */
  async shipmentIds(scope: ShipmentScope, after: string, limit: number): Promise<readonly string[]> {
    return this.onShipments((schema) => shipmentIds(this.database, schema, scope, after, limit));
  }

  async countShipments(scope: ShipmentScope): Promise<number> {
    return this.onShipments((schema) => countShipments(this.database, schema, scope));
  }

  /** Draws on `EXCEPTIONS`. */
  async exceptions(filter: ExceptionFilter = {}): Promise<Page<ExceptionSummary>> {
    return this.on(EXCEPTIONS, (schema) => listExceptions(this.database, schema, filter));
  }

  async exceptionDetail(exceptionId: string): Promise<ExceptionDetail | undefined> {
    return this.on(EXCEPTIONS, (schema) => exceptionDetail(this.database, schema, exceptionId));
  }

  /** Draws on `SHIPMENTS` only. Undefined when there is no such shipment. */
  async positions(shipmentId: string, range: TrackRange & PageRequest): Promise<Page<PositionView> | undefined> {
    return this.onShipments(async (schema) =>
      (await isShown(this.database, schema, shipmentId)) ? positions(this.database, schema, shipmentId, range) : undefined,
    );
  }

  /** The whole range in event-time order, read in pages; for exports. Empty when there is no such shipment. */
  async *everyPosition(shipmentId: string, range: TrackRange): AsyncGenerator<PositionView> {
    if (!(await this.onShipments((schema) => isShown(this.database, schema, shipmentId)))) return;
    yield* everyItem((cursor) =>
      this.onShipments((schema) => positions(this.database, schema, shipmentId, { ...range, cursor }, EXPORT_PAGE)),
    );
  }

  /** Draws on `IDENTIFIERS`. */
  async parked(page: PageRequest = {}): Promise<Page<ParkedReportView>> {
    return this.on(IDENTIFIERS, (schema) => parkedReports(this.database, schema, page));
  }

  /** Draws on `GEOFENCES`, like the two below; in the order of their names, as they are at a time. */
  async geofences(now: number, page: PageRequest = {}): Promise<Page<GeofenceView>> {
    return this.on(GEOFENCES, (schema) => listGeofences(this.database, schema, now, page));
  }

  async geofence(geofenceId: string, now: number): Promise<GeofenceView | undefined> {
    return this.on(GEOFENCES, (schema) => geofence(this.database, schema, geofenceId, now));
  }

  /** In the order of the decisions; empty when there is no such fence. */
  async geofenceVersions(geofenceId: string, page: PageRequest = {}): Promise<Page<GeofenceVersionView>> {
    return this.on(GEOFENCES, (schema) => geofenceVersions(this.database, schema, geofenceId, page));
  }

  /** Draws on `IDENTIFIERS` and `SHIPMENTS`. */
  async unit(scheme: string, value: string, page: PageRequest = {}): Promise<UnitView | undefined> {
    return this.onShipments((shipments) =>
      this.on(IDENTIFIERS, (identifiers) => unitView(this.database, { identifiers, shipments }, { scheme, value }, page)),
    );
  }

  deadLetters(page: DeadLetterFilter = {}): Promise<Page<DeadLetterView>> {
    return deadLetters(this.database, page);
  }

  processors(): Promise<readonly ProcessorPartition[]> {
    return processorPartitions(this.database);
  }

  projectors(): Promise<readonly ProjectorProcess[]> {
    return projectorProcesses(this.database);
  }

  /** `linkId`: 32 hex digits. Undefined for unknown and revoked links alike. */
  async track(linkId: string): Promise<CustomerPage | undefined> {
    return this.onShipments((schema) => customerPage(this.database, schema, linkId));
  }

  /** The newest builds of a processor first, or one of them; empty when there is no such processor or build. */
  builds(processor: string, version?: number): Promise<readonly BuildView[]> {
    return buildsOf(this.database, processor, version);
  }

  /** Succeeds when queries can be answered. @throws DatabaseUnavailable also until a projector has made every read model */
  async reachable(): Promise<void> {
    await this.progress();
    for (const name of QUERIED) await this.live.schemaOf(name);
  }

  /** Why a projection refuses to go on, when one does: its rows are from another log than the one that is written. */
  halted(): Promise<string | undefined> {
    return haltOf(this.database, undefined, 'projection');
  }

  /** Those of the processors that queries draw on that have not moved for so long, with where they stand. */
  async standing(forMs: number): Promise<readonly Standing[]> {
    return (await standing(this.database, forMs)).filter(({ name }) => QUERIED.includes(name));
  }

  /** Minimum position over all partitions of the live builds of these processors; 0 before the first event. */
  async asOf(processors: readonly string[]): Promise<bigint> {
    const position = positionOf(await this.progress(), processors);
    return position < 0n ? 0n : position;
  }

  /** True as soon as all have passed the position, false after `timeoutMs`. One poller per process, however many wait. */
  waitFor(request: WaitRequest): Promise<boolean> {
    return this.waiter.waitFor(request);
  }

  private async progress(): Promise<readonly Progress[]> {
    const all = await progress(this.database);
    this.live.learn(all);
    return all;
  }

  private onShipments<T>(read: (schema: string) => Promise<T>): Promise<T> {
    return this.on(SHIPMENTS, read);
  }

  private onViews<T>(read: (schemas: ShipmentSchemas) => Promise<T>): Promise<T> {
    return this.onShipments((shipments) => this.on(EXCEPTIONS, (exceptions) => read({ shipments, exceptions })));
  }

  /** Reads from the live build; once more when its tables were dropped since another one was switched to. */
  private async on<T>(name: string, read: (schema: string) => Promise<T>): Promise<T> {
    try {
      return await read(await this.live.schemaOf(name));
    } catch (error) {
      if (!(error instanceof TablesMissing)) throw error;
      this.live.forget();
      return read(await this.live.schemaOf(name));
    }
  }
}

/** The reads, for those who take them as a port. */
export type ReadModelQueries = Pick<ReadModels, keyof ReadModels>;
