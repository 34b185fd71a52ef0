import type { Milestone, StoredEvent, Unit } from '@waybill/events';
import { given } from '../decision-fixtures';
import { at, stored } from './fixtures';
import { type RegisteredShipment, SHIPMENT, whenRegistered } from './shipment';

const place = { latitude: 53.5, longitude: 9.9 };

/** Events of one shipment's stream, for specs. Times are minutes. */
export const registered = stored(
  'dev.waybill.shipment-registered.v1',
  0,
  { shipmentId: 'S', identifiers: [], origin: place, destination: place },
  { commandhash: 'plan' },
);
export const scanned = (milestone: Milestone, minutes: number, id = `${milestone}@${minutes}`, subject = 'shipment:S') =>
  stored('dev.waybill.item-scanned.v1', minutes, { milestone }, { id, subject });
export const loaded = (unit: Unit, minutes: number) =>
  stored('dev.waybill.shipment-loaded.v1', minutes, { shipmentId: 'S', unit }, { id: `load ${unit.value} ${minutes}` });
export const unloaded = (unit: Unit, minutes: number) =>
  stored('dev.waybill.shipment-unloaded.v1', minutes, { shipmentId: 'S', unit }, { id: `unload ${unit.value} ${minutes}` });
export const retracted = (eventId: string, source = 'urn:waybill:command') =>
  stored('dev.waybill.fact-retracted.v1', 90, { eventId, reason: 'wrong' }, { source });
export const reinstated = (eventId: string) =>
  stored('dev.waybill.fact-reinstated.v1', 91, { eventId, reason: 'reattributed' }, { source: 'urn:waybill:attribution' });

/** A registered shipment of which these events were told since. */
export const givenShipment = (...events: readonly StoredEvent[]) => given(SHIPMENT, registered, ...events);

/** Its state. @throws when it is not registered */
export function shipmentAfter(...events: readonly StoredEvent[]): RegisteredShipment {
  const shipment = whenRegistered(givenShipment(...events).state);
  if (!shipment) throw new Error('it begins with its registration');
  return shipment;
}

export const NOW = at(100);
