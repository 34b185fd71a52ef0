import fs from 'node:fs';
import path from 'node:path';
import type { Instant, ShipmentPlan } from '@waybill/events';
import { type Fix, metresBetween, orderedFixes } from '../positions';
import { barefootFixes, gpxFixes, rmcFixes } from '../positions/trace-fixtures';
import { detect, episodesAt } from './detection';
import { fixFact, milestoneFact } from './fact';
import { metresFromRoute } from './route-distance';
import { watchOf } from './watch';

const TRACES = path.resolve(__dirname, '../../../../../shared/samples/gps_traces');
const tracesAreHere = fs.existsSync(TRACES);
if (!tracesAreHere) console.warn(`Real traces are not run: ${TRACES} is absent.`);
const read = (name: string) => fs.readFileSync(path.join(TRACES, name), 'utf8');

const gpx = (name: string): Fix[] => gpxFixes(read(name));
const barefoot = (): Fix[] => barefootFixes(read('barefoot-x0001-015.json'));
const rmc = (name: string): Fix[] => rmcFixes(read(name));

const place = ({ latitude, longitude }: Fix) => ({ latitude, longitude });
const HOUR_MS = 3_600_000;

/** What a trace comes to, as of some time after its last fix; without a plan, it is on its way from its first fix to its last. */
function follow(trace: readonly Fix[], more: Partial<ShipmentPlan> = {}, after = 0) {
  const fixes = orderedFixes(trace);
  const [first, last] = [fixes[0] as Fix, fixes.at(-1) as Fix];
  const watch = watchOf({ mode: 'road', origin: place(first), destination: place(last), ...more });
  const underWay = milestoneFact({ ...first, eventId: 'scan', milestone: 'IN_TRANSIT', classifier: 'ACT' });
  const state = detect([underWay, ...fixes.map(fixFact)], watch);
  return { fixes, journey: state.journey, episodes: episodesAt(state, (last.time + after) as Instant, watch) };
}
const shapes = ({ fixes, episodes }: ReturnType<typeof follow>) =>
  episodes.map(({ rule, since, until }) => [rule, ...[since, until].map((at) => fixes.findIndex(({ time }) => time === at))]);
const at = (fixes: readonly Fix[], time: number | undefined): Fix => fixes.find((fix) => fix.time === time) as Fix;

(tracesAreHere ? describe : describe.skip)('real traces', () => {
  it('of a drive through Munich raise nothing, until nothing more is heard', () => {
    const fixes = barefoot();
    expect(fixes).toHaveLength(80);
    expect(follow(fixes)).toMatchObject({ journey: { arrived: true }, episodes: [] });
    expect(shapes(follow(fixes, {}, HOUR_MS))).toEqual([['no-signal', 79, -1]]);
    const unscanned = detect(
      fixes.map(fixFact),
      watchOf({ mode: 'road', origin: place(fixes[0] as Fix), destination: place(fixes[79] as Fix) }),
    );
    expect((unscanned.journey.departedAt as number) - (fixes[0] as Fix).time).toBe(120_000);
  });

  it.each([
    ['a drive through Munich', barefoot, 1],
    ['a run', () => gpx('togeojson-run.gpx'), 1],
    ['OpenStreetMap', () => gpx('togeojson-osm.gpx'), 0],
  ])('of %s stand still where two minutes are spent within 200 m, and nowhere else', (_, trace, times) => {
    const fixes = trace();
    const found = follow(fixes, { rules: { noMovementAfter: 'PT2M' } }, HOUR_MS).episodes.filter(({ rule }) => rule === 'no-movement');
    expect(found).toHaveLength(times);
    for (const { since, raisedAt, until } of found) {
      const there = fixes.filter(({ time }) => time >= since && time <= raisedAt);
      for (const fix of there) expect(metresBetween(fix, there[0] as Fix)).toBeLessThanOrEqual(200);
      expect(raisedAt - since).toBeGreaterThanOrEqual(120_000);
      expect(metresBetween(at(fixes, until), there[0] as Fix)).toBeGreaterThan(230);
    }
  });

  it('leave a straight line where they are 300 m beside it, and come back to it', () => {
    const fixes = barefoot();
    const ends = [fixes[0] as Fix, fixes[79] as Fix].map(({ latitude, longitude }) => [longitude, latitude] as [number, number]);
    const route = { type: 'LineString' as const, coordinates: ends };
    const metres = fixes.map((fix) => metresFromRoute(route, fix));
    const left = metres.findIndex((far, i) => far > 330 && (metres[i + 1] as number) > 330);
    const back = metres.findIndex((far, i) => i > left && far < 270 && (metres[i + 1] as number) < 270);
    expect(shapes(follow(fixes, { route, rules: { corridorMetres: 300 } }))).toEqual([['off-route', left, back]]);
    expect(follow(fixes, { route }).episodes).toEqual([]);
  });

  it('are silent between the days of a recording', () => {
    const osm = orderedFixes(gpx('togeojson-osm.gpx'));
    const gap = osm.findIndex(({ time }, i) => time - (osm[i - 1]?.time ?? time) > HOUR_MS);
    expect(shapes(follow(osm))).toEqual([['no-signal', osm.findIndex(({ time }) => time === osm[gap - 1]?.time), gap]]);
    const sailing = rmc('ggencoder-GprmcSample.nmea');
    const plan = { destination: { latitude: 0, longitude: 0 } };
    expect(shapes(follow(sailing, plan)).map(([rule]) => rule)).toEqual(['no-signal', 'no-signal']);
    // At sea the second one, of six hours, is none.
    expect(shapes(follow(sailing, { ...plan, mode: 'sea' })).map(([rule]) => rule)).toEqual(['no-signal']);
  });
});
