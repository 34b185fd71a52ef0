import { arrivalTarget, arrivalTargetAt, type Binding, bindingOf, evolveSiteHistory, type Site, type TargetOf } from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { type Place, type StoredEvent, siteOfStream } from '@waybill/events';
import { followReference } from '@waybill/streams';

/** Every site with what has been within it, in memory. */
export class SiteBook {
  private readonly known = new Map<string, Site>();
  /** Counts changes. */
  version = 0;

  /** True when the event is news. */
  apply(event: StoredEvent): boolean {
    const siteId = siteOfStream(event.stream) ?? '';
    const before = this.known.get(siteId);
    if (before && event.revision <= before.revision) return false;
    const site = evolveSiteHistory(before, event);
    if (!site) return false;
    this.known.set(siteId, site);
    this.version += 1;
    return true;
  }

  /** One site, also when it is no more. */
  find(siteId: string | undefined): Site | undefined {
    return siteId === undefined ? undefined : this.known.get(siteId);
  }

  bindingOf(destination: Place): Binding | undefined {
    return bindingOf(destination, this.known.values());
  }

  /** What counts as an arrival: what is within the site that the destination belongs to, else what is around the destination. */
  readonly targetOf: TargetOf = (way) => {
    const binding = this.bindingOf(way.destination);
    return binding ? arrivalTargetAt(way, binding.site.fence) : arrivalTarget(way);
  };
}

/** Reads every site that there is. What comes later has to be applied by the caller. `alive` is called as it goes on. */
export async function loadSites(log: EventLog, alive: () => void = () => {}): Promise<SiteBook> {
  const book = new SiteBook();
  const loaded = new AbortController();
  for await (const { events, caughtUp } of followReference(log, 'site', { signal: loaded.signal })) {
    alive();
    for (const event of events) book.apply(event);
    if (caughtUp) loaded.abort();
  }
  return book;
}
