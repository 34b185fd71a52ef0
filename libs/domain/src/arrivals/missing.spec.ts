import { asRead, type NewEvent } from '@waybill/events';
import { at, SOMEWHERE } from '../shipments/fixtures';
import { type ArrivalsSeen, missingArrivals } from './missing';
import { arrivalsFold, type ShipmentArrivals } from './shipment-arrivals';
import type { Visit } from './visits';

const site = { siteId: 'MUC', name: 'Munich', leadTimeMs: 60 * 60_000 };
const other = { siteId: 'NUE', name: 'Nuremberg', leadTimeMs: 60 * 60_000 };
const nothing = arrivalsFold.initial('arrivals-S1');
const expected = (minutes: number) => ({
  kind: 'expected' as const,
  p10: at(minutes - 5),
  p50: at(minutes),
  p90: at(minutes + 9),
  cause: 'eta',
});
const visit = (from: number, until?: number): Visit => ({
  arrival: { time: at(from), by: 'position', eventIds: [`in@${from}`] },
  ...(until !== undefined && { departure: { time: at(until), by: 'position', eventIds: [`out@${until}`] } }),
});

/** A shipment of which things become known one after the other: the events that tell of each. */
class Inbound {
  state: ShipmentArrivals = nothing;
  readonly ids: string[] = [];

  knowing(change: Partial<ArrivalsSeen>): (string | object)[][] {
    const seen: ArrivalsSeen = {
      ...{ shipmentId: 'S1', bound: { site, by: 'place' }, visits: [], expectation: { kind: 'unknown' }, asOf: at(0) },
      ...change,
    };
    const events = missingArrivals(this.state, seen);
    this.state = events.reduce(
      (state: ShipmentArrivals, event: NewEvent) => arrivalsFold.evolve(state, asRead(event, SOMEWHERE)),
      this.state,
    );
    this.ids.push(...events.map(({ eventId }) => eventId));
    expect(missingArrivals(this.state, seen)).toEqual([]);
    expect(new Set(this.ids).size).toBe(this.ids.length);
    return events.map(({ type, data }) => [type.replace(/^dev\.waybill\.|\.v1$/g, ''), data]);
  }
}
const kinds = (events: (string | object)[][]) => events.map(([kind]) => kind);

describe('what a site is told', () => {
  it('is that a destination belongs to it, once, and to another one when that is so', () => {
    const inbound = new Inbound();
    expect(inbound.knowing({})).toEqual([['destination-bound', { siteId: 'MUC', by: 'place' }]]);
    expect(inbound.knowing({})).toEqual([]);
    expect(inbound.knowing({ bound: { site: other, by: 'place' }, former: site })).toEqual([
      ['destination-bound', { siteId: 'NUE', by: 'place' }],
    ]);
    expect(inbound.knowing({ bound: undefined, former: other })).toEqual([['destination-bound', {}]]);
    expect(new Inbound().knowing({ bound: undefined })).toEqual([]);
  });

  it('is that an arrival is near, that it is not after all, and that it is again', () => {
    const inbound = new Inbound();
    expect(kinds(inbound.knowing({ expectation: expected(90) }))).toEqual(['destination-bound']);
    const near = { siteId: 'MUC', name: 'Munich', announcement: 1, p50: '2026-03-01T00:50:00.000Z', cause: 'eta' };
    expect(inbound.knowing({ expectation: expected(50) })).toEqual([['arriving-soon', expect.objectContaining(near)]]);
    expect(inbound.knowing({ expectation: expected(65) })).toEqual([]);
    expect(inbound.knowing({ expectation: expected(80) })).toEqual([
      ['arrival-withdrawn', { siteId: 'MUC', name: 'Munich', announcement: 1, reason: 'later', p50: '2026-03-01T01:20:00.000Z' }],
    ]);
    expect(inbound.knowing({ expectation: expected(40) })).toEqual([['arriving-soon', expect.objectContaining({ announcement: 2 })]]);
    expect(inbound.knowing({ expectation: { kind: 'not-coming' } })).toEqual([
      ['arrival-withdrawn', { siteId: 'MUC', name: 'Munich', announcement: 2, reason: 'not-coming' }],
    ]);
  });

  it('is that one that was announced goes elsewhere, and is announced there', () => {
    const inbound = new Inbound();
    inbound.knowing({ expectation: expected(50) });
    const moved = inbound.knowing({ expectation: expected(50), bound: { site: other, by: 'place' }, former: site });
    expect(moved).toEqual([
      ['arrival-withdrawn', { siteId: 'MUC', name: 'Munich', announcement: 1, reason: 'other-site' }],
      ['destination-bound', { siteId: 'NUE', by: 'place' }],
      ['arriving-soon', expect.objectContaining({ siteId: 'NUE', announcement: 2 })],
    ]);
  });

  it('is that a shipment came and left, and that it did not', () => {
    const inbound = new Inbound();
    const arrived = { kind: 'arrived' as const };
    expect(kinds(inbound.knowing({ expectation: expected(50) }))).toEqual(['destination-bound', 'arriving-soon']);
    expect(inbound.knowing({ visits: [visit(40)], expectation: arrived })).toEqual([
      ['arrived-at-site', { siteId: 'MUC', name: 'Munich', by: 'position', eventIds: ['in@40'] }],
    ]);
    expect(kinds(inbound.knowing({ visits: [visit(40, 70)], expectation: arrived }))).toEqual(['left-site']);
    expect(kinds(inbound.knowing({ visits: [visit(40)], expectation: arrived }))).toEqual(['site-visit-retracted']);
    expect(kinds(inbound.knowing({ visits: [visit(40, 70)], expectation: arrived }))).toEqual(['left-site']);
    expect(kinds(inbound.knowing({ visits: [visit(45, 70)], expectation: arrived }))).toEqual(['site-visit-retracted', 'arrived-at-site']);
    expect(kinds(inbound.knowing({ visits: [], expectation: expected(50) }))).toEqual([
      'site-visit-retracted',
      'site-visit-retracted',
      'arriving-soon',
    ]);
  });
});
