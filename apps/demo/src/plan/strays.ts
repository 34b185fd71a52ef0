import { HAMBURG, HAMBURG_MUNICH, MUNICH, PARIS } from '../world/places';
import { planDrive } from './drive';
import { registrationOf, type Setting } from './haul';
import { trackingNumber } from './numbers';
import { CARRIERS, type Parcel, scan } from './scans';
import { HOUR, MINUTE, report, SOURCE_PREFIX, type Step, type Story } from './step';

/** Registered only after its carrier had reported for hours: the parked reports are claimed. */
function lateRegistration(setting: Setting): Story {
  const { now, random } = setting;
  const parcel: Parcel = { carrier: CARRIERS.rheinkontor, trackingNumber: trackingNumber(random) };
  const trip = planDrive(HAMBURG_MUNICH, now - 12 * HOUR, 88);
  const registration = registrationOf(parcel, trip, 'LATE-CLAIM', setting);
  return {
    steps: [
      scan(parcel, 'PICKED_UP', now - 14 * HOUR, HAMBURG),
      scan(parcel, 'IN_TRANSIT', now - 9 * HOUR, undefined),
      scan(parcel, 'ARRIVED_AT_DESTINATION', now - 2 * HOUR, MUNICH),
      { at: now - 70 * MINUTE, action: { kind: 'register', registration } },
      scan(parcel, 'OUT_FOR_DELIVERY', now - 30 * MINUTE, MUNICH),
    ],
    highlights: [{ shipmentId: registration.shipmentId, why: 'registered hours after its first scans, which had been parked until then' }],
  };
}

/** No shipment is ever registered under these: they stay parked. */
function unknownNames({ now, random, tag }: Setting): readonly Step[] {
  const parcel: Parcel = { carrier: CARRIERS.mistral, trackingNumber: trackingNumber(random) };
  const device = `860${trackingNumber(random)}`;
  const wanderer = [3, 2, 1].map((hours) =>
    report({
      source: `${SOURCE_PREFIX}telematics/loose`,
      id: `${device}-${tag}-${hours}`,
      type: 'dev.waybill.position-reported.v1',
      subject: `device:${device}`,
      time: now - hours * HOUR,
      mode: 'binary',
      data: { latitude: 51.5 + hours / 10, longitude: 7.4, accuracyMetres: 30 },
    }),
  );
  return [scan(parcel, 'PICKED_UP', now - 7 * HOUR, PARIS), scan(parcel, 'DEPARTED_HUB', now - 5 * HOUR, PARIS), ...wanderer];
}

/** Reports about names that no shipment has, or has not yet. */
export function straysStory(setting: Setting): Story {
  const late = lateRegistration(setting);
  return { ...late, steps: [...late.steps, ...unknownNames(setting)] };
}
