/** `$tb` values from here on mean "everything is deleted": the protocol's int64 max does not fit a double. */
const SOFT_DELETED_FROM = 2 ** 53;
/** Data of the metadata event that a soft delete writes. */
export const SOFT_DELETE_METADATA = Buffer.from('{"$tb":9223372036854775807}');

/** The parts of a stream's metadata that bound what can be read of it. */
export interface StreamMetadata {
  /** Only the newest so many events. */
  readonly maxCount?: number;
  /** Only events younger than this many seconds. */
  readonly maxAgeSeconds?: number;
  /** Only events from this number on. */
  readonly truncateBefore?: number;
  readonly softDeleted: boolean;
}

/** Metadata of a stream that has none. */
export const NO_METADATA: StreamMetadata = { softDeleted: false };
/** Metadata streams keep one event, and cannot have metadata themselves. */
export const METADATA_OF_METADATA: StreamMetadata = { softDeleted: false, maxCount: 1 };

/** Name of the stream that holds a stream's metadata. */
export function metadataStreamOf(stream: string): string {
  return `$$${stream}`;
}

/** Stream that a metadata stream belongs to, or undefined for any other stream. */
export function subjectOfMetadataStream(stream: string): string | undefined {
  return stream.startsWith('$$') ? stream.slice(2) : undefined;
}

function parseObject(data: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(data.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function integerAtLeast(value: unknown, minimum: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= minimum ? value : undefined;
}

/** Reads the data of a `$metadata` event. What is not JSON, or of the wrong type or sign, is ignored. */
export function parseStreamMetadata(data: Buffer): StreamMetadata {
  const object = parseObject(data);
  const truncateBefore = integerAtLeast(object.$tb, 0);
  return {
    maxCount: integerAtLeast(object.$maxCount, 1),
    maxAgeSeconds: integerAtLeast(object.$maxAge, 1),
    truncateBefore,
    softDeleted: truncateBefore !== undefined && truncateBefore >= SOFT_DELETED_FROM,
  };
}

/** The same metadata with another first visible event, all other properties kept. */
export function withTruncateBefore(data: Buffer, truncateBefore: number): Buffer {
  return Buffer.from(JSON.stringify({ ...parseObject(data), $tb: truncateBefore }));
}

/** First event number that may be read of a stream whose last one is `lastRevision`. */
export function firstVisibleRevision(metadata: StreamMetadata, lastRevision: number): number {
  return Math.max(0, metadata.truncateBefore ?? 0, metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1);
}
