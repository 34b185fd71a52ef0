import type { Identifier } from '@waybill/events';
import type { ReadDatabase } from './database/read-database';
import type { DeadLetterFilter, PageRequest, ShipmentFilter, TrackRange, WaitRequest } from './filters';
import { geofence, listGeofences } from './geofences/read';
import { parkedReports } from './identifiers/read';
import { unitView } from './identifiers/unit';
import { deadLetters } from './meta/dead-letters';
import { LiveProcessors } from './meta/live-schemas';
import { processorPartitions, projectorProcesses } from './meta/overview';
import { positionOf, progress } from './meta/progress';
import { PositionWaiter } from './meta/waiting';
import { type CustomerPage, customerPage } from './shipments/customer-page';
import { everyPosition, isShown, positions, timeline } from './shipments/history';
import { consignment, listShipments, namesOf, shipmentDetail } from './shipments/list';
import type {
  ConsignmentView,
  DeadLetterView,
  GeofenceView,
  Page,
  ParkedReportView,
  PositionView,
  ProcessorPartition,
  ProjectorProcess,
  ShipmentDetail,
  ShipmentSummary,
  TimelineEntryView,
  UnitView,
} from './views';

/** Names of the processors that the queries draw on. */
export const SHIPMENTS = 'shipments';
export const IDENTIFIERS = 'identifiers';
export const GEOFENCES = 'geofences';

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
    this.waiter = new PositionWaiter(database);
  }

  /** Draws on `SHIPMENTS`, like all reads about shipments. */
  async shipmentDetail(shipmentId: string): Promise<ShipmentDetail | undefined> {
    return shipmentDetail(this.database, await this.shipments(), shipmentId);
  }

  /** Names that the shipment has or once had, also when it is not registered. */
  async namesOf(shipmentId: string): Promise<Identifier[]> {
    return namesOf(this.database, await this.shipments(), shipmentId);
  }

  async shipmentList(filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
    return listShipments(this.database, await this.shipments(), filter);
  }

  async consignment(consignmentId: string): Promise<ConsignmentView | undefined> {
    return consignment(this.database, await this.shipments(), consignmentId);
  }

  /** Undefined when there is no such shipment. */
  async timeline(shipmentId: string, page: PageRequest = {}): Promise<Page<TimelineEntryView> | undefined> {
    const schema = await this.shipments();
    return (await isShown(this.database, schema, shipmentId)) ? timeline(this.database, schema, shipmentId, page) : undefined;
  }

  /** Undefined when there is no such shipment. */
  async positions(shipmentId: string, range: TrackRange & PageRequest): Promise<Page<PositionView> | undefined> {
    const schema = await this.shipments();
    return (await isShown(this.database, schema, shipmentId)) ? positions(this.database, schema, shipmentId, range) : undefined;
  }

  /** The whole range in event-time order, read in pages; for exports. Empty when there is no such shipment. */
  async *everyPosition(shipmentId: string, range: TrackRange): AsyncGenerator<PositionView> {
    const schema = await this.shipments();
    if (await isShown(this.database, schema, shipmentId)) yield* everyPosition(this.database, schema, shipmentId, range);
  }

  /** Draws on `IDENTIFIERS`. */
  async parked(page: PageRequest = {}): Promise<Page<ParkedReportView>> {
    return parkedReports(this.database, await this.live.schemaOf(IDENTIFIERS), page);
  }

  /** Draws on `GEOFENCES`; in the order of their names. */
  async geofences(page: PageRequest = {}): Promise<Page<GeofenceView>> {
    return listGeofences(this.database, await this.live.schemaOf(GEOFENCES), page);
  }

  /** Draws on `GEOFENCES`. */
  async geofence(geofenceId: string): Promise<GeofenceView | undefined> {
    return geofence(this.database, await this.live.schemaOf(GEOFENCES), geofenceId);
  }

  /** Draws on `IDENTIFIERS` and `SHIPMENTS`. */
  async unit(scheme: string, value: string): Promise<UnitView | undefined> {
    const schemas = { identifiers: await this.live.schemaOf(IDENTIFIERS), shipments: await this.shipments() };
    return unitView(this.database, schemas, { scheme, value });
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
    return customerPage(this.database, await this.shipments(), linkId);
  }

  /** Minimum position over all partitions of the live versions of these processors; 0 before the first event. */
  async asOf(processors: readonly string[]): Promise<bigint> {
    const position = positionOf(await progress(this.database), processors);
    return position < 0n ? 0n : position;
  }

  /** True as soon as all have passed the position, false after `timeoutMs`. One poller per process, however many wait. */
  waitFor(request: WaitRequest): Promise<boolean> {
    return this.waiter.waitFor(request);
  }

  private shipments(): Promise<string> {
    return this.live.schemaOf(SHIPMENTS);
  }
}

/** The reads, for those who take them as a port. */
export type ReadModelQueries = Pick<ReadModels, keyof ReadModels>;
