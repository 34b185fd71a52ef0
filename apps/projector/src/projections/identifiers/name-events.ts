import type { Identifier, StoredEvent } from '@waybill/events';
import type { NameRow } from '@waybill/read-model';

/** Decisions about one name, in the order of its stream. */
export interface NameEvents {
  readonly identifier: Identifier;
  readonly events: readonly StoredEvent[];
}

export const nameOfRow = ({ scheme, value }: Pick<NameRow, 'scheme' | 'value'>): string => `${scheme}:${value}`;
