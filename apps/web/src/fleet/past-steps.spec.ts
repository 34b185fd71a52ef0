import { nextStep, SPANS, STEPS, stepOf, timeOf } from './past-steps';

const day = { end: Date.parse('2026-03-02T12:00:00Z'), milliseconds: SPANS.day };

it('begins a span ago and ends now', () => {
  expect(timeOf(day, 0)).toBe(day.end - SPANS.day);
  expect(timeOf(day, STEPS)).toBeUndefined();
});

it('finds the position of every time that it gives', () => {
  for (let step = 0; step < STEPS; step += 1) expect(stepOf(day, timeOf(day, step) as number)).toBe(step);
});

it('takes times outside of it for its ends, and none for now', () => {
  expect(stepOf(day, day.end - 2 * SPANS.day)).toBe(0);
  expect(stepOf(day, day.end)).toBe(STEPS - 1);
});

it('plays to the end', () => {
  let [step, pictures] = [0, 0];
  for (; step < STEPS; pictures += 1) step = nextStep(step);
  expect([step, pictures]).toEqual([STEPS, 120]);
});
