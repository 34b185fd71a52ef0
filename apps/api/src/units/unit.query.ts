import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { parseIdentifier } from '@waybill/events';
import { IDENTIFIERS, type PageRequest, readUnit, SHIPMENTS } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { UnitAnswer } from './units.schemas';

/** What is known of a name out there. */
export class FindUnit extends Query<UnitAnswer> {
  constructor(
    readonly scheme: string,
    readonly value: string,
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindUnit)
export class FindUnitHandler implements IQueryHandler<FindUnit> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ scheme, value, page, freshness }: FindUnit): Promise<UnitAnswer> {
    const identifier = parseIdentifier(scheme, value);
    if ('fault' in identifier) throw new Problem('invalid-identifier', identifier.fault);
    const { found, asOfPosition } = await this.freshness.read(freshness, [IDENTIFIERS, SHIPMENTS], (database, schemas) =>
      readUnit(database, schemas, identifier, page),
    );
    if (!found) throw new Problem('unit-not-found', 'No shipment ever held this name, and no report is about it; check its spelling.');
    return { ...found, asOfPosition };
  }
}
