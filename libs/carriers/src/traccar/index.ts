import { z } from 'zod';
import type { CarrierFormat } from '../port';
import {
  collect,
  identifier,
  ignoredPush,
  isObject,
  KMH_PER_KNOT,
  optionalName,
  optionalObject,
  optionalText,
  readFix,
  readJson,
  refused,
} from '../reading';
import { verifyAuthorization } from '../signatures';
import { readTime } from '../time';

const MAPPING_VERSION = 1;

const body = z.object({
  event: optionalObject({ type: optionalText() }),
  device: optionalObject({ uniqueId: optionalName }),
  position: z.unknown().optional(),
});
const positionShape = z.object({
  fixTime: optionalText(64),
  deviceTime: optionalText(64),
  valid: z.unknown().optional(),
  outdated: z.unknown().optional(),
  latitude: z.unknown().optional(),
  longitude: z.unknown().optional(),
  speed: z.unknown().optional(),
  course: z.unknown().optional(),
  altitude: z.unknown().optional(),
  accuracy: z.unknown().optional(),
});

/** The server forwards before it stores, so `position.id` is 0 and `deviceId` is only its own: neither is a key. */
const normalize: CarrierFormat['normalize'] = (rawBody) => {
  const json = readJson(rawBody);
  if ('reason' in json) return refused(json.reason, json.detail);
  const parsed = body.safeParse(json.value);
  if (!parsed.success) return refused('wrong-shape', 'Traccar forwards a JSON object.');
  const { event, device, position: given } = parsed.data;
  if (!isObject(given))
    return event.type === undefined ? refused('wrong-shape', 'There is no `position`.') : ignoredPush(`event ${event.type}`);
  const position = positionShape.parse(given);
  const text = position.fixTime ?? position.deviceTime;
  const read = readFix('traccar', MAPPING_VERSION, '/position', {
    device: identifier('device', device.uniqueId),
    reading: text === undefined ? undefined : readTime(text),
    latitude: position.latitude,
    longitude: position.longitude,
    speed: position.speed,
    speedUnit: KMH_PER_KNOT,
    heading: position.course,
    altitude: position.altitude,
    accuracy: position.accuracy,
    flags: position.valid === false || position.outdated === true ? ['no-fresh-fix'] : [],
  });
  return collect([{ pointer: '/position', read }]);
};

export const traccar: CarrierFormat = {
  name: 'traccar',
  title: 'Traccar position and event forwarding',
  mappingVersion: MAPPING_VERSION,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
