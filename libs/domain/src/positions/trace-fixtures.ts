import { type Instant, parseInstant } from '@waybill/events';
import type { Fix } from './fix';

/** Reads recorded traces for specs: the text of a file, its fixes as it has them, in its order. */
const traced = (time: Instant, latitude: number, longitude: number, i: number): Fix => {
  return { eventId: `e${i}`, time, recordedTime: time, latitude, longitude, source: 'urn:trace', id: `${i}` };
};

export const gpxFixes = (text: string): Fix[] =>
  [...text.matchAll(/<trkpt([^>]*)>([\s\S]*?)<\/trkpt>/g)].flatMap(([, attributes, inner], i) => {
    const degrees = (axis: string) => Number(new RegExp(`${axis}="([^"]*)"`).exec(attributes as string)?.[1]);
    const time = parseInstant(/<time>([^<]*)/.exec(inner as string)?.[1] ?? '');
    return time === undefined ? [] : [traced(time, degrees('lat'), degrees('lon'), i)];
  });

export const barefootFixes = (text: string): Fix[] =>
  (JSON.parse(text) as { point: string; time: string }[]).map(({ point, time }, i) => {
    const [, longitude, latitude] = /POINT\((\S+) (\S+)\)/.exec(point) as unknown as [string, string, string];
    return traced(parseInstant(time.replace(' ', 'T').replace('+0200', '+02:00')) as Instant, Number(latitude), Number(longitude), i);
  });

/** RMC sentences: degrees and minutes in one number, with a hemisphere; date and time of day apart. */
export const rmcFixes = (text: string): Fix[] =>
  text.split(/\r?\n/).flatMap((line, i) => {
    const [head, clock = '', status, lat, ns, lon, ew, , , date = ''] = line.split(',');
    if (head !== '$GPRMC' || status !== 'A') return [];
    const degrees = (value: string | undefined) => Math.floor(Number(value) / 100) + (Number(value) % 100) / 60;
    const [day, month, year] = date.match(/\d\d/g) as string[];
    const time = parseInstant(`20${year}-${month}-${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}Z`) as Instant;
    return [traced(time, degrees(lat) * (ns === 'S' ? -1 : 1), degrees(lon) * (ew === 'W' ? -1 : 1), i)];
  });
