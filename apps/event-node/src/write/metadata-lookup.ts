import { BoundedMap } from '../index/bounded-map';
import type { StreamIndex } from '../index/stream-index';
import type { LogReader } from '../log/log-reader';
import {
  METADATA_OF_METADATA,
  metadataStreamOf,
  NO_METADATA,
  parseStreamMetadata,
  type StreamMetadata,
  subjectOfMetadataStream,
} from './stream-metadata';

const REMEMBERED_STREAMS = 10_000;

/** Committed metadata of streams, parsed once per change. */
export class MetadataLookup {
  private readonly parsed = new BoundedMap<number, { readonly revision: number; readonly metadata: StreamMetadata }>(REMEMBERED_STREAMS);

  constructor(
    private readonly index: StreamIndex,
    private readonly reader: LogReader,
  ) {}

  /** Metadata in force for a stream. */
  of(stream: string): StreamMetadata {
    if (subjectOfMetadataStream(stream) !== undefined) return METADATA_OF_METADATA;
    const slot = this.index.slotOf(metadataStreamOf(stream));
    const revision = this.index.lastRevision(slot);
    if (revision < 0) return NO_METADATA;
    const known = this.parsed.get(slot);
    if (known?.revision === revision) return known.metadata;
    const metadata = parseStreamMetadata(this.dataAt(slot, revision));
    this.parsed.set(slot, { revision, metadata });
    return metadata;
  }

  /** Data of the newest committed metadata event of a stream, empty when there is none. */
  dataOf(stream: string): Buffer {
    const slot = this.index.slotOf(metadataStreamOf(stream));
    const revision = this.index.lastRevision(slot);
    return revision < 0 ? Buffer.alloc(0) : this.dataAt(slot, revision);
  }

  private dataAt(slot: number, revision: number): Buffer {
    return this.reader.knownRecordAt(this.index.positionOf(slot, revision)).data;
  }
}
