import { customerPageParts, type Queryable } from '@waybill/read-model';
import type { ChangeFeed, Follower } from '../stream/change-feed';
import type { Listener } from '../stream/listener';
import type { Schemas } from '../stream/row-changes';
import type { TrackingPageRules } from '../tracking-page/tracking-page-rules';
import { shownShipment } from './shown-shipment';

/** A family looks at one link, or a team. */
const MOST_OF_A_LINK = 20;
/** Each costs some kilobytes; beyond, pages ask now and then instead. */
const MOST_IN_ALL = 10_000;
/** Links that are read again with each look although nothing is known to have changed: their shipment may have been erased, or the rule be another. */
const READ_IN_TURN = 20;

const PAGE = 'page';

/** The open streams of one tracking link. */
interface FollowedLink {
  /** Undefined until it was read. */
  shipmentId?: string;
  /** With the entity tag of what each was told last; undefined: nothing yet. */
  readonly listeners: Map<Listener, string | undefined>;
}

/** Tells customers what their page shows as it changes: each whole, and one look-up for all of them. */
export class CustomerStreams implements Follower {
  private readonly links = new Map<string, FollowedLink>();
  private count = 0;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly rules: TrackingPageRules,
  ) {
    feed.attach(this);
  }

  get isFollowing(): boolean {
    return this.links.size > 0;
  }

  /** Whether another stream may be opened with a link. */
  hasRoomFor(linkId: string): boolean {
    return this.count < MOST_IN_ALL && (this.links.get(linkId)?.listeners.size ?? 0) < MOST_OF_A_LINK;
  }

  /** With the next look the listener is told how it is now, unless it has just that. @param known entity tag of what it has */
  join(linkId: string, listener: Listener, known: string | undefined): void {
    const link = this.links.get(linkId) ?? { listeners: new Map() };
    this.links.set(linkId, link);
    link.listeners.set(listener, known);
    this.count += 1;
    this.feed.wake();
  }

  leave(linkId: string, listener: Listener): void {
    const link = this.links.get(linkId);
    if (!link?.listeners.delete(listener)) return;
    this.count -= 1;
    if (link.listeners.size === 0) this.links.delete(linkId);
  }

  async look(database: Queryable, schemas: Schemas, changed: ReadonlySet<string> | undefined): Promise<void> {
    const linkIds = [...new Set([...this.concerned(changed), ...this.inTurn()])];
    const pages = await customerPageParts(database, schemas, linkIds);
    const rule = this.rules.currentOrLeast;
    for (const linkId of linkIds) {
      const link = this.links.get(linkId);
      const page = pages.get(linkId);
      if (link && page) this.tell(link, page.shipmentId, shownShipment(page, rule));
      else if (link) this.close(linkId, link);
    }
  }

  flush(now: number): void {
    for (const [linkId, { listeners }] of this.links)
      for (const listener of [...listeners.keys()]) {
        if (!listener.flush(now)) listener.drop();
        if (!listener.isOpen) this.leave(linkId, listener);
      }
  }

  end(): void {
    for (const { listeners } of this.links.values()) for (const listener of listeners.keys()) listener.end();
  }

  private concerned(changed: ReadonlySet<string> | undefined): string[] {
    const isConcerned = ({ shipmentId }: FollowedLink): boolean => !changed || shipmentId === undefined || changed.has(shipmentId);
    return [...this.links].filter(([, link]) => isConcerned(link) || [...link.listeners.values()].includes(undefined)).map(([id]) => id);
  }

  /** A map keeps the order in which its entries were put in: those that were read go to its end. */
  private inTurn(): string[] {
    const next = [...this.links].slice(0, READ_IN_TURN);
    for (const [linkId, link] of next) {
      this.links.delete(linkId);
      this.links.set(linkId, link);
    }
    return next.map(([linkId]) => linkId);
  }

  private tell(link: FollowedLink, shipmentId: string, { body, etag }: { readonly body: string; readonly etag: string }): void {
    link.shipmentId = shipmentId;
    for (const [listener, told] of link.listeners) {
      if (told === etag) continue;
      listener.tell([{ about: PAGE, text: `event: page\ndata: ${body}\n` }], etag);
      link.listeners.set(listener, etag);
    }
  }

  /** The link leads to nothing any more. */
  private close(linkId: string, { listeners }: FollowedLink): void {
    for (const listener of [...listeners.keys()]) {
      listener.tell([{ about: PAGE, text: 'event: gone\ndata: {}\n' }], '');
      listener.finish();
      this.leave(linkId, listener);
    }
  }
}
