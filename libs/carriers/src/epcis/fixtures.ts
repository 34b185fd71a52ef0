import { json } from '../fixtures/bytes';

export const event = (more: object = {}) => ({
  eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  type: 'ObjectEvent',
  action: 'OBSERVE',
  eventTime: '2026-02-27T08:00:00.000+01:00',
  eventTimeZoneOffset: '+01:00',
  epcList: ['urn:epc:id:sscc:4012345.0111111111'],
  bizStep: 'departing',
  disposition: 'in_transit',
  readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0' },
  ...more,
});
export const epcisDocument = (eventList: readonly unknown[]) => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-02-27T09:00:00Z',
  epcisBody: { eventList },
});

export const examples = [
  json(
    epcisDocument([event(), event({ eventID: undefined, epcList: ['https://id.gs1.org/00/040123451111111110'], bizStep: 'receiving' })]),
  ),
  json(
    event({
      bizStep: 'sensor_reporting',
      epcList: ['https://id.example.com/8003/040123450007718765'],
      readPoint: { id: 'geo:42.698334,23.319941' },
      errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'did_not_occur' },
    }),
  ),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json(epcisDocument([event()])),
  json(epcisDocument([event(), event({ eventID: undefined, bizStep: 'receiving' })])),
] as const;
