import fc from 'fast-check';
import { DRIVERS_HOURS, drive, notDriven, pausesWithin, stand, untilBreak } from './drivers-hours';

const HOUR = 3_600_000;
const pauses = (hours: number, driving = notDriven) => pausesWithin(driving, hours * HOUR, DRIVERS_HOURS) / HOUR;

describe("driver's hours", () => {
  it.each([
    [4, 0],
    [4.5, 0],
    [5, 0.75],
    [9, 0.75],
    [9.5, 11.75],
    [14, 12.5],
    [18.5, 23.5],
  ])('%d hours of driving take %d hours of pauses', (hours, expected) => expect(pauses(hours)).toBeCloseTo(expected, 6));

  it('counts what has been driven, and what has been stood of a break that is due', () => {
    const driven = drive(notDriven, 4 * HOUR);
    expect(pauses(1, driven)).toBeCloseTo(0.75, 6);
    expect(untilBreak(driven, DRIVERS_HOURS)).toBe(0.5 * HOUR);
    const due = stand(drive(notDriven, 4.5 * HOUR), 0.5 * HOUR, DRIVERS_HOURS);
    expect(pauses(1, due)).toBeCloseTo(0.25, 6);
  });

  it('takes a stop of more than 45 minutes for a break, and of more than 9 hours for a rest', () => {
    const driven = drive(notDriven, 8 * HOUR);
    expect(pauses(2, stand(driven, 0.75 * HOUR, DRIVERS_HOURS))).toBeGreaterThan(0);
    expect(pauses(2, stand(driven, 0.8 * HOUR, DRIVERS_HOURS))).toBeCloseTo(11, 6);
    expect(pauses(4.5, stand(driven, 9.1 * HOUR, DRIVERS_HOURS))).toBe(0);
  });

  it('never takes less for more driving', () => {
    const hours = fc.double({ min: 0, max: 60, noNaN: true });
    const driving = fc.record({
      sinceBreakMs: fc.integer({ min: 0, max: 6 * HOUR }),
      sinceRestMs: fc.integer({ min: 0, max: 12 * HOUR }),
      stoodMs: fc.integer({ min: 0, max: HOUR }),
    });
    fc.assert(
      fc.property(driving, hours, hours, (state, a, b) =>
        expect(pauses(Math.max(a, b), state)).toBeGreaterThanOrEqual(pauses(Math.min(a, b), state)),
      ),
    );
  });
});
