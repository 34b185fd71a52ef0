import { XMLParser } from 'fast-xml-parser';
import { type CloudEvent, fixed } from './cloud-event';
import { jsonSample, sample } from './samples';

type TrackPoint = { readonly lat: string; readonly lon: string; readonly time?: string; readonly ele?: number };
type Gpx = { readonly gpx: { readonly trk: readonly { readonly trkseg: readonly { readonly trkpt?: readonly TrackPoint[] }[] }[] } };

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => ['trk', 'trkseg', 'trkpt'].includes(name),
});

/** Every track point, in file order, repeated ones too. Points without a time become reports without one. */
export function gpxTrace(file: string, device: string): readonly CloudEvent[] {
  const { gpx } = xml.parse(sample(file)) as Gpx;
  const points = gpx.trk.flatMap(({ trkseg }) => trkseg.flatMap(({ trkpt = [] }) => trkpt));
  return points.map(({ lat, lon, time, ele }) => fixed(device, time, Number(lat), Number(lon), { altitudeMetres: ele }));
}

/** Barefoot's JSON: WKT has longitude first, the zone has no colon. */
export function barefootTrace(file: string, device: string): readonly CloudEvent[] {
  return jsonSample<{ point: string; time: string }[]>(file).map(({ point, time }) => {
    const [longitude, latitude] = (/POINT\((\S+) (\S+)\)/.exec(point) ?? []).slice(1).map(Number) as [number, number];
    return fixed(device, time.replace(' ', 'T').replace(/(\d\d)$/, ':$1'), latitude, longitude);
  });
}

const checksum = (text: string) => [...text].reduce((sum, character) => sum ^ character.charCodeAt(0), 0);

/** A sentence without a checksum is taken, one with a wrong checksum is not. */
function isIntact(line: string): boolean {
  const [, body = '', sum] = /^\$([^*]*)(?:\*([0-9A-F]{2}))?/.exec(line) ?? [];
  return sum === undefined || checksum(body) === Number.parseInt(sum, 16);
}

/** `ddmm.mmm` or `dddmm.mmm`, unpadded in real logs, to degrees. */
function degrees(text: string, hemisphere: string): number {
  const value = Number(text);
  const whole = Math.trunc(value / 100);
  return Number(((whole + (value - whole * 100) / 60) * (hemisphere === 'S' || hemisphere === 'W' ? -1 : 1)).toFixed(7));
}

/** RMC sentences of a receiver: two-digit years, knots. */
export function nmeaTrace(file: string, device: string): readonly CloudEvent[] {
  const lines = sample(file)
    .trim()
    .split(/\r?\n/)
    .filter((line) => isIntact(line) && line.split(',')[2] === 'A');
  return lines.map((line) => {
    const [, clock = '', , latitude = '', north = '', longitude = '', east = '', knots, course, date = ''] = line.split(',');
    const [day, month, year] = [date.slice(0, 2), date.slice(2, 4), date.slice(4, 6)];
    const time = `20${year}-${month}-${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}Z`;
    const motion = { speedKmh: Number((Number(knots) * 1.852).toFixed(3)), headingDegrees: Number(course) };
    return fixed(device, time, degrees(latitude, north), degrees(longitude, east), motion);
  });
}
