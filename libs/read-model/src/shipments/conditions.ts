import { escapeLike } from '../cursors';
import type { BoundingBox, ShipmentFilter } from '../filters';
import type { ShipmentSchemas } from './summary';

/** SQL conditions with their values; everything that a caller gave is a value, never text of the statement. */
export class Conditions {
  readonly params: unknown[] = [];
  private readonly parts: string[] = [];

  /** Adds a condition; each `?` stands for the next value. */
  and(condition: string, ...values: unknown[]): this {
    let next = 0;
    this.parts.push(condition.replace(/\?/g, () => this.param(values[next++])));
    return this;
  }

  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.map((part) => `(${part})`).join(' and ');
  }
}

/** Shipments whose id, reference, name or tracking number begins like that, whatever its case. */
const beginning = (schema: string): string => `s.shipment_id in (
  select shipment_id from ${schema}.shipment where lower(shipment_id) like ?
  union select shipment_id from ${schema}.shipment where lower(reference) like ?
  union select shipment_id from ${schema}.held_identifier where lower(value) like ?
  union select shipment_id from ${schema}.held_identifier
    where scheme = 'tracking-number' and lower(substr(value, strpos(value, '/') + 1)) like ?)`;

function within(conditions: Conditions, { west, south, east, north }: BoundingBox): void {
  conditions.and('l.latitude between ? and ?', south, north);
  if (west <= east) conditions.and('l.longitude between ? and ?', west, east);
  else conditions.and('l.longitude >= ? or l.longitude <= ?', west, east);
}

/** `open`: a person may still have to do something about it; `ongoing`: the rule is broken now, whatever people have done about it. */
const withException = (schema: string, column: 'open' | 'ongoing'): string =>
  `exists (select from ${schema}.exception e where e.shipment_id = s.shipment_id and e.${column} and e.rule = ?)`;

/** What a filter asks for. The ETA is not derived yet: a condition on it finds nothing. */
export function conditionsOf(filter: ShipmentFilter, { shipments, exceptions }: ShipmentSchemas): Conditions {
  const conditions = new Conditions().and('s.registered');
  if (filter.status) conditions.and('s.status = any(?::text[])', filter.status);
  if (filter.carrier !== undefined) conditions.and('s.carrier = ?', filter.carrier);
  if (filter.q !== undefined) {
    const pattern = `${escapeLike(filter.q.trim().toLowerCase())}%`;
    conditions.and(beginning(shipments), pattern, pattern, pattern, pattern);
  }
  if (filter.bbox) within(conditions, filter.bbox);
  if (filter.updatedSince !== undefined) conditions.and('l.updated_at >= ?', filter.updatedSince);
  if (filter.late !== undefined) conditions.and(`${filter.late ? '' : 'not '}${withException(exceptions, 'ongoing')}`, 'late');
  if (filter.exception !== undefined) conditions.and(withException(exceptions, 'open'), filter.exception);
  if (filter.etaBefore !== undefined || filter.etaAfter !== undefined) conditions.and('false');
  return conditions;
}
