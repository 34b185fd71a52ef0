import { asRead, formatInstant, type Instant, instantAt, type NewEvent } from '@waybill/events';
import { driving, KM, minute, plan as road, scan, standing } from '../exceptions/fixtures';
import { SOMEWHERE } from '../shipments/fixtures';
import type { Cause } from './followed';
import { UNTRAINED } from './model';
import { nothingObserved, observedAt } from './observed';
import { etaPlanOf } from './plan';
import { etaFold, isHistory, isWorthALook, nextLook, type Occasion, outlookOf, recalculation, type ShipmentEta } from './recalculation';

const { stops: _, ...direct } = road;
const plan = etaPlanOf(direct);
const onTheWay = [scan('IN_TRANSIT', 0), ...driving(0, 60, 0)];
const cause = (at: number, more: Partial<Cause> = {}): Cause => ({
  eventId: `event@${at}`,
  time: minute(at),
  recordedTime: minute(at),
  isMovement: true,
  ...more,
});
const occasion = (at: number, more: Partial<Occasion> = {}): Occasion => ({
  ...{ shipmentId: 'S1', cause: cause(at), byClock: false, asOf: minute(at) },
  ...more,
});
const outlook = (facts: Parameters<typeof observedAt>[0], at: number, by = plan) =>
  outlookOf(observedAt(facts, by, minute(at)), by, UNTRAINED, minute(at));
const nothing = etaFold.initial('eta-S1');
const after = (state: ShipmentEta, event: NewEvent | undefined): ShipmentEta =>
  event ? etaFold.evolve(state, asRead(event, SOMEWHERE)) : state;
const first = recalculation(nothing, outlook(onTheWay, 60), occasion(60));
const said = after(nothing, first);

describe('what is said of an arrival', () => {
  it('is said first, with what it goes by, and not again while it holds', () => {
    const { p50 } = said.said as { p50: Instant };
    expect(Math.round((p50 - minute(0)) / 60_000)).toBe(197);
    expect(first).toMatchObject({
      type: 'dev.waybill.eta-recalculated.v1',
      data: {
        basis: 'moving',
        baselines: { moving: formatInstant(p50) },
        modelVersion: 'untrained',
        cause: 'event@60',
        late: false,
      },
    });
    expect(recalculation(said, outlook([...onTheWay, ...driving(65, 70, 65 * KM)], 70), occasion(70))).toBeUndefined();
  });

  it('is said again, with what was said before, when it stands for long', () => {
    const stood = recalculation(said, outlook([...onTheWay, ...standing(65, 80, 60 * KM)], 80), occasion(80));
    expect(stood?.data).toMatchObject({ previous: first?.data && 'p50' in first.data ? first.data.p50 : '' });
    expect(after(said, stood).events).toBe(2);
  });

  it('has the id of its cause; what the clock asks for has one of its own for each time', () => {
    expect(recalculation(nothing, outlook(onTheWay, 60), occasion(60))?.eventId).toBe(first?.eventId);
    const byClock = occasion(60, { byClock: true });
    const clock = [nothing, said].map((state) => recalculation({ ...state, said: nothing.said }, outlook(onTheWay, 60), byClock)?.eventId);
    expect(new Set([first?.eventId, ...clock]).size).toBe(3);
  });

  it('is marked as late when its cause came long before and was not looked at then, and not because nothing was heard for long', () => {
    const late = (more: Partial<Occasion>) => {
      const told = recalculation(nothing, outlook(onTheWay, 60), occasion(60, { asOf: minute(75), ...more }));
      return told?.data && 'late' in told.data && told.data.late;
    };
    expect([{}, { byClock: true }, { byClock: true, missed: true }, { asOf: minute(65) }].map(late)).toEqual([true, false, true, false]);
  });

  it('ends once with the arrival, again when that was at another time, and is taken up when it was not', () => {
    const ended = (facts: typeof onTheWay, at: number) => recalculation(said, outlook([...onTheWay, ...facts], at), occasion(at));
    expect(ended([scan('DELIVERED', 100)], 100)?.data).toMatchObject({ ending: 'arrived', arrivedAt: '2026-03-01T01:40:00.000Z' });
    expect(ended([scan('CANCELLED', 100)], 100)?.data).toMatchObject({ ending: 'not-coming' });
    const arrived = after(said, ended([scan('DELIVERED', 100)], 100));
    const delivered = outlook([...onTheWay, scan('DELIVERED', 100)], 110);
    expect(recalculation(arrived, delivered, occasion(110))).toBeUndefined();
    const earlier = outlook([...onTheWay, scan('DELIVERED', 100), scan('ARRIVED_AT_DESTINATION', 95)], 110);
    expect(recalculation(arrived, earlier, occasion(110))?.data).toMatchObject({ arrivedAt: '2026-03-01T01:35:00.000Z' });
    expect(recalculation(arrived, outlook(onTheWay, 110), occasion(110))?.type).toBe('dev.waybill.eta-recalculated.v1');
  });

  it('is nothing while nothing is known, and nothing is ended that was never said', () => {
    expect(outlook([], 0)).toEqual({ kind: 'ended', ending: 'unknown' });
    expect(recalculation(nothing, outlook([], 0), occasion(0))).toBeUndefined();
    expect(recalculation(nothing, outlook([scan('DELIVERED', 0)], 0), occasion(0))).toBeUndefined();
  });

  it('is not known any more when its time has passed and nothing was heard for a day', () => {
    const promised = etaPlanOf({ ...direct, plannedArrival: minute(120) });
    expect(outlook([], 0, promised).kind).toBe('expected');
    expect(outlook([], 20 * 60, promised).kind).toBe('expected');
    expect(outlook([], 27 * 60, promised)).toEqual({ kind: 'ended', ending: 'unknown' });
    expect(outlook([scan('IN_TRANSIT', 26 * 60)], 27 * 60, promised).kind).toBe('expected');
  });

  it('is not known any more when nothing but a place of long ago tells of it', () => {
    expect([23, 26].map((hours) => outlook(onTheWay, 60 * hours).kind)).toEqual(['expected', 'ended']);
  });

  it('is said to be late when its cause was taken in long before', () => {
    expect(recalculation(nothing, outlook(onTheWay, 75), occasion(75, { cause: cause(60) }))?.data).toMatchObject({ late: true });
  });

  it('stays within what an event can hold, however far off the plan is', () => {
    const next = etaPlanOf({ ...direct, plannedArrival: instantAt(Date.UTC(2199, 0)) });
    expect(after(nothing, recalculation(nothing, outlook([], 0, next), occasion(0))).said.kind).toBe('expected');
  });
});

