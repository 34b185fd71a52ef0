import { z } from 'zod';
import type { CarrierFormat } from '../port';
import {
  collect,
  identifier,
  identifiers,
  ignoredPush,
  isFault,
  items,
  optionalName,
  optionalObject,
  optionalText,
  readFix,
  readPush,
  stamp,
} from '../reading';
import { verifyAuthorization } from '../signatures';
import { readTime } from '../time';

const FORMAT = stamp('tts', 1);
const anything = z.unknown().optional();

const uplink = z
  .object({
    end_device_ids: optionalObject({
      device_id: optionalName,
      dev_eui: optionalName,
      application_ids: optionalObject({ application_id: optionalName }),
    }),
    received_at: optionalText(64),
    simulated: anything,
    uplink_message: anything,
  })
  .describe('An uplink');
type Uplink = z.infer<typeof uplink>;

const location = { latitude: anything, longitude: anything, altitude: anything, accuracy: anything };
const message = optionalObject({
  session_key_id: optionalText(),
  f_cnt: anything,
  received_at: optionalText(64),
  rx_metadata: items,
  locations: optionalObject({ 'frm-payload': optionalObject(location) }),
});
type Message = z.infer<typeof message>;
const gateway = optionalObject({ time: optionalText(64) });

/** Members that are zero are left out: where one of the two is there, the other one is zero. */
function fixOf({ locations }: Message) {
  const { latitude, longitude, ...rest } = locations['frm-payload'];
  return latitude === undefined && longitude === undefined ? undefined : { latitude: latitude ?? 0, longitude: longitude ?? 0, ...rest };
}

/** When the first gateway heard it; else when the network did. The device has no clock that it tells. */
function timeOf({ rx_metadata, received_at }: Message, whole: Uplink): string | undefined {
  const heard = rx_metadata.flatMap((given) => gateway.parse(given).time ?? []);
  return heard.sort()[0] ?? received_at ?? whole.received_at;
}

/** The EUI is the device's own name in the world; its id is unique within its application. */
function namesOf({ end_device_ids: { device_id, dev_eui, application_ids } }: Uplink) {
  const inApplication = device_id && application_ids.application_id ? `${application_ids.application_id}/${device_id}` : undefined;
  return identifiers(identifier('device', dev_eui?.toUpperCase()), identifier('device', inApplication));
}

/** Only what the device itself measured is a fix. Where a person put it in the registry (`locations.user`) says nothing of where it is. */
const normalize: CarrierFormat['normalize'] = (rawBody) =>
  readPush(rawBody, uplink, (whole) => {
    if (whole.uplink_message === undefined) return ignoredPush('a message that is no uplink');
    const sent = message.parse(whole.uplink_message);
    const fix = fixOf(sent);
    if (fix === undefined) return ignoredPush('an uplink without a fix of its own');
    const [device, ...others] = namesOf(whole);
    const [text, { session_key_id: session, f_cnt = 0 }] = [timeOf(sent, whole), sent];
    const read = readFix(FORMAT.format, FORMAT.mappingVersion, '/uplink_message', {
      ...fix,
      device,
      reading: text === undefined ? undefined : readTime(text),
      flags: whole.simulated === true ? ['simulated'] : [],
      key: session === undefined ? undefined : `${session} ${f_cnt}`,
    });
    return collect([
      { pointer: '/uplink_message', read: isFault(read) ? read : { ...read, about: identifiers(...read.about, ...others) } },
    ]);
  });

export const tts: CarrierFormat = {
  name: 'tts',
  title: 'The Things Stack v3 uplinks',
  mappingVersion: FORMAT.mappingVersion,
  secret: 'optional',
  verify: (_rawBody, headers, _url, secrets) => verifyAuthorization(headers, secrets),
  normalize,
};
