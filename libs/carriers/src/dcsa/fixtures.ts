import { json } from '../fixtures/bytes';

export const flat = (more: object = {}) => ({
  eventID: '11111111-1111-4111-8111-111111111111',
  eventCreatedDateTime: '2026-02-27T09:00:00Z',
  eventType: 'EQUIPMENT',
  eventClassifierCode: 'ACT',
  eventDateTime: '2026-02-27T08:00:00+01:00',
  equipmentEventTypeCode: 'GTIN',
  equipmentReference: 'APZU4812090',
  emptyIndicatorCode: 'LADEN',
  eventLocation: { UNLocationCode: 'DEHAM' },
  ...more,
});

const PARTY = { partyCode: 'EXCO', codeListProvider: 'SMDG', codeListName: 'LCL' };
export const grouped = (more: object = {}) => ({
  eventRouting: { originatingParty: PARTY },
  eventID: 'evt-1',
  eventDateTime: '2026-02-27T08:00:00+01:00',
  eventUpdatedDateTime: '2026-02-27T09:00:00Z',
  eventLocation: { UNLocationCode: 'DEHAM' },
  eventClassification: { eventTypeCode: 'TRANSPORT', eventClassifierCode: 'ACT', transportEventTypeCode: 'DEPA' },
  shipmentDetails: { documentReference: { typeCode: 'BKG', reference: 'B1' } },
  transportDetails: { transportCall: { modeOfTransport: 'RAIL' } },
  ...more,
});

export const examples = [
  json([flat(), flat({ eventID: undefined, eventClassifierCode: 'EST' })]),
  json({ events: [grouped(), grouped({ isRetracted: true })] }),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  json([flat()]),
  json([flat(), flat({ eventID: '22222222-2222-4222-8222-222222222222', equipmentEventTypeCode: 'GTOT' })]),
] as const;
