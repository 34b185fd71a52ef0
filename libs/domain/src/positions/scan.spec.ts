import type { Fix } from './fix';
import { fix, second } from './fixtures';
import { liveFix } from './live';
import { ANY_MODE, ROAD } from './plausibility';
import { type FixMark, followsOn, initialScan, markedFixes } from './scan';

const marksOf = (fixes: readonly Fix[], limits = ROAD): (FixMark | undefined)[] => {
  const { marks } = markedFixes(fixes, limits);
  return fixes.map(({ eventId }) => marks.get(eventId));
};
const FAR = 300_000;

describe('the plausibility scan', () => {
  it('accepts a drive', () => {
    expect(marksOf([fix(0, 0), fix(60, 1_500), fix(120, 3_000)])).toEqual(['ok', 'ok', 'ok']);
  });

  it('marks an outlier and does not go there', () => {
    const fixes = [fix(0, 0), fix(60, FAR), fix(120, 3_000)];
    const { marks, state } = markedFixes(fixes, ROAD);
    expect(marksOf(fixes)).toEqual(['ok', 'jump', 'ok']);
    expect(liveFix(fixes, marks)).toBe(fixes[2]);
    expect(liveFix(fixes.slice(0, 2), marks)).toBe(fixes[0]);
    expect(state).toEqual({ anchor: fixes[2], pending: [] });
  });

  it('does not go back in years: to the default time of a platform, or by 1,024 GPS weeks', () => {
    const old = [-1_024 * 7 * 86_400, -100 * 365 * 86_400].map((time) => fix(time, 3_000, { recordedTime: second(30) }));
    const fixes = [...old, fix(0, 0)];
    expect(marksOf(fixes)).toEqual(['ok', 'before-1970', 'ok']);
    expect(liveFix(fixes, markedFixes(fixes, ROAD).marks)).toBe(fixes[2]);
    expect(markedFixes(old.slice(1), ROAD).state).toEqual(initialScan);
  });

  it('believes a jump when three later fixes agree', () => {
    const jump = [fix(60, FAR), fix(120, FAR + 1_000), fix(180, FAR + 2_000), fix(240, FAR + 3_000)];
    expect(marksOf([fix(0, 0), ...jump.slice(0, 3)])).toEqual(['ok', 'jump', 'jump', 'jump']);
    expect(marksOf([fix(0, 0), ...jump])).toEqual(['ok', 'confirmed', 'confirmed', 'confirmed', 'ok']);
    const { marks } = markedFixes([fix(0, 0), ...jump], ROAD);
    expect(liveFix(jump, marks)).toBe(jump[3]);
    expect(liveFix(jump, marks, second(200))).toBe(jump[2]);
    expect(liveFix(jump, marks, second(180))).toBe(jump[2]);
    expect(liveFix(jump, marks, second(179))).toBe(jump[1]);
  });

  it('starts a run anew when a fix disagrees with it, and drops it when the device is back', () => {
    expect(marksOf([fix(0, 0), fix(10, FAR), fix(20, FAR), fix(30, -FAR), fix(40, -FAR), fix(50, -FAR), fix(60, -FAR)])).toEqual([
      'ok',
      'jump',
      'jump',
      'confirmed',
      'confirmed',
      'confirmed',
      'ok',
    ]);
    expect(marksOf([fix(0, 0), fix(10, FAR), fix(20, FAR), fix(30, FAR), fix(35, 0), fix(40, FAR)])).toEqual([
      'ok',
      'jump',
      'jump',
      'jump',
      'ok',
      'jump',
    ]);
  });

  it('gets away from a first fix that was the outlier', () => {
    const fixes = [fix(0, FAR), fix(60, 0), fix(120, 1_000), fix(180, 2_000), fix(240, 3_000)];
    expect(marksOf(fixes)).toEqual(['ok', 'confirmed', 'confirmed', 'confirmed', 'ok']);
    expect(liveFix(fixes, markedFixes(fixes, ROAD).marks)).toBe(fixes[4]);
  });

  it('passes over zero islands and clocks that run ahead, wherever they stand', () => {
    const island = fix(30, 0, { latitude: 0, longitude: 0, id: 'island' });
    const ahead = fix(40, FAR, { recordedTime: second(40 - 601), id: 'ahead' });
    const fixes = [island, ahead, fix(60, FAR), fix(70, FAR), fix(80, FAR), fix(90, FAR)];
    const passedOver = { ...island, eventId: 'i2', time: second(75) };
    expect(marksOf([fix(0, 0), ...fixes, passedOver])).toEqual([
      'ok',
      'zero-island',
      'clock-skew',
      'confirmed',
      'confirmed',
      'confirmed',
      'ok',
      'zero-island',
    ]);
    expect(marksOf([island])).toEqual(['zero-island']);
    expect(liveFix([island, ahead], markedFixes([island, ahead], ROAD).marks)).toBeUndefined();
    expect(marksOf([fix(40, 0, { recordedTime: second(40 - 600) })])).toEqual(['ok']);
  });

  it('guards two fixes of one instant', () => {
    expect(marksOf([fix(0, 0, { id: 'a' }), fix(0, 50, { id: 'b' }), fix(0, 5_000, { id: 'c' })])).toEqual(['ok', 'ok', 'jump']);
  });

  it('lets an aircraft be one, unless it is a lorry', () => {
    const flight = [fix(0, 0), fix(600, 150_000), fix(1_200, 300_000)];
    expect(marksOf(flight, ANY_MODE)).toEqual(['ok', 'ok', 'ok']);
    expect(marksOf(flight, ROAD)).toEqual(['ok', 'jump', 'jump']);
  });

  it('takes a long silence for a journey', () => {
    expect(marksOf([fix(0, 0), fix(86_400, FAR)])).toEqual(['ok', 'ok']);
  });
});

describe('what follows on', () => {
  const anchor = fix(0, 0);
  const pending = fix(60, FAR);
  const { state } = markedFixes([anchor, pending], ROAD);

  it('is what comes after every fix that the state depends on', () => {
    expect(followsOn(initialScan, anchor)).toBe(true);
    expect(followsOn(state, fix(61, 0))).toBe(true);
    expect(followsOn(state, fix(30, 0))).toBe(false);
    expect(followsOn(state, pending)).toBe(false);
    expect(followsOn(state, { ...pending, eventId: 'a' })).toBe(false);
    expect(followsOn(state, { ...pending, eventId: 'z' })).toBe(true);
  });

  it('is anything that gets a mark of its own', () => {
    expect(followsOn(state, fix(30, 0, { latitude: 0, longitude: 0 }))).toBe(true);
    expect(followsOn(state, fix(30, 0, { recordedTime: second(-1_000) }))).toBe(true);
  });
});
