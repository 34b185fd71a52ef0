import { evolveIdentifier, type Handling, type Holding, type IdentifierState, initialIdentifier, passages } from '@waybill/domain';
import { formatInstant, type Identifier, nameKey, type StoredEvent } from '@waybill/events';
import type { NameRow } from '@waybill/read-model';

/** What has to be kept of a name between batches; the write side's own state without what only the write side needs. */
export interface NameFacts {
  readonly holdings: readonly Holding[];
  readonly shipments: readonly string[];
  readonly units: readonly Identifier[];
  readonly handlings: readonly Handling[];
  /** Revision of the name's stream up to which this is known. */
  readonly revision: number;
}

const noName: NameFacts = { holdings: [], shipments: [], units: [], handlings: [], revision: -1 };

/** Folds a name's decisions in the order of its stream; what is known already is passed over. */
export function foldName(identifier: Identifier, known: NameFacts | undefined, events: readonly StoredEvent[]): NameRow {
  const before = known ?? noName;
  const fresh = events.filter(({ revision }) => revision > before.revision);
  const start: IdentifierState = { ...initialIdentifier(identifier), ...before };
  const { holdings, shipments, units, handlings } = fresh.reduce(evolveIdentifier, start);
  const facts: NameFacts = { holdings, shipments, units, handlings, revision: fresh.at(-1)?.revision ?? before.revision };
  const stays = passages(handlings).map(({ unit, from, until }) => ({
    unit,
    from: formatInstant(from as number),
    until: until === undefined ? null : formatInstant(until),
  }));
  return { ...identifier, value_key: nameKey(identifier.value), facts, stays };
}
