import { type FenceIndex, type Geofence, indexFences, redrawn } from '@waybill/domain';
import { type EventLog, type LogPosition, openFeed } from '@waybill/event-store';
import type { Instant, StoredEvent } from '@waybill/events';
import { followReference } from '@waybill/streams';

interface KnownFence {
  readonly revision: number;
  readonly fence: Geofence;
}

/** Fences at one moment of the log: to match fixes against, and by name. */
export interface Fences {
  readonly index: FenceIndex;
  fence(geofenceId: string): Geofence | undefined;
}

const geofenceIdOf = ({ stream }: StoredEvent): string => stream.slice('geofence-'.length);

/** Every fence with all its versions, in memory. Fixes are matched against those that were in effect at their own time. */
export class FenceBook implements Fences {
  private readonly known = new Map<string, KnownFence>();
  private indexed: FenceIndex | undefined;
  /** When each change takes effect, in the order in which they became known. */
  private readonly changes: Instant[] = [];

  /** Made anew after a change, when it is asked for: many changes at once cost one index. */
  get index(): FenceIndex {
    this.indexed ??= indexFences([...this.known.values()].map(({ fence }) => fence));
    return this.indexed;
  }

  fence(geofenceId: string): Geofence | undefined {
    return this.known.get(geofenceId)?.fence;
  }

  /** The same with one fence as given, whatever is known of it. */
  with(fence: Geofence): Fences {
    const others = [...this.known.values()].map((one) => one.fence).filter(({ geofenceId }) => geofenceId !== fence.geofenceId);
    const index = indexFences([...others, fence]);
    return { index, fence: (geofenceId) => (geofenceId === fence.geofenceId ? fence : this.fence(geofenceId)) };
  }

  /** Counts changes. */
  get version(): number {
    return this.changes.length;
  }

  /** From when on fences are others than they were known to be at a version. */
  changedFrom(version: number): Instant {
    return Math.min(...this.changes.slice(version)) as Instant;
  }

  /** True when the event is news. */
  apply(event: StoredEvent): boolean {
    const geofenceId = geofenceIdOf(event);
    const before = this.known.get(geofenceId);
    if (before && event.revision <= before.revision) return false;
    const fence = redrawn(before?.fence ?? { geofenceId, versions: [] }, event);
    this.known.set(geofenceId, { revision: event.revision, fence });
    this.changes.push(event.time);
    this.indexed = undefined;
    return true;
  }

  /** True when shipments have to be looked at although nothing comes from them: for the past, or because they may be missing. */
  concernsEveryone(event: StoredEvent, now: Instant): boolean {
    const { time: from } = event;
    const versions = this.fence(geofenceIdOf(event))?.versions ?? [];
    return from < now - SOON_MS || versions.some(({ rule, until }) => rule === 'must-be-inside' && (until === undefined || until >= from));
  }
}

/** A change that takes effect with its command is in the past by the time we hear of it. */
const SOON_MS = 60_000;

/**
 * Reads every fence that there is, or those that came after a place up to which a book is complete. What comes later has to be applied by the
 * caller. `alive` is called as it goes on.
 */
export async function loadFences(
  log: EventLog,
  known?: { readonly book: FenceBook; readonly after: LogPosition },
  alive: () => void = () => {},
): Promise<FenceBook> {
  const book = known?.book ?? new FenceBook();
  const loaded = new AbortController();
  const { signal } = loaded;
  const fences = known
    ? openFeed(log, { from: known.after, prefixes: ['geofence-'], signal })
    : followReference(log, 'geofence', { signal });
  for await (const { events, caughtUp } of fences) {
    alive();
    for (const event of events) book.apply(event);
    if (caughtUp) loaded.abort();
  }
  return book;
}
