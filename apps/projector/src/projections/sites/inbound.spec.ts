import { asRead, type EventType, formatInstant, type Instant, type JsonOf, type NewEvent, type StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { arrivalLine, foldInbound } from './inbound';

const minute = (minutes: number): Instant => (Date.UTC(2026, 2, 1) + minutes * 60_000) as Instant;
const muc = { siteId: 'MUC', name: 'Munich' };

/** What was told of the arrivals of one shipment. */
class Log {
  readonly events: StoredEvent[] = [];

  tell<T extends EventType>(type: T, at: number, data: JsonOf<T>): this {
    const revision = this.events.length;
    const position = BigInt(revision + 1);
    const time = formatInstant(minute(at));
    const id = `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
    const metadata = { specversion: '1.0', id, source: 'urn:test', subject: 'shipment:S1', time, recordedtime: time };
    const event = { eventId: id, type, data, metadata } as unknown as NewEvent;
    this.events.push(asRead(event, { stream: 'arrivals-S1', revision, position, preparePosition: position }));
    return this;
  }
}

const passage = { ...muc, by: 'position' as const, eventIds: ['x'] };
const window = (p50: number) => ({
  p10: formatInstant(minute(p50 - 5)),
  p50: formatInstant(minute(p50)),
  p90: formatInstant(minute(p50 + 9)),
});

const story = new Log()
  .tell('dev.waybill.destination-bound.v1', 0, { siteId: 'MUC', by: 'place' })
  .tell('dev.waybill.arriving-soon.v1', 30, { ...muc, announcement: 1, ...window(90), cause: 'x' })
  .tell('dev.waybill.arrived-at-site.v1', 95, passage)
  .tell('dev.waybill.left-site.v1', 120, passage).events;
const rowAfter = (...batches: StoredEvent[][]) =>
  batches.reduce<ReturnType<typeof foldInbound>>((row, batch) => foldInbound('S1', row, batch) ?? row, undefined);

describe('how a shipment comes to its site, as a row', () => {
  it('has since when it is announced, and when it came and left', () => {
    expect(rowAfter(story.slice(0, 2))).toMatchObject({ siteId: 'MUC', announcedAt: minute(30), arrivedAt: null });
    expect(rowAfter(story)).toMatchObject({
      siteId: 'MUC',
      arrivedAt: minute(95),
      leftAt: minute(120),
      revision: 3,
    });
  });

  it('takes back what was taken back, and goes with its destination', () => {
    const log = new Log();
    log.events.push(...story);
    const [, , arrived, left] = story;
    const retract = (event: StoredEvent | undefined) => ({ eventId: event?.eventId ?? '', reason: 'late facts' });
    log.tell('dev.waybill.site-visit-retracted.v1', 130, retract(left));
    expect(rowAfter(log.events)).toMatchObject({ arrivedAt: minute(95), leftAt: null });
    log.tell('dev.waybill.site-visit-retracted.v1', 130, retract(arrived));
    expect(rowAfter(log.events)).toMatchObject({ arrivedAt: null, leftAt: null });
    log.tell('dev.waybill.destination-bound.v1', 131, {});
    expect(rowAfter(log.events)).toMatchObject({ siteId: null, formerSiteId: 'MUC', announcedAt: null });
  });

  it('is the same however its events come in batches, and whatever is repeated', () => {
    const whole = rowAfter(story);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }), (sizes) => {
        const batches: StoredEvent[][] = [];
        for (let at = 0, i = 0; at < story.length; i += 1) {
          batches.push(story.slice(Math.max(0, at - 1), at + (sizes[i] ?? 1)));
          at += sizes[i] ?? 1;
        }
        expect(rowAfter(...batches)).toEqual(whole);
      }),
    );
  });

  it('is told on the timeline', () => {
    const kinds = story.map((event) => (arrivalLine('S1', event).entry as { kind: string } | null)?.kind);
    expect(kinds).toEqual([undefined, 'arriving-soon', 'arrived-at-site', 'left-site']);
  });
});