describe('when it is looked at', () => {
  it('is once a minute for movement, and always for everything else', () => {
    const looked = cause(10);
    expect(isWorthALook(cause(10.9), looked)).toBe(false);
    expect(isWorthALook(cause(11), looked)).toBe(true);
    expect(isWorthALook(cause(10.1, { isMovement: false }), looked)).toBe(true);
    expect(isWorthALook(looked, undefined)).toBe(true);
  });

  it.each([
    ['half an hour', 30, 1],
    ['five hours', 300, 6],
    ['two days', 2_880, 10],
  ])('is for movement the seldomer the more is left: %s', (_, left, pause) => {
    const looked = { ...cause(10), expected: minute(10 + left) };
    expect(isWorthALook(cause(10 + pause - 0.1), looked)).toBe(false);
    expect(isWorthALook(cause(10 + pause), looked)).toBe(true);
    expect(isWorthALook(cause(10.1, { isMovement: false }), looked)).toBe(true);
  });

  it('waits while the past is being loaded', () => {
    const observed = { ...nothingObserved, newest: minute(60) };
    const loaded = cause(60, { recordedTime: minute(600) });
    expect(isHistory(loaded, observed, minute(600))).toBe(true);
    expect(isHistory(loaded, { ...observed, newest: minute(599) }, minute(600))).toBe(false);
    expect(isHistory(cause(60), observed, minute(600))).toBe(false);
  });

  it('does not wait for what shows that nothing is expected any more', () => {
    const loaded = cause(60, { recordedTime: minute(600) });
    const delivered = observedAt([scan('IN_TRANSIT', 0), scan('DELIVERED', 60)], plan, minute(600));
    expect(isHistory(loaded, delivered, minute(600))).toBe(false);
  });

  it('comes by the clock, the seldomer the longer nothing is heard, and ends with what is expected', () => {
    const look = (at: number) => {
      const observed = observedAt(onTheWay, plan, minute(at));
      const next = nextLook(outlookOf(observed, plan, UNTRAINED, minute(at)), observed, plan, minute(at));
      expect(Number.isInteger(next)).toBe(true);
      return next === undefined ? undefined : Math.round((next - minute(at)) / 60_000);
    };
    expect([look(60), look(200), look(60 + 600)]).toEqual([7, 70, 300]);
    expect(nextLook({ kind: 'ended', ending: 'arrived' }, nothingObserved, plan, minute(0))).toBeUndefined();
  });
});
