import type { ExceptionFilter, ShipmentFilter } from '@waybill/read-model';
import type { Listener, Message } from './listener';
import { type ChangedRow, type GoneRow, goneText, type Topic } from './row-changes';

/** What a client wants to hear of. */
export interface Interest {
  readonly topics: readonly Topic[];
  readonly shipments: ShipmentFilter;
  readonly exceptions: ExceptionFilter;
  /** What comes to this site alone; to all when absent. */
  readonly inbound: { readonly siteId?: string };
  /** Of these alone; of all when empty. */
  readonly shipmentIds: readonly string[];
}

/** Topics whose rows a filter chooses from. */
export type Filtered = Exclude<Topic, 'inbound'>;

const isSet = (filter: object): boolean => Object.values(filter).some((value) => value !== undefined);

/** All who want to hear of the same: what fits their filters is found out once for all of them. */
export class Audience {
  readonly listeners = new Set<Listener>();
  /** Rows that fit a filter, or may be shown by a client for which they did: only of those it is told that they are gone. */
  private readonly shown = new Map<Topic, Set<string> | undefined>();

  constructor(readonly interest: Interest) {}

  hears(topic: Topic): boolean {
    return this.interest.topics.includes(topic);
  }

  /** Whether a filter chooses among the rows of a topic. */
  isFiltered(topic: Topic): topic is Filtered {
    return topic !== 'inbound' && this.hears(topic) && isSet(this.interest[topic]);
  }

  /** Whether it has to be asked first what its clients may show. Of single shipments it is not kept: they are few. */
  lacks(topic: Filtered): boolean {
    return this.isFiltered(topic) && this.interest.shipmentIds.length === 0 && !this.shown.has(topic);
  }

  /** @param shown undefined when they are too many: all then may be shown */
  show(topic: Filtered, shown: Set<string> | undefined): void {
    this.shown.set(topic, shown);
  }

  /** Its clients read anew: what they may show then has to be asked again. */
  forget(): void {
    this.shown.clear();
  }

  /**
   * What changed rows mean to it.
   * @param fits those that fit its filter; all when absent
   * @param isNew of listeners that have just come: whatever fits no more, they may show
   */
  messages(topic: Topic, rows: readonly ChangedRow[], fits: ReadonlySet<string> | undefined, isNew: boolean): Message[] {
    const shown = this.shown.get(topic);
    return rows.flatMap(({ id, text }) => {
      if (!fits || fits.has(id)) {
        shown?.add(id);
        return [{ about: `${topic} ${id}`, text }];
      }
      const wasShown = !shown || shown.delete(id);
      return wasShown || isNew ? [goneMessage(topic, id)] : [];
    });
  }

  /** Rows that were erased, or left their site. */
  gone(topic: Topic, rows: readonly GoneRow[]): Message[] {
    for (const { id } of rows) this.shown.get(topic)?.delete(id);
    return rows.map(({ id }) => goneMessage(topic, id));
  }
}

const goneMessage = (topic: Topic, id: string): Message => ({ about: `${topic} ${id}`, text: goneText(topic, id) });
