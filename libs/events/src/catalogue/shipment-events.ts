import * as decisions from './decisions';
import { type CatalogueEntry, entry } from './entry';
import { itemScanned, positionReported, vehicleMoved } from './reports';
import { type LineString } from './shapes';

const vehicle = { scheme: 'vehicle' as const, value: 'TRUCK-7' };
const container = { scheme: 'container' as const, value: 'CSQU3054383' };
const carried = { unit: container, on: vehicle };
const hamburg = { name: 'Hamburg Altenwerder', latitude: 53.5045, longitude: 9.9312, unlocode: 'DEHAM' };
const munich = { name: 'Munich depot', latitude: 48.1372, longitude: 11.5756 };
const route: LineString = {
  type: 'LineString',
  coordinates: [
    [9.9312, 53.5045],
    [11.5756, 48.1372],
  ],
};
const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';
const linkId = '9f86d081884c7d659a2feaa0c55ad015';

/** Rows of the catalogue: what is reported of shipments and units, and what is decided about them and their names. */
export const SHIPMENT_EVENTS = {
  'dev.waybill.position-reported.v1': entry(
    'report',
    'A device was at a place, with speed, heading and accuracy if known.',
    positionReported,
    {
      latitude: 50.9413,
      longitude: 6.9583,
      speedKmh: 81.5,
      headingDegrees: 172,
      accuracyMetres: 8,
    },
  ),
  'dev.waybill.item-scanned.v1': entry('report', 'A carrier recorded a milestone: actual, estimated, planned or requested.', itemScanned, {
    milestone: 'DEPARTED_HUB',
    classifier: 'ACT',
    location: { city: 'Kassel', country: 'DE', unlocode: 'DEKSF' },
    rawCode: 'P1',
  }),
  'dev.waybill.vehicle-departed.v1': entry('report', 'A vehicle left a place.', vehicleMoved, {
    location: { city: 'Hamburg', country: 'DE' },
  }),
  'dev.waybill.vehicle-arrived.v1': entry('report', 'A vehicle reached a place.', vehicleMoved, { stop: 'MUC-1' }),
  'dev.waybill.shipment-registered.v1': entry('decision', 'A coordinator asked us to track a shipment.', decisions.shipmentRegistered, {
    shipmentId: 'SHP-1001',
    carrier: 'dhl',
    identifiers: [{ scheme: 'tracking-number', value: 'DHL/00340434161094042557' }],
    origin: hamburg,
    destination: munich,
  }),
  'dev.waybill.route-planned.v1': entry('decision', 'The planned route of a shipment was set or replaced.', decisions.routePlanned, {
    route,
  }),
  'dev.waybill.identifier-assigned.v1': entry('decision', 'From a time on, a name stands for a shipment.', decisions.identifierAssigned, {
    identifier: vehicle,
    given: 'TRUCK-7',
    shipmentId: 'SHP-1001',
    commandId: eventId,
  }),
  'dev.waybill.identifier-released.v1': entry('decision', 'A name no longer stands for a shipment.', decisions.identifierReleased, {
    identifier: vehicle,
    shipmentId: 'SHP-1001',
    until: '2026-03-02T17:00:00Z',
  }),
  'dev.waybill.shipment-loaded.v1': entry('decision', 'A shipment went aboard a unit at the event time.', decisions.shipmentLoaded, {
    shipmentId: 'SHP-1001',
    unit: container,
  }),
  'dev.waybill.shipment-unloaded.v1': entry('decision', 'A shipment left a unit at the event time.', decisions.shipmentLoaded, {
    shipmentId: 'SHP-1001',
    unit: container,
  }),
  'dev.waybill.unit-loaded.v1': entry(
    'decision',
    'A unit went onto another one: a device on a vehicle, a container on a vessel.',
    decisions.unitLoaded,
    carried,
  ),
  'dev.waybill.unit-unloaded.v1': entry('decision', 'A unit left the one it was on.', decisions.unitLoaded, carried),
  'dev.waybill.shipment-cancelled.v1': entry('decision', 'A coordinator cancelled the shipment.', decisions.shipmentCancelled, {
    reason: 'customer withdrew the order',
  }),
  'dev.waybill.delivered.v1': entry('decision', 'A coordinator recorded the delivery.', decisions.delivered, {
    proof: { reference: 'POD-778' },
  }),
  'dev.waybill.fact-retracted.v1': entry('decision', 'An earlier fact was wrong and no longer counts.', decisions.factRetracted, {
    eventId,
    reason: 'scanned by mistake',
  }),
  'dev.waybill.fact-reinstated.v1': entry(
    'decision',
    'A fact that attribution had moved away counts here again.',
    decisions.factReinstated,
    {
      eventId,
      reason: 'reattributed',
    },
  ),
  'dev.waybill.tracking-link-issued.v1': entry(
    'decision',
    'A customer may follow the shipment through this link.',
    decisions.trackingLink,
    { linkId },
  ),
  'dev.waybill.tracking-link-revoked.v1': entry('decision', 'The link no longer works.', decisions.trackingLink, { linkId }),
} as const satisfies Record<string, CatalogueEntry>;
