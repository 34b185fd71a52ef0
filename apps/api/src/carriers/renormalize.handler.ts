import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { FORMATS } from '@waybill/carriers';
import type { Instant } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import { Cursors } from '@waybill/read-model';
import { StreamWriter } from '@waybill/streams';
import { Intake } from '@waybill/tracking';
import { noSuchSource } from '../sources/source.query';
import { Sources } from '../sources/sources';
import { CLOCK } from '../tokens';
import { deliveriesBack, Renormalization } from './renormalization';
import type { RenormalizationAnswer, RenormalizeBody, ScanChange } from './renormalization.schemas';

/** Read pushes of a source again by the present status map, from the newest back; a part of them at a time. */
export class Renormalize extends Command<RenormalizationAnswer> {
  constructor(
    readonly sourceId: string,
    readonly wanted: RenormalizeBody,
  ) {
    super();
  }
}

const BY_REVISION = new Cursors('renormalization', ['int']);
/** What one request does at most; the rest is for the next one. */
const MAX_MS = 2_000;
const MAX_CHANGES = 200;
const MAX_PUSHES = 1_000;

@CommandHandler(Renormalize)
export class RenormalizeHandler implements ICommandHandler<Renormalize> {
  private readonly renormalization: Renormalization;

  constructor(
    private readonly sources: Sources,
    private readonly writer: StreamWriter,
    intake: Intake,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.renormalization = new Renormalization(writer, intake);
  }

  async execute({ sourceId, wanted }: Renormalize): Promise<RenormalizationAnswer> {
    const source = await this.sources.find(sourceId);
    if (!source) throw noSuchSource(sourceId);
    const { since = Number.NEGATIVE_INFINITY as Instant, apply = false } = wanted;
    const { mappingVersion } = FORMATS[source.format];
    const until = this.clock.monotonic() + MAX_MS;
    const changes: ScanChange[] = [];
    let [pushes, readBackTo] = [0, null as string | null];
    for await (const delivery of deliveriesBack(this.writer, sourceId, since, BY_REVISION.decode(wanted.cursor)?.[0])) {
      if (pushes >= MAX_PUSHES || changes.length >= MAX_CHANGES || (pushes > 0 && this.clock.monotonic() > until)) {
        return { mappingVersion, pushes, changes, readBackTo, nextCursor: BY_REVISION.encode(delivery.revision) };
      }
      changes.push(...(await this.renormalization.readAgain(source, delivery, apply)));
      [pushes, readBackTo] = [pushes + 1, delivery.metadata.recordedtime];
    }
    return { mappingVersion, pushes, changes, readBackTo, nextCursor: null };
  }
}
