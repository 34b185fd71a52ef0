import type { Identifier } from '@waybill/events';
import { type Settlement, type Standing, settlement, settlementIn, standingOf } from './settlement';

const booking: Identifier = { scheme: 'booking', value: 'B' };
const vehicle: Identifier = { scheme: 'vehicle', value: 'V' };
const park: Settlement = { kind: 'park' };
const give = (shipmentId: string): Settlement => ({ kind: 'give', shipmentId });
const take = (shipmentId: string): Settlement => ({ kind: 'take', shipmentId });
const met = (standing: Standing, shipmentId = 'S1') => ({ shipmentId, standing });

describe('a report in the stream of a name', () => {
  it.each<[string, Identifier, Standing, string[], Settlement[]]>([
    ['is given to the shipments that it concerns', vehicle, 'counts', ['S1', 'S2'], [give('S1'), give('S2')]],
    ['waits when it concerns none', booking, 'counts', [], []],
    ['is parked when it is nowhere and concerns none', booking, 'absent', [], [park]],
    ['is not parked when a shipment holds the name', booking, 'absent', ['S1'], [give('S1')]],
    ['is kept for a unit whatever is aboard', vehicle, 'absent', ['S1'], [park, give('S1')]],
    ['concerns none when a person withdrew it there', vehicle, 'withdrawn', ['S1'], []],
  ])('%s', (_, identifier, kept, targets, steps) => {
    expect(settlement({ identifier, kept }, targets)).toEqual(steps);
  });
});

describe('a report in the stream of a shipment', () => {
  it.each<[string, Identifier, Standing, Standing, string[], Settlement[]]>([
    ['stays where it belongs', booking, 'absent', 'counts', ['S1'], []],
    ['makes no copies for others while it belongs there', vehicle, 'counts', 'counts', ['S1', 'S2'], []],
    ['is given back when it was moved and belongs there after all', booking, 'absent', 'moved', ['S1'], [give('S1')]],
    ['is with the new holder before it is taken away', booking, 'absent', 'counts', ['S2'], [give('S2'), take('S1')]],
    ['is parked before it is taken away when no shipment holds the name', booking, 'absent', 'counts', [], [park, take('S1')]],
    ['is only taken away when it is kept for the unit', vehicle, 'counts', 'counts', [], [take('S1')]],
    ['is left alone when it was moved before', booking, 'absent', 'moved', ['S2'], []],
    ['goes nowhere when a person withdrew it', booking, 'absent', 'withdrawn', ['S2'], []],
    ['is taken away when a person withdrew it for the unit', vehicle, 'withdrawn', 'counts', ['S1', 'S2'], [take('S1')]],
    ['is not given back when a person withdrew it for the unit', vehicle, 'withdrawn', 'moved', ['S1'], []],
  ])('%s', (_, identifier, kept, standing, targets, steps) => {
    expect(settlement({ identifier, kept, met: met(standing) }, targets)).toEqual(steps);
  });
});

describe('in one stream', () => {
  it.each<[Standing, boolean, ReturnType<typeof settlementIn>]>([
    ['absent', true, 'copy'],
    ['absent', false, 'nothing'],
    ['counts', true, 'nothing'],
    ['counts', false, 'retract'],
    ['moved', true, 'reinstate'],
    ['moved', false, 'nothing'],
    ['withdrawn', true, 'nothing'],
    ['withdrawn', false, 'nothing'],
  ])('a report that is %s and belongs there (%s) leads to %s', (standing, belongs, done) => {
    expect(settlementIn(standing, belongs)).toBe(done);
  });

  it('a report stands as its last retraction says', () => {
    const retracted = { a: 'person', b: 'attribution' } as const;
    expect(['a', 'b', 'c'].map((eventId) => standingOf(eventId, true, retracted))).toEqual(['withdrawn', 'moved', 'counts']);
    expect(standingOf('a', false, retracted)).toBe('absent');
  });
});
