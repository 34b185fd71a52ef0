import type { PageRequest, ShipmentFilter, TrackRange, WaitRequest } from './filters';
import type {
  ConsignmentView,
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

/** What a customer's page shows, as the bytes to send, with the strong entity tag of those bytes (quotes included). */
export interface CustomerPage {
  readonly body: string;
  readonly etag: string;
}

/**
 * Every read of the API. All methods throw `DatabaseUnavailable` or `QueryTimeout` within about two seconds when Postgres
 * does not answer, and `InvalidCursor` for a cursor that is not theirs; "not found" is undefined, never an error.
 *
 * `asOf` must be asked before the rows are read: rows may then be newer than it says, never older.
 */
export interface ReadModelQueries {
  shipmentDetail(shipmentId: string): Promise<ShipmentDetail | undefined>;
  shipmentList(filter: ShipmentFilter): Promise<Page<ShipmentSummary>>;
  consignment(consignmentId: string): Promise<ConsignmentView | undefined>;
  /** Undefined when there is no such shipment. */
  timeline(shipmentId: string, page?: PageRequest): Promise<Page<TimelineEntryView> | undefined>;
  positions(shipmentId: string, range: TrackRange & PageRequest): Promise<Page<PositionView> | undefined>;
  /** The whole range in event-time order, read in pages; for exports. */
  everyPosition(shipmentId: string, range: TrackRange): AsyncIterable<PositionView>;
  parked(page?: PageRequest): Promise<Page<ParkedReportView>>;
  unit(scheme: string, value: string): Promise<UnitView | undefined>;
  processors(): Promise<readonly ProcessorPartition[]>;
  projectors(): Promise<readonly ProjectorProcess[]>;
  /** `linkId`: 32 hex digits. Undefined for unknown and revoked links alike. */
  track(linkId: string): Promise<CustomerPage | undefined>;
  /** Minimum position over all partitions of the live versions of these processors. */
  asOf(processors: readonly string[]): Promise<bigint>;
  /** True as soon as all have passed the position, false after `timeoutMs`. One poller per process, however many wait. */
  waitFor(request: WaitRequest): Promise<boolean>;
}

export declare class ReadModels implements ReadModelQueries {
  shipmentDetail(shipmentId: string): Promise<ShipmentDetail | undefined>;
  shipmentList(filter: ShipmentFilter): Promise<Page<ShipmentSummary>>;
  consignment(consignmentId: string): Promise<ConsignmentView | undefined>;
  timeline(shipmentId: string, page?: PageRequest): Promise<Page<TimelineEntryView> | undefined>;
  positions(shipmentId: string, range: TrackRange & PageRequest): Promise<Page<PositionView> | undefined>;
  everyPosition(shipmentId: string, range: TrackRange): AsyncIterable<PositionView>;
  parked(page?: PageRequest): Promise<Page<ParkedReportView>>;
  unit(scheme: string, value: string): Promise<UnitView | undefined>;
  processors(): Promise<readonly ProcessorPartition[]>;
  projectors(): Promise<readonly ProjectorProcess[]>;
  track(linkId: string): Promise<CustomerPage | undefined>;
  asOf(processors: readonly string[]): Promise<bigint>;
  waitFor(request: WaitRequest): Promise<boolean>;
}
