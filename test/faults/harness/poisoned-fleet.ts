import { type EventLog, NO_STREAM } from '@waybill/event-store';
import { shipmentStream } from '@waybill/events';
import type { ReadDatabase } from '@waybill/read-model';
import { ping, registered, type StoryEvent } from '../../support/shipment-story';
import { chanceFor } from './chance';

/** Poison made on purpose: a rule of the table that one place on earth breaks. Dropping the rule is the fix. */
const POISON = 13.37;
const SPOIL = `alter table shipments_v1.position add constraint poison check (latitude <> ${POISON}) not valid`;
const MEND = 'alter table shipments_v1.position drop constraint poison';
const SPOILT = `select from pg_constraint where conname = 'poison'`;
const WRITES_AT_ONCE = 32;
/** One poisoned shipment in so many gets its poison discarded instead of retried. */
const DISCARDED = 5;

interface Size {
  readonly shipments: number;
  readonly poisoned: number;
}

/** Shipments that report by turns; some of them send what their processor cannot take. Always the same for one seed. */
export class PoisonedFleet {
  static readonly PER_SHIPMENT = 5;
  /** Once more after the last poison, so that something waits behind it. */
  static readonly TIMES = PoisonedFleet.PER_SHIPMENT + 1;
  /** In every row of a poisoned shipment. */
  static readonly MARK = 'POISONED';

  constructor(
    private readonly log: EventLog,
    private readonly seed: number,
    private readonly size: Size,
  ) {}

  /** Poisoned shipments whose poison is discarded, and those that are retried. */
  get fates(): { readonly discarded: string[]; readonly retried: string[] } {
    const ids = Array.from({ length: this.size.shipments }, (_, n) => n).filter((n) => this.isPoisoned(n));
    const ofFate = (isDiscarded: boolean) => ids.filter((_, n) => (n % DISCARDED === 0) === isDiscarded).map((n) => this.shipmentId(n));
    return { discarded: ofFate(true), retried: ofFate(false) };
  }

  static async spoil(database: ReadDatabase): Promise<void> {
    if ((await database.query(SPOILT)).length === 0) await database.query(SPOIL);
  }

  static async mend(database: ReadDatabase): Promise<void> {
    await database.query(MEND);
  }

  register(): Promise<bigint> {
    return this.append(0, this.size.shipments, (n) => ({ expected: NO_STREAM, story: [registered(this.shipmentId(n))] }));
  }

  /** So many shipments report, the `time`-th time, from number `first` on. Answers the position of the last event. */
  report(time: number, first: number, count: number): Promise<bigint> {
    return this.append(first, count, (n) => {
      const shipmentId = this.shipmentId(n);
      const at = time * 10;
      const sound = ping({ shipmentId, at, latitude: 50 + chanceFor(this.seed, shipmentId, time).next(), longitude: 10 });
      if (!this.isPoisoned(n)) return { expected: time, story: [sound] };
      const poison = ping({ shipmentId, at: at - 1, latitude: POISON, longitude: 10 });
      return { expected: time * 2, story: time < PoisonedFleet.PER_SHIPMENT ? [poison, sound] : [sound] };
    });
  }

  private async append(first: number, count: number, of: (n: number) => { expected: number; story: StoryEvent[] }): Promise<bigint> {
    let next = first;
    let last = -1n;
    const writer = async (): Promise<void> => {
      for (let n = next++; n < first + count; n = next++) {
        const { expected, story } = of(n);
        const events = story.map(({ event }) => event);
        const { position } = await this.log.append(shipmentStream(this.shipmentId(n)), expected, events, 60_000);
        if (position > last) last = position;
      }
    };
    await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writer));
    return last;
  }

  private isPoisoned(n: number): boolean {
    return n % Math.floor(this.size.shipments / this.size.poisoned) === 0;
  }

  private shipmentId(n: number): string {
    return `${this.isPoisoned(n) ? PoisonedFleet.MARK : 'SOUND'}-${n}`;
  }
}
