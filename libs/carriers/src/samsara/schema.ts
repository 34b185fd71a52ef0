import { z } from 'zod';
import { optionalName, optionalObject, optionalText } from '../reading';

const anything = z.unknown().optional();

/** A web hook's envelope. */
export const message = z
  .object({ eventId: optionalName, eventTime: optionalText(64), eventType: optionalText(), data: anything })
  .describe('A Samsara message');

const vehicle = optionalObject({ id: optionalName, externalIds: anything });

export const moved = optionalObject({
  vehicle,
  address: optionalObject({
    name: optionalText(),
    geofence: optionalObject({ circle: optionalObject({ latitude: anything, longitude: anything }) }),
  }),
  routeStopDetails: optionalObject({ id: optionalName, name: optionalText() }),
  route: optionalObject({ vehicle }),
});
export type Moved = z.infer<typeof moved>;

/** A GPS reading, as the data connector sends it. */
export const gpsReading = optionalObject({
  happenedAtTime: optionalText(64),
  asset: vehicle,
  location: optionalObject({ latitude: anything, longitude: anything, headingDegrees: anything, accuracyMeters: anything }),
  speed: optionalObject({ gpsSpeedMetersPerSecond: anything, ecuSpeedMetersPerSecond: anything }),
});
