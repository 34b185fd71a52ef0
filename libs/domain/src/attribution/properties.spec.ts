import type { Instant } from '@waybill/events';
import fc from 'fast-check';
import { Arrival, addedAfresh, chanceOf, lostOf } from './arrival-fixtures';
import { concerning, counting } from './reactor-fixtures';
import {
  assign,
  BOOKING,
  BOX,
  load,
  mount,
  quarter,
  register,
  release,
  report,
  retract,
  SHIPMENTS,
  type StoryStep,
  story,
  TRACKER,
  V,
  W,
} from './story-fixtures';

const isFull = process.env.WAYBILL_FAULTS === 'full';
const STORIES = isFull ? 100_000 : 1_000;
const ARRIVALS = isFull ? 2_000 : 40;

/** Lets a story come in once, and says what counts for each shipment. */
function outcome(told: readonly StoryStep[], seed: number): string[][] {
  const { log } = new Arrival(chanceOf(seed)).run(told);
  const counts = SHIPMENTS.map((shipmentId) => counting(log, shipmentId));
  expect(counts).toEqual(SHIPMENTS.map((shipmentId) => concerning(log, shipmentId)));
  expect(addedAfresh(log)).toEqual([]);
  expect(lostOf(log, told)).toEqual([]);
  return counts;
}

const [S1, S2] = SHIPMENTS;
const two = [register(S1, [BOOKING]), register(S2, [BOOKING])];
const later = (instant: Instant): Instant => (instant + 1) as Instant;
const handedOn = (at: Instant): StoryStep[] => [assign(BOOKING, S1), release(BOOKING, S1, at), assign(BOOKING, S2, at)];
const wrong = report(TRACKER, 5);

/** What is told, and what counts for the first two shipments then. */
const cases: Readonly<Record<string, readonly [StoryStep[], string[], string[]]>> = {
  'a name that is handed on while another process has not heard of it': [
    [...two, ...handedOn(quarter(5)), report(BOOKING, 4), report(BOOKING, 5), report(BOOKING, 9)],
    ['booking:BOOKING@4'],
    ['booking:BOOKING@5', 'booking:BOOKING@9'],
  ],
  'the closing report of a journey, which stays with the former holder of the name': [
    [...two, ...handedOn(later(quarter(5))), report(BOOKING, 5, 'DELIVERED'), report(BOOKING, 6)],
    ['booking:BOOKING@5 DELIVERED'],
    ['booking:BOOKING@6'],
  ],
  'a load that is told late, which ends the stay on another vehicle': [
    [...two, load(S1, V, 1), load(S1, W, 6), report(V, 2), report(V, 8), report(W, 2), report(W, 8)],
    ['vehicle:V@2', 'vehicle:W@8'],
    [],
  ],
  'an unload that is told late': [[...two, load(S1, V, 1), load(S1, V, 6, 'unloaded'), report(V, 5), report(V, 6)], ['vehicle:V@5'], []],
  'two loads at one instant': [[...two, load(S1, V, 3), load(S1, W, 3), report(V, 4), report(W, 4)], ['vehicle:W@4'], []],
  'a shipment that is lost and then under way again': [
    [...two, load(S1, V, 0), report({ scheme: 'shipment', value: S1 }, 4, 'LOST'), report(V, 5)].concat([
      report({ scheme: 'shipment', value: S1 }, 6, 'IN_TRANSIT'),
      report(V, 7),
    ]),
    ['shipment:S1@4 LOST', 'shipment:S1@6 IN_TRANSIT', 'vehicle:V@5', 'vehicle:V@7'],
    [],
  ],
  'the end of a journey aboard': [[...two, load(S1, V, 0), report(V, 4, 'DELIVERED'), report(V, 5)], ['vehicle:V@4 DELIVERED'], []],
  'containers and devices that nest': [
    [...two, load(S1, BOX, 0), mount(BOX, V, 2), mount(TRACKER, V, 3), report(V, 1), report(V, 2), report(TRACKER, 2)].concat([
      report(TRACKER, 4),
      mount(BOX, W, 6),
      report(TRACKER, 7),
      report(W, 7),
    ]),
    ['device:TRACKER@4', 'vehicle:V@2', 'vehicle:W@7'],
    [],
  ],
  'a container that is a name of its shipment': [
    [register(S1, [BOX]), register(S2), assign(BOX, S1), mount(BOX, V, 2), report(V, 1), report(V, 4), report(BOX, 1)],
    ['container:BOX@1', 'vehicle:V@4'],
    [],
  ],
  'units that were on each other at different times': [
    [...two, load(S1, BOX, 0), mount(BOX, V, 1), mount(BOX, V, 4, 'unloaded'), mount(V, BOX, 6), report(V, 2), report(V, 7)],
    ['vehicle:V@2'],
    [],
  ],
  'a report of a device that a person retracts': [
    [...two, load(S1, V, 0), mount(TRACKER, V, 1), report(TRACKER, 3), wrong, ...retract(wrong)],
    ['device:TRACKER@3'],
    [],
  ],
};

describe('attribution, in any order, by whichever processes, however often they are told,', () => {
  it.each(Object.entries(cases))('does the same with %s', (_, [told, ...expected]) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => expect(outcome(told, seed).slice(0, 2)).toEqual(expected)),
      { numRuns: ARRIVALS },
    );
  });

  it('has the same facts count for the same shipments, and adds nothing when it begins anew', () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.nat(), (told, one, other) => expect(outcome(told, one)).toEqual(outcome(told, other))),
      { numRuns: STORIES },
    );
  });
});
