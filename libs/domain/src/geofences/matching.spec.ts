import { ANY_MODE, type Fix, ROAD } from '../positions';
import { indexFences } from './fence-index';
import { circle, fence, fixAt, type Metres, second, square } from './fixtures';
import type { Geofence } from './geofence';
import { fenceTransitions } from './matching';

const shipment = { shipmentId: 'S', carrier: 'dhl' };
const transitionsAt = (fences: readonly Geofence[], fixes: readonly Fix[], limits = ROAD) =>
  fenceTransitions(fixes, limits, indexFences(fences), shipment);
/** Direction, cause and seconds of each. */
const summary = (fences: readonly Geofence[], fixes: readonly Fix[], limits = ROAD) =>
  transitionsAt(fences, fixes, limits).map(({ direction, cause, time }) => [direction, cause, (time - second(0)) / 1000]);

/** A drive east along the middle of the fence, a fix a minute, from metres to metres. */
const drive = (from: number, to: number, perMinute: number, start = 0, north = 0): Fix[] =>
  Array.from({ length: Math.floor(Math.abs(to - from) / perMinute) + 1 }, (_, i) =>
    fixAt(start + i * 60, [from + Math.sign(to - from) * i * perMinute, north]),
  );

describe('a fence', () => {
  const yard = fence('yard');

  it('is entered and left where the way crosses its boundary', () => {
    const [entry, exit] = transitionsAt([yard], drive(-1_000, 1_500, 400));
    expect(entry).toMatchObject({
      geofenceId: 'yard',
      revision: 0,
      direction: 'entered',
      cause: 'movement',
      time: second(75),
      confirmedAt: second(180),
      crossing: { from: { eventId: 'event:60s' }, to: { eventId: 'event:120s' }, point: { time: second(75) } },
      evidence: ['event:60s', 'event:120s', 'event:180s'],
    });
    expect(entry?.crossing?.point.longitude).toBeCloseTo(9.48 - 500 / 69_525, 4);
    expect(exit).toMatchObject({ direction: 'exited', time: second(225), crossing: { from: { eventId: 'event:180s' } } });
  });

  it('is not entered by a fix within the margin, nor by one alone', () => {
    expect(summary([yard], [...drive(-1_000, -480, 130), ...drive(-480, -480, 1, 300), fixAt(400, [-480, 100])])).toEqual([]);
    expect(summary([yard], [fixAt(0, [-900, 0]), fixAt(60, [-300, 0]), fixAt(120, [-900, 0]), fixAt(180, [-900, 0])])).toEqual([]);
  });

  it('is not entered by a fix that knows less than that', () => {
    const vague = drive(-1_000, 400, 200).map((fix) => ({ ...fix, accuracyMetres: 600 }));
    expect(summary([yard], vague)).toEqual([]);
  });

  it('is passed through between two fixes, or with one fix inside', () => {
    const [passed, ...others] = transitionsAt([yard], [fixAt(0, [-1_500, 0]), fixAt(60, [1_500, 0]), fixAt(120, [3_000, 0])]);
    expect(others).toEqual([]);
    expect(passed).toMatchObject({
      direction: 'crossed',
      time: second(20),
      crossing: { point: { time: second(20) }, from: { eventId: 'event:0s' }, to: { eventId: 'event:60s' } },
      out: { point: { time: second(40) } },
    });
    const oneInside = drive(-1_000, 3_000, 1_000);
    expect(summary([yard], oneInside)).toEqual([['crossed', 'movement', 30]]);
  });

  it('is not passed through at a corner, nor by a fix astray', () => {
    expect(summary([yard], [fixAt(0, [-510, 480]), fixAt(60, [-480, 510]), fixAt(120, [-300, 900]), fixAt(180, [0, 1_500])])).toEqual([]);
    const astray: [number, Metres][] = [
      [0, [-1_500, 0]],
      [60, [-1_500, 10]],
      [120, [1_500, 0]],
      [180, [-1_500, 0]],
      [240, [-1_490, 0]],
    ];
    expect(
      summary(
        [yard],
        astray.map(([seconds, place]) => fixAt(seconds, place)),
      ),
    ).toEqual([]);
  });

  it('is entered by a crawl, and by a stay confirmed in time', () => {
    expect(summary([yard], drive(-700, 0, 20)).map(([direction]) => direction)).toEqual(['entered']);
    const patient = fence('patient', { confirm: { fixes: 10, seconds: 300 } });
    const [entry] = transitionsAt([patient], drive(-1_000, 400, 100));
    expect([entry?.direction, entry?.confirmedAt]).toEqual(['entered', second(660)]);
  });

  it('has a shipment inside that was there when it was first seen', () => {
    expect(summary([yard], drive(0, 1_000, 200))).toEqual([
      ['entered', 'first-seen', 0],
      ['exited', 'movement', 150],
    ]);
    expect(summary([yard], drive(2_000, 3_000, 200))).toEqual([]);
  });

  it('finds a shipment inside neither by one fix, nor when its first fixes lie no farther in than noise may put them', () => {
    const standing = (...metresInside: number[]) => metresInside.map((inside, i) => fixAt(i * 60, [-500 + inside, 0]));
    expect(summary([yard], standing(40, 35, 31, -20, -30, 0, 5, -10))).toEqual([]);
    expect(summary([yard], standing(40, 40, 40, 40))).toEqual([]);
    expect(summary([yard], standing(40, 40, 40, 40, 40))).toEqual([['entered', 'first-seen', 0]]);
    expect(summary([yard], standing(65, 65))).toEqual([['entered', 'first-seen', 0]]);
    expect(summary([yard], [fixAt(0, [0, 0]), fixAt(60, [900, 0]), fixAt(120, [1_500, 0]), fixAt(180, [2_100, 0])])).toEqual([]);
  });

  it('may be smaller than the margin', () => {
    const dock = fence('dock', { geometry: circle(40) });
    expect(summary([dock], [...drive(-1_000, 0, 250), fixAt(300, [0, 5]), fixAt(360, [0, 0])])).toMatchObject([
      ['entered', 'movement', expect.any(Number)],
    ]);
  });

  it('has a jump as an entry only once it is believed', () => {
    const home = [fixAt(0, [90_000, 0]), fixAt(60, [90_000, 0])];
    const jump = [120, 180, 240, 300].map((seconds) => fixAt(seconds, [0, seconds]));
    expect(summary([yard], [...home, ...jump.slice(0, 3), fixAt(400, [90_000, 0]), fixAt(460, [90_000, 0])])).toEqual([]);
    expect(summary([yard], [...home, ...jump]).map(([direction]) => direction)).toEqual(['entered']);
    expect(summary([yard], [...home, ...jump.slice(0, 2)], ANY_MODE)).toEqual([]);
  });
});

