import { detectionFactOf, geofenceOf, indexFences, initialDetection } from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import { formatInstant } from '@waybill/events';
import fc from 'fast-check';
import { type Earlier, remember, resume, statesBefore } from './earlier';
import { derive, follow, newlyWatched, type Watched } from './watched';

const START = Date.UTC(2026, 2, 1);
const at = (minutes: number): string => formatInstant((START + minutes * 60_000) as Instant);
const event = (revision: number, type: string, minutes: number, data: object, came = minutes): StoredEvent =>
  ({
    eventId: `event:${revision}`,
    type: `dev.waybill.${type}.v1`,
    stream: 'shipment-S',
    revision,
    data,
    metadata: {
      specversion: '1.0',
      id: `${revision}`,
      source: 'urn:device',
      subject: 'shipment:S',
      time: at(minutes),
      recordedtime: at(came),
    },
  }) as unknown as StoredEvent;

const plan = { shipmentId: 'S', mode: 'road', origin: { latitude: 51, longitude: 9 }, destination: { latitude: 51, longitude: 12 } };
const begun = [event(0, 'shipment-registered', 0, { ...plan, identifiers: [] }), event(1, 'item-scanned', 1, { milestone: 'IN_TRANSIT' })];
const yard = geofenceOf('yard', [
  {
    revision: 0,
    from: START as Instant,
    terms: {
      name: 'yard',
      rule: 'no-entry',
      geometry: { type: 'Circle', centre: { latitude: 51, longitude: 9.3 }, radiusMetres: 3_000 },
    },
  },
]);
const fences = { index: indexFences([yard]), fence: () => yard };

/** What the whole stream says. */
const anew = (events: readonly StoredEvent[]): Watched => {
  const facts = events.flatMap((one) => detectionFactOf(one) ?? []);
  return derive({ plan: plan as never, facts, retracted: new Set(), revision: events.length - 1 }, fences);
};

/** A fix every two minutes, some of which come late: so many fixes later. */
const arrivals = fc
  .array(fc.record({ late: fc.constantFrom(0, 0, 0, 0, 0, 1, 4, 30), east: fc.nat(3) }), { minLength: 20, maxLength: 120 })
  .map((fixes) => {
    let longitude = 9.1;
    const all = fixes.map(({ late, east }, i) => {
      longitude += east * 0.005;
      return { minutes: 2 + 2 * i, came: 2 + 2 * (i + late), longitude };
    });
    return all
      .sort((a, b) => a.came - b.came)
      .map(({ minutes, came, longitude: east }, i) =>
        event(2 + i, 'position-reported', minutes, { latitude: 51, longitude: Number(east.toFixed(4)), accuracyMetres: 8 }, came),
      );
  });

describe('a shipment that goes on from an earlier state', () => {
  it('is the same as one that is derived anew', () => {
    let resumed = 0;
    fc.assert(
      fc.property(arrivals, (reports) => {
        let watched = begun.reduce<Watched>((state, one) => follow(state, one, fences) as Watched, newlyWatched);
        let earlier: Earlier = [];
        const stream = [...begun];
        for (const report of reports) {
          stream.push(report);
          const next = follow(watched, report, fences);
          const [state] = next ? [] : statesBefore(earlier, [report]);
          const again = state && resume(state, stream.slice(state.revision + 1), fences);
          if (again) resumed += 1;
          watched = next ?? again ?? anew(stream);
          expect(watched).toEqual(anew(stream));
          earlier = remember(earlier, watched);
          expect(earlier.length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 15 },
    );
    expect(resumed).toBeGreaterThan(30);
  });

  it('is derived anew when something is corrected, or later still', () => {
    const state = anew(begun);
    expect(resume(state, [event(2, 'fact-retracted', 5, { eventId: 'event:1' })], fences)).toBeUndefined();
    expect(statesBefore([state], [event(2, 'position-reported', 0, { latitude: 51, longitude: 9 })])).toEqual([]);
    expect(statesBefore([state], [...begun, event(2, 'position-reported', 3, { latitude: 51, longitude: 9 })])).toEqual([state]);
    expect(statesBefore([{ ...newlyWatched, detection: initialDetection }], [])).toEqual([]);
  });
});
