import { type Instant, parseInstant } from '@waybill/events';
import { z } from 'zod';
import type { CarrierFormat, Normalization, PushContext } from '../port';
import {
  collect,
  identifier,
  KMH_PER_KNOT,
  KMH_PER_METRE_A_SECOND,
  nameText,
  optionalName,
  optionalObject,
  readFix,
  readJson,
  readText,
  refused,
} from '../reading';
import { verifyAuthorization } from '../signatures';
import { readClockText, type TimeReading } from '../time';

const MAPPING_VERSION = 1;
const anything = z.unknown().optional();

const message = z.object({
  device_id: optionalName,
  location: optionalObject({
    timestamp: anything,
    uuid: optionalName,
    mock: anything,
    coords: optionalObject({
      latitude: anything,
      longitude: anything,
      speed: anything,
      heading: anything,
      altitude: anything,
      accuracy: anything,
    }),
  }),
});

const instantReading = (instant: number | undefined, text: string): TimeReading | undefined => {
  const known = instant === undefined ? undefined : parseInstant(new Date(Math.min(instant, 8.64e15)).toISOString());
  return known === undefined ? undefined : { time: { certainty: 'instant', instant: known, text }, flags: [] };
};

/** Seconds or milliseconds since 1970, ISO 8601, or the same without an offset, which is UTC by the protocol. None means now. */
function timeOf(text: string | undefined, receivedTime: Instant): TimeReading | undefined {
  if (text === undefined) return { time: { certainty: 'instant', instant: receivedTime, text: '' }, flags: ['time-of-receipt'] };
  if (/^\d{1,14}$/.test(text)) return instantReading(text.length > 11 ? Number(text) : Number(text) * 1000, text);
  const read = readClockText(text);
  if (read?.kind === 'instant') return instantReading(read.instant, text);
  return read?.kind === 'local' ? instantReading(parseInstant(`${read.local}Z`), text) : undefined;
}

function normalizeMessage(given: unknown, { receivedTime }: PushContext): Normalization {
  const parsed = message.safeParse(given);
  if (!parsed.success) return refused('wrong-shape', 'The client sends a JSON object.');
  const { device_id, location } = parsed.data;
  const { coords, mock, timestamp, uuid } = location;
  const read = readFix('osmand', MAPPING_VERSION, '/location', {
    ...coords,
    device: identifier('device', device_id),
    reading: timeOf(nameText(timestamp), receivedTime),
    speedUnit: KMH_PER_METRE_A_SECOND,
    flags: mock === true ? ['simulated'] : [],
    key: uuid,
  });
  return collect([{ pointer: '/location', read }]);
}

function normalizeQuery(query: string, { receivedTime }: PushContext): Normalization {
  const parameters = new URLSearchParams(query);
  const first = (...names: readonly string[]) => names.map((name) => parameters.get(name)?.trim()).find(Boolean);
  const [latitude = first('lat'), longitude = first('lon')] = first('location')?.split(',') ?? [];
  const read = readFix('osmand', MAPPING_VERSION, '', {
    device: identifier('device', first('id', 'deviceid')),
    reading: timeOf(first('timestamp'), receivedTime),
    latitude,
    longitude,
    speed: first('speed'),
    speedUnit: KMH_PER_KNOT,
    heading: first('bearing', 'heading'),
    altitude: first('altitude'),
    accuracy: first('accuracy'),
    flags: first('valid') === 'false' ? ['no-fresh-fix'] : [],
  });
  return collect([{ pointer: '', read }]);
}

/** The report is a JSON body, or parameters in the address or in a form. */
const normalize: CarrierFormat['normalize'] = (rawBody, context) => {
  const text = readText(rawBody);
  if ('reason' in text) return refused(text.reason, text.detail);
  if (/^\s*[{[]/.test(text.value)) {
    const json = readJson(rawBody);
    return 'reason' in json ? refused(json.reason, json.detail) : normalizeMessage(json.value, context);
  }
  const question = context.url.indexOf('?');
  return normalizeQuery(`${question < 0 ? '' : context.url.slice(question + 1)}&${text.value.trim()}`, context);
};

export const osmand: CarrierFormat = {
  name: 'osmand',
  title: 'OsmAnd protocol and Traccar client',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
