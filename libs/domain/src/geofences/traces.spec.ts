import fs from 'node:fs';
import path from 'node:path';
import type { FenceTerms, Instant } from '@waybill/events';
import { formatInstant } from '@waybill/events';
import { type Fix, metresBetween, orderedFixes, ROAD } from '../positions';
import { barefootFixes, gpxFixes, rmcFixes } from '../positions/trace-fixtures';
import { fenceEpisodes } from './episodes';
import { indexFences } from './fence-index';
import { fence } from './fixtures';
import { fenceTransitions } from './matching';
import type { FenceTransition } from './transition';

const TRACES = path.resolve(__dirname, '../../../../../shared/samples/gps_traces');
const tracesAreHere = fs.existsSync(TRACES);
if (!tracesAreHere) console.warn(`Real traces are not run through fences: ${TRACES} is absent.`);
const read = (name: string) => fs.readFileSync(path.join(TRACES, name), 'utf8');
const munich = (): Fix[] => orderedFixes(barefootFixes(read('barefoot-x0001-015.json')));
const run = (): Fix[] => orderedFixes(gpxFixes(read('togeojson-run.gpx')));
/** A boat, a fix a second; what was recorded elsewhere years later left out. */
const boat = (): Fix[] => orderedFixes(rmcFixes(read('ggencoder-GprmcSample.nmea'))).slice(0, 35);

const shipment = { shipmentId: 'S' };
const around = ({ latitude, longitude }: Fix, radiusMetres: number, terms: Partial<FenceTerms> = {}) =>
  fence('f', { geometry: { type: 'Circle', centre: { latitude, longitude }, radiusMetres }, ...terms });
const crossings = (fixes: readonly Fix[], one: ReturnType<typeof fence>) => fenceTransitions(fixes, ROAD, indexFences([one]), shipment);
const ways = (transitions: readonly FenceTransition[]) =>
  transitions.flatMap(({ crossing, out }) => [crossing, out]).filter((crossing) => crossing !== null);

function episodes(fixes: readonly Fix[], one: ReturnType<typeof fence>) {
  const [first, last] = [fixes[0] as Fix, fixes.at(-1) as Fix];
  const asOf = (last.time + 3_600_000) as Instant;
  return fenceEpisodes(one, crossings(fixes, one), shipment, { journey: { from: first.time }, asOf, ruleVersion: 1 });
}

(tracesAreHere ? describe : describe.skip)('real traces', () => {
  it.each([
    // The mean of a few fixes stands for whom is slow: then the crossing is known by some seconds only.
    ['a drive through Munich', munich, 300, 7, 0],
    ['a run', run, 150, 18, 5],
    ['a boat', boat, 120, 5, 3],
  ])('of %s cross a circle on their way where they come into it and leave it', (_, trace, radius, every, slack) => {
    const fixes = trace();
    let met = 0;
    for (let i = every; i < fixes.length - every; i += every) {
      const middle = fixes[i] as Fix;
      const far = fixes.map((fix) => metresBetween(fix, middle));
      const flips = far.flatMap((metres, n) => (n > 0 && metres < radius !== (far[n - 1] as number) < radius ? [n] : []));
      const found = crossings(fixes, around(middle, radius));
      const crossed = ways(found);
      expect(found.length).toBeGreaterThan(0);
      expect(crossed.length).toBeLessThanOrEqual(flips.length);
      for (const { from, to, point } of crossed) {
        const n = fixes.findIndex(({ eventId }) => eventId === to.eventId);
        expect(Math.min(...flips.map((flip) => Math.abs(flip - n)))).toBeLessThanOrEqual(slack);
        expect(Math.abs(metresBetween(point, middle) - radius)).toBeLessThan(1);
        expect(point.time).toBeGreaterThanOrEqual(from.time);
        expect(point.time).toBeLessThanOrEqual(to.time);
        met += 1;
      }
    }
    expect(met).toBeGreaterThanOrEqual(8);
  });

  it('know nothing of a fence that is beside the way', () => {
    for (const fixes of [munich(), run()]) {
      const { latitude, longitude, ...rest } = fixes[40] as Fix;
      expect(crossings(fixes, around({ ...rest, latitude: latitude + 0.05, longitude }, 300))).toEqual([]);
    }
  });

  it('break no-entry for as long as they are inside, no-exit from their exit on', () => {
    const fixes = munich();
    const [middle, first] = [fixes[42] as Fix, fixes[0] as Fix];
    const far = fixes.map((fix) => metresBetween(fix, middle));
    const inside = fixes.filter((_, i) => (far[i] as number) < 1_000);
    const [one, ...others] = episodes(fixes, around(middle, 1_000, { rule: 'no-entry' }));
    expect(others).toEqual([]);
    expect(Math.abs((one?.since as number) - (inside[0] as Fix).time)).toBeLessThanOrEqual(15_000);
    expect(Math.abs((one?.until as number) - (inside.at(-1) as Fix).time)).toBeLessThanOrEqual(15_000);

    const out = fixes.find((fix) => metresBetween(fix, first) >= 300) as Fix;
    const left = episodes(fixes, around(first, 300, { rule: 'no-exit' }));
    expect(left).toMatchObject([{ evidence: { geofence: { direction: 'exit' } } }]);
    expect(left[0]?.until).toBeUndefined();
    expect(out.time - (left[0]?.since as number)).toBeLessThanOrEqual(15_000);
  });

  it('keep to must-be-inside where they are in time, and break it until they arrive', () => {
    const fixes = munich();
    const last = fixes.at(-1) as Fix;
    const due = (time: number) => around(last, 500, { rule: 'must-be-inside', by: formatInstant(time as Instant) });
    expect(episodes(fixes, due(last.time))).toEqual([]);
    const arrival = fixes.find((fix) => metresBetween(fix, last) < 500) as Fix;
    const [missing, ...others] = episodes(fixes, due(arrival.time - 300_000));
    expect(others).toEqual([]);
    expect(missing).toMatchObject({ since: arrival.time - 300_000, ended: { how: 'cleared' } });
    expect(arrival.time - (missing?.until as number)).toBeLessThanOrEqual(15_000);
  });
});
