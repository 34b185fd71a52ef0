import { z } from 'zod';
import {
  type Fault,
  fault,
  identifier,
  isFault,
  isObject,
  items,
  MAX_BODY_BYTES,
  member,
  optionalName,
  optionalObject,
  optionalText,
  readFix,
  readJson,
} from '../reading';
import type { CarrierReport } from '../report';
import { readTime } from '../time';
import { type Chunks, type FileContext, type FileItem, refusedItem } from './item';
import { jsonItems } from './json-items';

const MAPPING_VERSION = 1;
/** Where converters put the times of a line's points; a point has a time of its own. The format names no member for either. */
const coordinateTimes = optionalObject({ coordTimes: items, times: items, coordinateProperties: optionalObject({ times: items }) });
const properties = optionalObject({
  time: optionalText(64),
  timestamp: optionalText(64),
  datetime: optionalText(64),
  device: optionalName,
  vehicle: optionalName,
  speedKmh: z.unknown().optional(),
  heading: z.unknown().optional(),
});
const geometry = optionalObject({ type: optionalText(), coordinates: items });

interface Point {
  readonly position: unknown;
  readonly time: unknown;
  readonly pointer: string;
}

/** The points of a geometry with their times, which a line has in a list beside it, and several lines in a list of lists. */
function pointsOf(given: unknown, sent: unknown): Point[] | Fault {
  const { type = '', coordinates } = geometry.parse(given);
  const { time, timestamp, datetime } = properties.parse(sent);
  const { coordTimes, times, coordinateProperties } = coordinateTimes.parse(sent);
  const listed = [coordTimes, times, coordinateProperties.times].find((list) => list.length > 0) ?? [];
  const line = (positions: readonly unknown[], at: string, ofLine: readonly unknown[]): Point[] =>
    positions.map((position, i) => ({ position, time: ofLine[i], pointer: `${at}/${i}` }));
  switch (type) {
    case 'Point':
      return [{ position: coordinates, time: time ?? timestamp ?? datetime, pointer: '/geometry/coordinates' }];
    case 'LineString':
    case 'MultiPoint':
      return line(coordinates, '/geometry/coordinates', listed);
    case 'MultiLineString':
      return coordinates.flatMap((positions, i) => line(items.parse(positions), `/geometry/coordinates/${i}`, items.parse(listed[i])));
    default:
      return fault('wrong-shape', 'The geometry is no point and no line.');
  }
}

/** [longitude, latitude, altitude] */
function readPoint(
  { position, time, pointer }: Point,
  sent: z.infer<typeof properties>,
  { about, defaultTimeZone }: FileContext,
): CarrierReport | Fault {
  const [longitude, latitude, altitude] = items.parse(position);
  if (typeof time !== 'string') return fault('time-unreadable', 'The point has no time.');
  return readFix('geojson', MAPPING_VERSION, pointer, {
    device: identifier('vehicle', sent.vehicle) ?? identifier('device', sent.device) ?? about,
    reading: readTime(time.slice(0, 64), { defaultTimeZone }),
    latitude,
    longitude,
    altitude,
    speed: sent.speedKmh,
    heading: sent.heading,
  });
}

function* readFeature(value: unknown, line: number, context: FileContext): Generator<FileItem> {
  if (!isObject(value)) return yield refusedItem(line, 'wrong-shape', 'A feature is an object.');
  const isFeature = value.type === 'Feature';
  const sent = isFeature ? value.properties : undefined;
  const points = pointsOf(isFeature ? member(value, 'geometry') : value, sent);
  if ('reason' in points) return yield refusedItem(line, points.reason, points.detail);
  if (points.length > 1 && points.every(({ time }) => time === undefined))
    return yield { line, ignored: 'a line without times: nothing was there at a time' };
  const read = properties.parse(sent);
  for (const point of points) {
    const report = readPoint(point, read, context);
    yield isFault(report) ? refusedItem(line, report.reason, report.detail, point.pointer) : { line, report };
  }
}

/** GeoJSON (RFC 7946), a feature at a time: of a FeatureCollection, of a list, or one on each line. */
export async function* readGeoJson(chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  for await (const item of jsonItems(chunks, MAX_BODY_BYTES, 'features')) {
    const { line } = item;
    const json = 'bytes' in item ? readJson(item.bytes) : item.fault;
    if ('reason' in json) yield refusedItem(line, json.reason, json.detail);
    else yield* readFeature(json.value, line, context);
  }
}
