import { effectiveFacts } from './effective';
import { stored } from './fixtures';

const scan = stored('dev.waybill.item-scanned.v1', 0, { milestone: 'DELIVERED' });
const retract = (id: string) => stored('dev.waybill.fact-retracted.v1', 1, { eventId: scan.eventId, reason: 'wrong' }, { id });
const reinstate = stored('dev.waybill.fact-reinstated.v1', 2, { eventId: scan.eventId, reason: 'reattributed' });

describe('facts that count', () => {
  it.each([
    ['all, when none was taken back', [scan], true, undefined],
    ['not a retracted one', [scan, retract('r')], false, 'event:r'],
    ['not one that comes again after its retraction', [retract('r'), scan], false, 'event:r'],
    ['a reinstated one', [scan, retract('r'), reinstate], true, undefined],
    ['not one that was retracted again', [scan, retract('r'), reinstate, retract('s')], false, 'event:s'],
  ])('%s', (_name, events, counts, by) => {
    const effective = effectiveFacts(events);
    expect(effective.events).toEqual(counts ? [scan] : []);
    expect(effective.retractedBy.get(scan.eventId)).toBe(by);
  });
});
