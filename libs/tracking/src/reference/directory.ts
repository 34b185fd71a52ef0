import type { EventLog, LogPosition } from '@waybill/event-store';
import { directoryStream, type ReferenceCategory, type StoredEvent } from '@waybill/events';

const NONE = -1;

/**
 * Which streams of a category there are, as far as listings tell. A listing refers to an earlier one, not to a position: so it stays true
 * in a log that was copied event by event. Streams that began behind that place have to be looked for there, also when a release that keeps
 * no directory has written meanwhile.
 */
export class Directory {
  readonly streams = new Set<string>();
  /** Revision of the last listing. */
  revision = NONE;
  /** Revision of the listing up to which every stream is named. */
  completeTo = NONE;
  private readonly places = new Map<number, LogPosition>();

  static async read(log: EventLog, category: ReferenceCategory): Promise<Directory> {
    const directory = new Directory();
    for await (const event of log.read(directoryStream(category))) directory.apply(event);
    return directory;
  }

  /** Streams that began here or before are named. */
  get place(): LogPosition | 'start' {
    return this.places.get(this.completeTo) ?? 'start';
  }

  private apply(event: StoredEvent): void {
    this.revision = event.revision;
    this.places.set(event.revision, { commit: event.position, prepare: event.preparePosition });
    if (event.type !== 'dev.waybill.streams-listed.v1') return;
    for (const stream of event.data.streams) this.streams.add(stream);
    this.completeTo = Math.max(this.completeTo, event.data.completeTo);
  }
}
