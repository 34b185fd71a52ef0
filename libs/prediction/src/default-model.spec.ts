import { etaPlanOf, modelDigest, modelFor, predict, roadTrips } from '@waybill/domain';
import { instantAt } from '@waybill/events';
import { defaultModel } from './default-model';
import { DEFAULT_MODEL } from './default-model.data';
import { fitsAnEvent } from './models';

/** Written down by hand when `npm run eta:default` has made another one: what ships is never another one by accident. */
const DIGEST = '7d92c4fca2fa2d89c6b005b41f0375418d75970559881f704b526b422e8744c8';

describe('the default model', () => {
  it('is the one that was tried, says what it was trained on, and fits an event', () => {
    const model = defaultModel();
    expect(modelDigest(model)).toBe(DIGEST);
    expect(model).toMatchObject({ version: 'default', trained: { trips: 1_200, modes: ['road'] } });
    expect(fitsAnEvent(model)).toBe(true);
    expect(DEFAULT_MODEL.length).toBeLessThan(900 * 1024);
  });

  it('knows nobody by name', () => {
    const { experience, nearness, biases } = defaultModel();
    const names = [...Object.values(experience), nearness, biases].flatMap((effects) => Object.keys(effects));
    expect(names.every((name) => /^(mode:road(\/\d+)?|moving|estimate|plan|schedule|history)$/.test(name))).toBe(true);
  });

  it('predicts what goes by road, and leaves other modes to what is said without learning', () => {
    const [trip] = roadTrips(99, 1);
    const [asOf] = trip?.times ?? [];
    if (!trip || asOf === undefined) throw new Error('no trip');
    expect(predict(trip.facts, trip.plan, defaultModel(), asOf)?.modelVersion).toBe('default');
    expect(modelFor('sea', defaultModel()).version).toBe('untrained');
    const { origin, destination } = trip.plan.watch;
    const bySea = etaPlanOf({ origin, destination, mode: 'sea', plannedArrival: instantAt(Date.UTC(2027, 0)) });
    expect(predict([], bySea, defaultModel(), asOf)?.modelVersion).toBe('untrained');
  });
});
