import { coarse, customerPage, plannedWindow } from './customer-view';
import { pageOf } from './customer-view-fixtures';
import { at, milestone } from './fixtures';

const secret = { rawCode: 'CANARY', reason: 'CANARY', note: 'CANARY', source: 'urn:CANARY', id: 'CANARY', eventId: 'CANARY' };
const inUlm = { city: 'Ulm', country: 'DE', name: 'CANARY', unlocode: 'CANARY', latitude: 48.4, longitude: 9.99, street: 'CANARY' };
const live = { latitude: 50.941357, longitude: -6.958349, time: at(90.5), eventId: 'CANARY', source: 'CANARY', accuracyMetres: 3 };
const pickedUp = milestone('PICKED_UP', 0, { ...secret, location: inUlm });

describe("the customer's view", () => {
  it('is these bytes', () => {
    expect(pageOf([milestone('DEPARTED_HUB', 60), pickedUp], plannedWindow(at(600)), live)).toBe(
      '{"status":"IN_TRANSIT","phase":"moving","milestones":[' +
        '{"milestone":"PICKED_UP","time":"2026-03-01T00:00:00.000Z","location":{"city":"Ulm","country":"DE"}},' +
        '{"milestone":"DEPARTED_HUB","time":"2026-03-01T01:00:00.000Z","location":null}],' +
        '"arrivalWindow":{"earliest":"2026-03-01T10:00:00.000Z","latest":"2026-03-01T10:00:00.000Z"},' +
        '"liveLocation":{"latitude":50.94,"longitude":-6.96,"time":"2026-03-01T01:30:00.000Z"},"deliveredAt":null}',
    );
  });

  it('is the same whatever the order in which facts came', () => {
    const milestones = [pickedUp, milestone('DEPARTED_HUB', 60), milestone('ARRIVED_AT_HUB', 60)];
    expect(pageOf(milestones.toReversed())).toBe(pageOf(milestones));
  });

  it.each(['DELIVERED', 'RETURNED', 'CANCELLED', 'LOST'] as const)('shows no place and no window after %s', (name) => {
    const view = JSON.parse(pageOf([pickedUp, milestone(name, 60)], plannedWindow(at(600)), live));
    expect(view).toMatchObject({ status: name, liveLocation: null, arrivalWindow: null });
    expect(view.deliveredAt).toBe(name === 'DELIVERED' ? '2026-03-01T01:00:00.000Z' : null);
  });

  it('leaves out estimates, wrong clocks and remarks', () => {
    const milestones = [
      milestone('DELIVERED', 60, { classifier: 'EST' }),
      milestone('DELIVERED', 60, { recordedTime: at(0) }),
      milestone('CARRIER_NOTE', 0),
      milestone('ETA_UPDATED', 0),
    ];
    expect(JSON.parse(pageOf(milestones))).toMatchObject({ status: 'CREATED', milestones: [], liveLocation: null });
  });

  it('tells the same news from two sources once', () => {
    const twice = [pickedUp, { ...pickedUp, eventId: 'other', source: 'urn:aggregator' }];
    expect(JSON.parse(pageOf(twice)).milestones).toHaveLength(1);
  });

  it('holds nothing else', () => {
    const milestones = [
      pickedUp,
      milestone('DAMAGED', 70, { ...secret, eventId: 'x', location: { name: 'CANARY', latitude: 48.401, longitude: 9.987 } }),
    ];
    expect(pageOf(milestones, null, live)).not.toMatch(/CANARY|48\.4|9\.98|accuracy|source|eventId|recorded/);
  });

  it('takes what a text holds for text', () => {
    const city = '"milestones":[] "liveLocation":null $&';
    const status = JSON.stringify({ status: 'CREATED', milestones: [], liveLocation: null });
    const line = JSON.stringify({ location: { city } });
    expect(JSON.parse(customerPage({ status, milestones: [line], liveLocation: '{"latitude":1}', arrivalWindow: null }))).toEqual({
      ...{ status: 'CREATED', milestones: [{ location: { city } }] },
      liveLocation: { latitude: 1 },
    });
  });

  it('rounds to about a kilometre', () => {
    expect([coarse(50.945), coarse(-0.004), coarse(179.999), coarse(-89.996)]).toEqual([50.95, 0, 180, -90]);
  });
});