describe('versions of a fence', () => {
  const inside = Array.from({ length: 20 }, (_, i) => fixAt(i * 60, [0, (i % 2) * 5]));

  it('hold from one change to the next, in event time', () => {
    const moved = fence('f', { until: 600 }, { from: 600, geometry: square(500, [5_000, 0]) });
    expect(summary([moved], inside)).toEqual([
      ['entered', 'first-seen', 0],
      ['exited', 'fence-change', 600],
    ]);
    const drawn = fence('f', { from: 600 });
    expect(summary([drawn], inside)).toEqual([['entered', 'fence-change', 600]]);
    const retired = fence('f', { until: 601 });
    expect(summary([retired], inside)).toEqual([
      ['entered', 'first-seen', 0],
      ['exited', 'fence-change', 601],
    ]);
  });

  it('change nothing for who is inside of both', () => {
    const redrawn = fence('f', { until: 600 }, { from: 600, geometry: square(700) });
    expect(transitionsAt([redrawn], [...inside, ...drive(0, 1_500, 200, 1_200)])).toMatchObject([
      { direction: 'entered', revision: 0 },
      { direction: 'exited', revision: 1, time: second(1_410) },
    ]);
  });

  it('are not crossed on a way that began before them', () => {
    const drawn = fence('f', { from: 30 });
    expect(summary([drawn], [fixAt(0, [-1_500, 0]), fixAt(60, [1_500, 0]), fixAt(120, [3_000, 0])])).toEqual([]);
  });

  it('concern only whom they are meant for', () => {
    const others = fence('f', { appliesTo: { carriers: ['ups'] } });
    expect(summary([others], inside)).toEqual([]);
    const noLonger = fence('f', { until: 600 }, { from: 600, appliesTo: { carriers: ['ups'] } });
    expect(summary([noLonger], inside).at(-1)).toEqual(['exited', 'fence-change', 600]);
  });
});
