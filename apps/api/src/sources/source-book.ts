import { hash } from 'node:crypto';
import type { FormatName } from '@waybill/carriers';
import { isFormatName } from '@waybill/carriers';
import { derivedId, type Instant, type StoredEvent, sourceStream } from '@waybill/events';
import type { Book } from '../reference/follow-into-memory';

/** A secret as the log has it. */
export interface SealedSecret {
  readonly sealed: string;
  /** Absent for those that count until they are replaced. */
  readonly until?: Instant;
}

/** A source as it is known here. Its secrets stay sealed until a push is to be proven. */
export interface KnownSource {
  readonly sourceId: string;
  readonly format: FormatName;
  readonly name: string;
  readonly defaultTimeZone?: string;
  readonly scope?: string;
  readonly secrets: readonly SealedSecret[];
  /** RFC 3339. */
  readonly createdAt: string;
  readonly retired: boolean;
}

/** `source` of the facts that a source's pushes become. The id is part of an address that is a secret itself, so it is not in it. */
export const factSource = ({ format, sourceId }: Pick<KnownSource, 'format' | 'sourceId'>): string =>
  `/carriers/${format}/${derivedId('source', hash('sha256', sourceId, 'hex'))}`;

function sourceAfter(event: StoredEvent, before: KnownSource | undefined): KnownSource | undefined {
  switch (event.type) {
    case 'dev.waybill.source-registered.v1': {
      const { format, secrets, ...terms } = event.data;
      if (!isFormatName(format)) return undefined;
      return { ...terms, format, secrets: secrets.map((sealed) => ({ sealed })), createdAt: event.metadata.recordedtime, retired: false };
    }
    case 'dev.waybill.source-changed.v1': {
      const { name, defaultTimeZone, scope } = event.data;
      return before && { ...before, name, defaultTimeZone, scope };
    }
    case 'dev.waybill.source-secrets-rotated.v1': {
      const until = event.data.formerUntil;
      const former = before?.secrets.flatMap((secret) => (secret.until === undefined ? [{ ...secret, until }] : [])) ?? [];
      return before && { ...before, secrets: [...event.data.secrets.map((sealed) => ({ sealed })), ...former] };
    }
    case 'dev.waybill.source-retired.v1':
      return before && { ...before, retired: true };
    case 'dev.waybill.stream-erased.v1':
      return undefined;
    default:
      return before;
  }
}

/** The sources of one log. */
export class SourceBook implements Book {
  /** By stream. One that is no more is kept, too: an older event of it, heard later by another way, must not bring it back. */
  private readonly known = new Map<string, { readonly revision: number; readonly source?: KnownSource }>();

  /** Takes over an event, unless it, or a later one of its stream, was heard before. */
  apply(event: StoredEvent): void {
    const before = this.known.get(event.stream);
    if (before && before.revision >= event.revision) return;
    this.known.set(event.stream, { revision: event.revision, source: sourceAfter(event, before?.source) });
  }

  close(stream: string): void {
    this.known.set(stream, { revision: Number.POSITIVE_INFINITY });
  }

  find(sourceId: string): KnownSource | undefined {
    return this.known.get(sourceStream(sourceId))?.source;
  }

  list(): readonly KnownSource[] {
    return [...this.known.values()].flatMap(({ source }) => source ?? []);
  }
}
