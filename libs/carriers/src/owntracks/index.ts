import { parseInstant } from '@waybill/events';
import { z } from 'zod';
import type { CarrierFormat, Headers } from '../port';
import { collect, identifier, ignoredPush, numberOf, optionalName, optionalText, readFix, readJson, refused } from '../reading';
import { oneHeader, verifyAuthorization } from '../signatures';
import type { TimeReading } from '../time';

const MAPPING_VERSION = 1;
const anything = z.unknown().optional();

const message = z.object({
  _type: optionalText(),
  topic: optionalName,
  tst: anything,
  lat: anything,
  lon: anything,
  vel: anything,
  cog: anything,
  alt: anything,
  acc: anything,
});

/** `owntracks/<user>/<device>` in the message, or both parts in headers. `tid` is two letters that several phones may share: it names none. */
function deviceOf(topic: string | undefined, headers: Headers): string | undefined {
  const [, user, device] = /^owntracks\/([^/]+)\/([^/]+)/.exec(topic ?? '') ?? [];
  if (user !== undefined && device !== undefined) return `${user}/${device}`;
  const [limitU, limitD] = [oneHeader(headers, 'x-limit-u'), oneHeader(headers, 'x-limit-d')];
  return 'value' in limitU && 'value' in limitD ? `${limitU.value}/${limitD.value}` : undefined;
}

function timeOf(tst: unknown): TimeReading | undefined {
  const seconds = numberOf(tst);
  if (seconds === undefined || Math.abs(seconds) > 8.64e12) return undefined;
  const instant = parseInstant(new Date(seconds * 1000).toISOString());
  return instant === undefined ? undefined : { time: { certainty: 'instant', instant, text: String(tst) }, flags: [] };
}

/** Positions are in `location`, and in `transition` as the place where a region was entered or left. The other types say nothing of a place. */
const normalize: CarrierFormat['normalize'] = (rawBody, { headers }) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = message.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'OwnTracks sends a JSON object.');
  const { _type: type, topic, tst, lat, lon, vel, cog, alt, acc } = parsed.data;
  if (type !== 'location' && type !== 'transition') return ignoredPush(`message ${type ?? 'without a type'}`);
  const read = readFix('owntracks', MAPPING_VERSION, '', {
    device: identifier('device', deviceOf(topic, headers)),
    reading: timeOf(tst),
    latitude: lat,
    longitude: lon,
    speed: vel,
    heading: cog,
    altitude: alt,
    accuracy: acc,
  });
  return collect([{ pointer: '', read }]);
};

export const owntracks: CarrierFormat = {
  name: 'owntracks',
  title: 'OwnTracks over HTTP',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
