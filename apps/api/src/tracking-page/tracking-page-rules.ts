import { DEPLOYMENTS_PAGE, ruleOf, TRACKING_PAGE, type TrackingPageState } from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { type StoredEvent, type TrackingPageRule, trackingPageStream } from '@waybill/events';
import { retryLater } from '../http/problem';
import type { Book } from '../reference/follow-into-memory';

/** Where it cannot be said what customers may see, they see as little as there is. */
const SHOWS_LEAST: TrackingPageRule = { shows: { map: [], window: [], town: [] } };

/** The customers' page as one log has it. */
export class TrackingPageBook implements Book {
  private state: TrackingPageState = TRACKING_PAGE.fold.initial(trackingPageStream(DEPLOYMENTS_PAGE));
  private revision = -1;
  private isUnreadable = false;

  /** Takes over an event, unless it, or a later one, was heard before. */
  apply(event: StoredEvent): void {
    if (event.stream !== trackingPageStream(DEPLOYMENTS_PAGE) || event.revision <= this.revision) return;
    this.revision = event.revision;
    this.state = TRACKING_PAGE.fold.evolve(this.state, event);
  }

  close(): void {
    this.isUnreadable = true;
  }

  get rule(): TrackingPageRule {
    return this.isUnreadable ? SHOWS_LEAST : ruleOf(this.state);
  }
}

/** What customers see in this deployment, and how it looks; in memory, as the log has it. */
export class TrackingPageRules {
  private book: TrackingPageBook | undefined;

  constructor(private readonly log: EventLog) {}

  /** From now on it is as the log has it, and as it comes to be. */
  take(book: TrackingPageBook): void {
    this.book = book;
  }

  /** The rule that holds. @throws Problem until the log was read: nothing may be shown that was to be hidden */
  get current(): TrackingPageRule {
    if (!this.book) throw retryLater('store-unavailable', 'Ask again; what customers may see is still being loaded.');
    return this.book.rule;
  }

  /** The same, also before the log was read: until then as little is shown as there is. */
  get currentOrLeast(): TrackingPageRule {
    return this.book?.rule ?? SHOWS_LEAST;
  }

  /** As the log has it now: a change that was just made here is to be seen in the next answer. */
  async refresh(): Promise<void> {
    for await (const event of this.log.read(trackingPageStream(DEPLOYMENTS_PAGE))) this.book?.apply(event);
  }
}
