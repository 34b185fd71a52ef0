import { z } from 'zod';
import { items, optionalName, optionalObject, optionalText } from '../reading';

const location = {
  locationName: optionalText(),
  UNLocationCode: optionalText(16),
  latitude: z.unknown().optional(),
  longitude: z.unknown().optional(),
  geoCoordinate: optionalObject({ latitude: z.unknown().optional(), longitude: z.unknown().optional() }),
  address: optionalObject({
    city: optionalText(120),
    stateRegion: optionalText(120),
    country: optionalText(60),
    countryCode: optionalText(60),
  }),
};
export const dcsaLocation = optionalObject(location);
export type DcsaLocation = z.infer<typeof dcsaLocation>;

const transportCall = {
  transportCallID: optionalName,
  transportCallReference: optionalName,
  UNLocationCode: optionalText(16),
  modeOfTransport: optionalText(),
  location: dcsaLocation,
  vessel: optionalObject({ vesselIMONumber: optionalName }),
  vesselTransport: optionalObject({ vesselIMONumber: optionalName }),
};
const eventCodes = {
  transportEventTypeCode: optionalText(),
  equipmentEventTypeCode: optionalText(),
  shipmentEventTypeCode: optionalText(),
  iotEventTypeCode: optionalText(),
  reeferEventTypeCode: optionalText(),
};

/** Members of 2.2 and of 3.0: what is flat in the one is in groups in the other. */
export const dcsaEvent = z
  .object({
    eventID: z.unknown().optional(),
    eventDateTime: optionalText(64),
    eventCreatedDateTime: optionalText(64),
    eventUpdatedDateTime: optionalText(64),
    isRetracted: z.unknown().optional(),
    retractedEventID: optionalText(),
    eventType: optionalText(),
    eventClassifierCode: optionalText(),
    ...eventCodes,
    eventClassification: z
      .object({ eventTypeCode: optionalText(), eventClassifierCode: optionalText(), ...eventCodes })
      .optional()
      .catch(undefined),
    eventRouting: optionalObject({
      originatingParty: optionalObject({ partyCode: optionalText(), codeListProvider: optionalText(), codeListName: optionalText() }),
    }),
    eventLocation: dcsaLocation,
    transportCall: optionalObject(transportCall),
    transportDetails: optionalObject({ transportCall: optionalObject(transportCall) }),
    equipmentReference: optionalName,
    emptyIndicatorCode: optionalText(),
    equipmentDetails: optionalObject({ equipmentReference: optionalName, emptyIndicatorCode: optionalText() }),
    documentID: optionalName,
    documentTypeCode: optionalText(),
    documentReferences: items,
    shipmentDetails: optionalObject({ documentReference: z.unknown().optional(), additionalDocumentReferences: items }),
    references: items,
    delayReasonCode: optionalText(),
    changeRemark: optionalText(500),
    iotDetails: optionalObject({ iotEventCode: optionalText() }),
  })
  .describe('An event');
export type DcsaEvent = z.infer<typeof dcsaEvent>;

/** A reference: its type and value have other names in each of the three places. */
export const reference = optionalObject({
  documentReferenceType: optionalText(),
  documentReferenceValue: optionalName,
  referenceType: optionalText(),
  referenceValue: optionalName,
  typeCode: optionalText(),
  reference: optionalName,
});
