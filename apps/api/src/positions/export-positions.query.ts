import { Readable } from 'node:stream';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type FixFormat, type FixMark, type MarkedFix } from '@waybill/domain';
import { type Instant, parseInstant } from '@waybill/events';
import {
  EXPORT_PAGE,
  everyItem,
  LiveReadModels,
  type PositionView,
  SHIPMENTS,
  shipmentPositions,
  type TrackRange,
} from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { shipmentNotFound } from '../shipments/shipment-not-found';

export interface Export {
  readonly asOfPosition: string;
  readonly document: Readable;
}

/** The whole track of a shipment in a format of the world of maps, as a stream. */
export class ExportPositions extends Query<Export> {
  constructor(
    readonly shipmentId: string,
    readonly range: TrackRange,
    readonly format: FixFormat,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

function fixOf({ retracted: _, late: __, tooOld: ___, mark, time, recordedTime, ...view }: PositionView): MarkedFix {
  const known = Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
  const instants = { time: parseInstant(time) as Instant, recordedTime: parseInstant(recordedTime) as Instant };
  return { ...known, ...instants, mark: mark as FixMark } as MarkedFix;
}

/** Retracted reports are left out: these formats cannot say that a point does not count. */
async function* render(format: FixFormat, title: string, positions: AsyncIterable<PositionView>): AsyncGenerator<string> {
  yield format.header(title);
  let between = '';
  for await (const view of positions) {
    if (view.retracted) continue;
    yield between + format.row(fixOf(view));
    between = format.separator;
  }
  yield format.footer();
}

@QueryHandler(ExportPositions)
export class ExportPositionsHandler implements IQueryHandler<ExportPositions> {
  constructor(
    private readonly live: LiveReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, range, format, freshness }: ExportPositions): Promise<Export> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [SHIPMENTS], (database, { shipments }) =>
      shipmentPositions(database, shipments, shipmentId, { limit: 1 }),
    );
    if (!found) throw shipmentNotFound();
    const positions = everyItem((cursor) =>
      this.live.on([SHIPMENTS], (database, { shipments }) =>
        shipmentPositions(database, shipments, shipmentId, { ...range, cursor }, EXPORT_PAGE),
      ),
    );
    return { asOfPosition, document: Readable.from(render(format, shipmentId, positions), { objectMode: false }) };
  }
}
