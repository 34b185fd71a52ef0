import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { FORMAT_NAMES, FORMATS, type FormatName } from '@waybill/carriers';
import { EventLog } from '@waybill/event-store';
import { unmappedStream } from '@waybill/events';
import type { UnmappedCode } from './received-pushes.schemas';

/** Codes that senders used and that the status map of their format, as it is now, does not have. */
export class ListUnmappedCodes extends Query<{ readonly items: readonly UnmappedCode[] }> {}

@QueryHandler(ListUnmappedCodes)
export class ListUnmappedCodesHandler implements IQueryHandler<ListUnmappedCodes> {
  constructor(private readonly log: EventLog) {}

  async execute(): Promise<{ readonly items: readonly UnmappedCode[] }> {
    const all = await Promise.all(FORMAT_NAMES.map((format) => this.ofFormat(format)));
    return { items: all.flat() };
  }

  private async ofFormat(format: FormatName): Promise<UnmappedCode[]> {
    const codes: UnmappedCode[] = [];
    for await (const event of this.log.read(unmappedStream(format))) {
      if (event.type !== 'dev.waybill.code-unmapped.v1') continue;
      const { rawCode, mappingVersion, note = null, sourceId, push, pointer } = event.data;
      if (mappingVersion !== FORMATS[format].mappingVersion) continue;
      codes.push({ format, rawCode, mappingVersion, note, firstSeenAt: event.metadata.recordedtime, sourceId, delivery: push, pointer });
    }
    return codes;
  }
}
