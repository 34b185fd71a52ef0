import { isFault, KMH_PER_METRE_A_SECOND, readFix } from '../reading';
import { readTime } from '../time';
import { type Chunks, type FileContext, type FileItem, refusedItem } from './item';
import { readXml } from './xml';

const MAPPING_VERSION = 1;
/** Routes and waypoints are places on a map: nothing was there at a time. */
const PLACES: ReadonlySet<string> = new Set(['wpt', 'rtept']);
/** Texts of a point that are read; in extensions, too, a speed is in metres a second. */
const FIELDS: ReadonlySet<string> = new Set(['time', 'ele', 'speed', 'course']);

interface Point {
  readonly line: number;
  readonly latitude: string | undefined;
  readonly longitude: string | undefined;
  readonly fields: Map<string, string>;
}

function readPoint({ line, latitude, longitude, fields }: Point, { about, defaultTimeZone }: FileContext): FileItem {
  const time = fields.get('time')?.trim();
  if (!time) return refusedItem(line, 'time-unreadable', 'The point has no time.');
  const read = readFix('gpx', MAPPING_VERSION, '', {
    device: about,
    reading: readTime(time, { defaultTimeZone }),
    latitude,
    longitude,
    altitude: fields.get('ele'),
    speed: fields.get('speed'),
    speedUnit: KMH_PER_METRE_A_SECOND,
    heading: fields.get('course'),
  });
  return isFault(read) ? refusedItem(line, read.reason, read.detail) : { line, report: read };
}

/** GPX 1.0 and 1.1: the points of tracks. A file that breaks off, or is no XML from some point on, is read up to there. */
export async function* readGpx(chunks: Chunks, context: FileContext): AsyncGenerator<FileItem> {
  let [point, field, isGpx] = [undefined as Point | undefined, '', false];
  for await (const token of readXml(chunks)) {
    const { line } = token;
    if ('fault' in token) return yield refusedItem(line, token.fault.reason, token.fault.detail);
    if ('open' in token) {
      if (!isGpx && token.open !== 'gpx') return yield refusedItem(line, 'wrong-shape', 'The file is no GPX.');
      isGpx = true;
      field = point && FIELDS.has(token.open) ? token.open : '';
      if (token.open === 'trkpt')
        point = { line, latitude: token.attributes.get('lat'), longitude: token.attributes.get('lon'), fields: new Map() };
      if (PLACES.has(token.open)) yield { line, ignored: `${token.open}: a place without a time at which anything was there` };
    } else if ('text' in token) {
      if (point && field !== '' && !point.fields.has(field)) point.fields.set(field, token.text);
    } else {
      if (token.close === 'trkpt' && point) {
        yield readPoint(point, context);
        point = undefined;
      }
      field = '';
    }
  }
}
