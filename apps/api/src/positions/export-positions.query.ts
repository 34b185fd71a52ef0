import { Readable } from 'node:stream';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type FixFormat, type FixMark, type MarkedFix } from '@waybill/domain';
import { type Instant, parseInstant } from '@waybill/events';
import { type PositionView, ReadModels, SHIPMENTS, type TrackRange } from '@waybill/read-model';
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
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, range, format, freshness }: ExportPositions): Promise<Export> {
    const asOfPosition = await this.freshness.asOf(freshness, [SHIPMENTS]);
    if (!(await this.models.positions(shipmentId, { limit: 1 }))) throw shipmentNotFound();
    const document = Readable.from(render(format, shipmentId, this.models.everyPosition(shipmentId, range)), { objectMode: false });
    return { asOfPosition, document };
  }
}
