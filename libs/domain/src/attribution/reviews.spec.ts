import { identifierStream, type StoredEvent, shipmentStream } from '@waybill/events';
import { ModelLog, Process } from './processes-fixtures';
import { EVERYTHING, Reviews, recordedSince } from './reviews';
import { sameFact } from './same-fact';
import { assign, BOX, load, mount, quarter, register, type StoryStep, V } from './story-fixtures';

const event = (stream: string, revision: number) => ({ stream, revision }) as StoredEvent;

describe('reviews', () => {
  it('go through each stream once, for all that asked', () => {
    const reviews = new Reviews();
    for (const shipmentIds of [['S1'], ['S2'], ['S1', 'S3']]) {
      reviews.add({ kind: 'lacking', identifier: V, shipmentIds }, event('shipment-S1', 4));
      reviews.add({ kind: 'doubted', identifier: V, shipmentIds }, event('identifier-booking~B', 4));
    }
    reviews.add({ kind: 'doubted', identifier: BOX, shipmentIds: ['S1'] }, event('identifier-booking~B', 5));
    expect(reviews.ofNames.map(({ shipmentIds }) => [...shipmentIds])).toEqual([['S1', 'S2', 'S3']]);
    expect(reviews.ofShipments.map(({ shipmentId, names }) => [shipmentId, [...names.keys()]])).toEqual([
      ['S1', ['vehicle:V', 'container:BOX']],
      ['S2', ['vehicle:V']],
      ['S3', ['vehicle:V']],
    ]);
  });

  it('end before an event of the same stream: what comes behind it is dealt with as it comes', () => {
    const reviews = new Reviews();
    reviews.add({ kind: 'lacking', identifier: V, shipmentIds: ['S1'] }, event(identifierStream(V), 3));
    reviews.add({ kind: 'doubted', identifier: V, shipmentIds: ['S1', 'S2'] }, event(shipmentStream('S1'), 7));
    expect(reviews.ofNames.map(({ before }) => before)).toEqual([3]);
    expect(reviews.ofShipments.map(({ before }) => before)).toEqual([7, EVERYTHING]);
    reviews.add({ kind: 'lacking', identifier: V, shipmentIds: ['S1'] }, event('shipment-S1', 1));
    expect(reviews.ofNames.map(({ before }) => before)).toEqual([EVERYTHING]);
  });
});

describe('reports that shipments may lack', () => {
  const minutes = (count: number) => count * 60_000;
  const since = (...story: readonly Extract<StoryStep, { kind: 'decision' }>[]) => {
    const log = new ModelLog();
    for (const { stream, event: decided, unit } of story) {
      log.append(stream, [decided]);
      if (unit) log.append(identifierStream(unit), [sameFact(identifierStream(unit), decided)]);
    }
    return new Process(log).resolve((known) => recordedSince({ identifier: V, shipmentIds: new Set(['S1']) }, known));
  };
  type Decision = Extract<StoryStep, { kind: 'decision' }>;
  const registered = register('S1') as Decision;
  const loaded = load('S1', V, 4) as Decision;

  it('were recorded after the first load, but for the difference of two clocks', () => {
    expect(since(registered, loaded)).toBe(quarter(4) - minutes(10));
  });

  it('can be of any time when the shipment holds a name that the unit speaks for', () => {
    expect(since(registered, loaded, assign(BOX, 'S1') as Decision)).toBe(quarter(4) - minutes(10));
    expect(since(registered, loaded, assign(BOX, 'S1') as Decision, mount(BOX, V, 2) as Decision)).toBe(Number.NEGATIVE_INFINITY);
  });
});
