import { asRead, type EventType, formatInstant, type Instant, type JsonOf, type NewEvent, type StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { arrivalLine, foldInbound } from './inbound';

const minute = (minutes: number): Instant => (Date.UTC(2026, 2, 1) + minutes * 60_000) as Instant;
const muc = { siteId: 'MUC', name: 'Munich' };

/** Events of one shipment in the order of the log, each with its place in its stream. */
class Log {
  readonly events: StoredEvent[] = [];

  tell<T extends EventType>(stream: 'arrivals-S1' | 'eta-S1', type: T, at: number, data: JsonOf<T>): this {
    const revision = this.events.filter((event) => event.stream === stream).length;
    const position = BigInt(this.events.length + 1);
    const time = formatInstant(minute(at));
    const id = `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
    const metadata = { specversion: '1.0', id, source: 'urn:test', subject: 'shipment:S1', time, recordedtime: time };
    const event = { eventId: id, type, data, metadata } as unknown as NewEvent;
    this.events.push(asRead(event, { stream, revision, position, preparePosition: position }));
    return this;
  }
}

const passage = { ...muc, by: 'position' as const, eventIds: ['x'] };
const window = (p50: number) => ({
  p10: formatInstant(minute(p50 - 5)),
  p50: formatInstant(minute(p50)),
  p90: formatInstant(minute(p50 + 9)),
});
const eta = (p50: number) => ({
  ...window(p50),
  ...{ basis: 'moving' as const, baselines: {}, reasons: [], cause: 'x', modelVersion: '1', hoursOut: 1, late: false },
});

const story = new Log()
  .tell('eta-S1', 'dev.waybill.eta-recalculated.v1', 0, eta(90))
  .tell('arrivals-S1', 'dev.waybill.destination-bound.v1', 0, { siteId: 'MUC', by: 'place' })
  .tell('arrivals-S1', 'dev.waybill.arriving-soon.v1', 30, { ...muc, announcement: 1, ...window(90), cause: 'x' })
  .tell('arrivals-S1', 'dev.waybill.arrived-at-site.v1', 95, passage)
  .tell('eta-S1', 'dev.waybill.eta-ended.v1', 96, { ending: 'arrived', cause: 'x', late: false })
  .tell('arrivals-S1', 'dev.waybill.left-site.v1', 120, passage).events;
const rowAfter = (...batches: StoredEvent[][]) =>
  batches.reduce<ReturnType<typeof foldInbound>>((row, batch) => foldInbound('S1', row, batch) ?? row, undefined);

describe('how a shipment comes to its site, as a row', () => {
  it('has when it is expected, since when it is announced, and when it came and left', () => {
    expect(rowAfter(story.slice(0, 1))).toMatchObject({ siteId: null, p50: minute(90) });
    expect(rowAfter(story.slice(0, 3))).toMatchObject({ siteId: 'MUC', announcedAt: minute(30), arrivedAt: null });
    expect(rowAfter(story)).toMatchObject({
      siteId: 'MUC',
      p50: null,
      arrivedAt: minute(95),
      leftAt: minute(120),
      revision: 3,
      etaRevision: 1,
    });
  });

  it('takes back what was taken back, and goes with its destination', () => {
    const log = new Log();
    log.events.push(...story);
    const [, , , arrived, , left] = story;
    const retract = (event: StoredEvent | undefined) => ({ eventId: event?.eventId ?? '', reason: 'late facts' });
    log.tell('arrivals-S1', 'dev.waybill.site-visit-retracted.v1', 130, retract(left));
    expect(rowAfter(log.events)).toMatchObject({ arrivedAt: minute(95), leftAt: null });
    log.tell('arrivals-S1', 'dev.waybill.site-visit-retracted.v1', 130, retract(arrived));
    expect(rowAfter(log.events)).toMatchObject({ arrivedAt: null, leftAt: null });
    log.tell('arrivals-S1', 'dev.waybill.destination-bound.v1', 131, {});
    expect(rowAfter(log.events)).toMatchObject({ siteId: null, formerSiteId: 'MUC', announcedAt: null });
  });

  it('is the same however its events come in batches, and whatever is repeated', () => {
    const whole = rowAfter(story);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }), (sizes) => {
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
    const kinds = story
      .filter(({ stream }) => stream === 'arrivals-S1')
      .map((event) => (arrivalLine('S1', event).entry as { kind: string } | null)?.kind);
    expect(kinds).toEqual([undefined, 'arriving-soon', 'arrived-at-site', 'left-site']);
  });
});
