import { SHIPMENT_STATUSES, TRACKING_STAGES } from '@waybill/events';
import { isTerminal } from '../shipments';
import { contrast, pictureType, trackingPageFaults } from './faults';
import { DEFAULT_TRACKING_PAGE, shownBy, stageOf } from './rule';

const view = {
  status: 'IN_TRANSIT' as const,
  milestones: [{ milestone: 'PICKED_UP', location: { city: 'Ulm' } }],
  arrivalWindow: { from: 'a', to: 'b' },
  liveLocation: { latitude: 1 },
};

describe('what customers see', () => {
  it('is everything, as long as nothing else was said', () => {
    for (const status of SHIPMENT_STATUSES.filter((one) => !isTerminal(one)))
      expect(shownBy(DEFAULT_TRACKING_PAGE, { ...view, status })).toEqual({ ...view, status });
    for (const status of SHIPMENT_STATUSES) expect(shownBy(DEFAULT_TRACKING_PAGE, { ...view, status }).milestones).toEqual(view.milestones);
  });

  it.each([
    ['map', { liveLocation: null }],
    ['window', { arrivalWindow: null }],
    ['town', { milestones: [{ milestone: 'PICKED_UP', location: null }] }],
  ])('is no %s at the stages at which the rule does not show it', (part, missing) => {
    const rule = { shows: { ...DEFAULT_TRACKING_PAGE.shows, [part]: TRACKING_STAGES.filter((stage) => stage !== 'under-way') } };
    expect(shownBy(rule, view)).toEqual({ ...view, ...missing });
    expect(shownBy(rule, { ...view, status: 'OUT_FOR_DELIVERY' as const })).toMatchObject({ milestones: view.milestones });
  });

  it('ends with the journey', () => {
    expect(SHIPMENT_STATUSES.filter((status) => stageOf(status) === 'ended')).toEqual(SHIPMENT_STATUSES.filter(isTerminal));
  });
});

describe('a rule that cannot be read well, or shown', () => {
  it('is told by the contrast of its colours', () => {
    expect([contrast('#000000', '#ffffff'), contrast('#777777', '#777777')]).toEqual([21, 1]);
    // The darkest grey that fails on white, and the next one, by the WCAG's own calculation.
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(trackingPageFaults({ colours: { band: '#767676', text: '#ffffff' } })).toEqual([]);
    expect(trackingPageFaults({ colours: { band: '#777777', text: '#ffffff' } })).toEqual([
      { path: ['colours'], message: 'must have a contrast of at least 4.5, not 4.4' },
    ]);
  });

  it.each([
    ['iVBORw0KGgoAAAANSUhEUgAA', 'image/png'],
    ['/9j/4AAQSkZJRgABAQAAAQABAAA=', 'image/jpeg'],
    ['UklGRv+jEQJXRUJQVlA4TA==', 'image/webp'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64'), undefined],
    [Buffer.from('<!doctype html>').toString('base64'), undefined],
    ['iVBORw0KGgo"><script>', undefined],
    ['iVBORw0KGgoA=', undefined],
    ['', undefined],
  ])('%# is told by what a picture begins with', (logo, type) => {
    expect(pictureType(logo)).toBe(type);
    expect(trackingPageFaults({ logo }).map(({ path }) => path)).toEqual(type ? [] : [['logo']]);
  });
});
