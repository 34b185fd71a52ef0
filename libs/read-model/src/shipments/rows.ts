/** Parts of the plan that can be long. Null leaves them as they are, so that they are neither read nor written with each milestone. */
export interface PlanColumns {
  readonly labels: unknown;
  readonly label_keys: unknown;
  readonly origin: unknown;
  readonly destination: unknown;
  readonly route: unknown;
  readonly stops: unknown;
  readonly rules: unknown;
}

/** Rows as the projection writes them. Times are milliseconds since the Unix epoch, UTC; JSON members must be canonical. */
export interface ShipmentRow extends PlanColumns {
  readonly shipment_id: string;
  /** False while only names were assigned: such shipments are shown to nobody. */
  readonly registered: boolean;
  readonly reference: string | null;
  readonly carrier: string | null;
  /** Names are found by their keys. */
  readonly carrier_key: string | null;
  readonly mode: string | null;
  readonly consignment_id: string | null;
  readonly planned_departure: number | null;
  readonly planned_arrival: number | null;
  readonly status: string;
  readonly phase: string;
  readonly last_milestone: unknown;
  readonly delivered_at: number | null;
  readonly terminal_at: number | null;
  /** Like the plan: null leaves these two, and `facts`, as they are. */
  readonly identifiers: unknown;
  readonly aboard: unknown;
  /** Body of the customer's page, its `liveLocation` null and without milestones. */
  readonly page: string;
  /** What the fold of decisions goes on from. */
  readonly facts: unknown;
  /** What the fold of milestones goes on from. */
  readonly journey: unknown;
}

/** What changes with every report. `retractions` counts rows of the shipment in `retraction`. */
export interface LiveRow {
  readonly shipment_id: string;
  readonly revision: number;
  readonly updated_at: number;
  readonly retractions: number;
  readonly terminal_at: number | null;
  /** State of the scan of fixes, as JSON text. */
  readonly scan: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly time: number | null;
  readonly speed_kmh: number | null;
  readonly heading_degrees: number | null;
  readonly accuracy_metres: number | null;
  readonly source: string | null;
  readonly event_id: string | null;
  /** `liveLocation` of the customer's page, as JSON text; null when it shows none. */
  readonly customer_live: string | null;
}

/** A name under which a shipment is found, by its key (`nameKey`). */
export interface SearchNameRow {
  readonly shipment_id: string;
  readonly name_key: string;
}

export interface TrackingLinkRow {
  readonly link_id: string;
  readonly shipment_id: string;
  readonly revoked: boolean;
}

export interface TimelineRow {
  readonly shipment_id: string;
  readonly time: number;
  /** Order within one instant, then that of the log. */
  readonly place: number;
  readonly position: bigint;
  readonly event_id: string;
  readonly entry: unknown;
}

/** The last word, in stream order, on whether a fact counts. */
export interface RetractionRow {
  readonly shipment_id: string;
  readonly fact_id: string;
  readonly revision: number;
  readonly holds: boolean;
  readonly event_id: string;
  readonly recorded_time: number;
  readonly reason: string;
}

export interface PositionRow {
  readonly shipment_id: string;
  readonly time: number;
  readonly event_id: string;
  readonly recorded_time: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly speed_kmh: number | null;
  readonly heading_degrees: number | null;
  readonly altitude_metres: number | null;
  readonly accuracy_metres: number | null;
  readonly source: string;
  readonly id: string;
  /** A mark of the plausibility scan, or `retracted`. */
  readonly mark: string;
}
