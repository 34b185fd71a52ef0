import type { EventLog, LogPosition } from '@waybill/event-store';
import { directoryStream, isUnreadable, type LogEvent, type ReferenceCategory, type StoredEvent } from '@waybill/events';

const NONE = -1;

const isListing = (event: LogEvent): event is StoredEvent<'dev.waybill.streams-listed.v1'> =>
  event.type === 'dev.waybill.streams-listed.v1' && !isUnreadable(event);

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
    let isWhole = true;
    for await (const event of log.records(directoryStream(category))) {
      isWhole &&= !isUnreadable(event);
      directory.apply(event, isWhole);
    }
    return directory;
  }

  /** Streams that began here or before are named. */
  get place(): LogPosition | 'start' {
    return this.places.get(this.completeTo) ?? 'start';
  }

  private apply(event: LogEvent, isWhole: boolean): void {
    this.revision = event.revision;
    this.places.set(event.revision, { commit: event.position, prepare: event.preparePosition });
    if (!isListing(event)) return;
    for (const stream of event.data.streams) this.streams.add(stream);
    // Behind a listing that cannot be read nothing is complete: it may have named some.
    if (isWhole) this.completeTo = Math.max(this.completeTo, event.data.completeTo);
  }
}
