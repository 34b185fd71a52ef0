import { CLASSIFIERS, type Classifier, type Identifier, type ScanLocation } from '@waybill/events';
import { identifier, identifiers, type Meaning, meaningOf, placeOf } from '../reading';
import { type DcsaEvent, type DcsaLocation, reference } from './schema';
import { BOOKING_DOCUMENTS, EVENTS } from './status-map';

const MAX_REFERENCES = 100;

/** What kind of event it is, from where its version has it. */
export function kindOf(event: DcsaEvent) {
  const codes = event.eventClassification ?? event;
  const type = event.eventClassification?.eventTypeCode ?? event.eventType;
  const byType: Readonly<Record<string, string | undefined>> = {
    TRANSPORT: codes.transportEventTypeCode,
    EQUIPMENT: codes.equipmentEventTypeCode,
    SHIPMENT: codes.shipmentEventTypeCode,
    IOT: codes.iotEventTypeCode,
    REEFER: codes.reeferEventTypeCode,
  };
  const code = type !== undefined && Object.hasOwn(byType, type) ? byType[type] : undefined;
  const classifier = CLASSIFIERS.find((one) => one === codes.eventClassifierCode);
  return { type, code, classifier };
}
export type Kind = ReturnType<typeof kindOf> & { readonly classifier: Classifier };

export const transportCallOf = (event: DcsaEvent) =>
  event.eventClassification ? event.transportDetails.transportCall : event.transportCall;
const equipmentOf = (event: DcsaEvent) => (event.eventClassification ? event.equipmentDetails : event);

interface Reference {
  readonly type: string | undefined;
  readonly value: string | undefined;
}
function referencesOf(event: DcsaEvent): Reference[] {
  const { documentReference, additionalDocumentReferences } = event.shipmentDetails;
  const given = [...event.documentReferences, documentReference, ...additionalDocumentReferences, ...event.references].slice(
    0,
    MAX_REFERENCES,
  );
  const read = given.map((one) => {
    const {
      documentReferenceType,
      documentReferenceValue,
      referenceType,
      referenceValue,
      typeCode,
      reference: value,
    } = reference.parse(one);
    return { type: documentReferenceType ?? referenceType ?? typeCode, value: documentReferenceValue ?? referenceValue ?? value };
  });
  return [{ type: event.documentTypeCode, value: event.documentID }, ...read];
}

/** What is reported on: the box, then the papers, and the vessel last, since it concerns everything aboard. */
export function aboutOf(event: DcsaEvent): Identifier[] {
  const references = referencesOf(event);
  const named = (scheme: Identifier['scheme'], type: string) =>
    references.filter((one) => one.type === type).map((one) => (scheme === 'shipment' ? undefined : identifier(scheme, one.value)));
  const call = transportCallOf(event);
  const imo = call.vessel.vesselIMONumber ?? call.vesselTransport.vesselIMONumber;
  return identifiers(
    identifier('container', equipmentOf(event).equipmentReference),
    ...named('container', 'EQ'),
    ...named('booking', 'BKG'),
    ...named('bill-of-lading', 'TRD'),
    ...named('order', 'PO'),
    imo === undefined ? undefined : identifier('vehicle', `IMO${imo}`),
  );
}

/** An empty box moves before the goods are in it and after they are out: it says nothing about the goods. */
export function meaningOfEvent(event: DcsaEvent, { type, code }: Kind): Meaning {
  const found = meaningOf(EVENTS, `${type}/${code}`);
  const isEmptyBox = type === 'EQUIPMENT' && equipmentOf(event).emptyIndicatorCode === 'EMPTY';
  const document = event.documentTypeCode ?? reference.parse(event.shipmentDetails.documentReference).typeCode;
  const isOtherPaper = found.milestone === 'CANCELLED' && !BOOKING_DOCUMENTS.includes(document ?? '');
  return found.milestone !== 'UNKNOWN' && (isEmptyBox || isOtherPaper) ? { milestone: 'CARRIER_NOTE' } : found;
}

const placeOfLocation = ({ locationName, UNLocationCode, address, geoCoordinate, ...flat }: DcsaLocation) =>
  placeOf({
    name: locationName,
    city: address.city,
    region: address.stateRegion,
    country: address.countryCode ?? address.country,
    unlocode: UNLocationCode,
    latitude: geoCoordinate.latitude ?? flat.latitude,
    longitude: geoCoordinate.longitude ?? flat.longitude,
  });

/** Where it was. The same place may be said three times; when they differ there is no telling which is right. */
export function placeOfEvent(event: DcsaEvent): { readonly place: ScanLocation | undefined; readonly contradictory: boolean } {
  const call = transportCallOf(event);
  const stated = new Set([event.eventLocation, call.location, call].map(({ UNLocationCode }) => UNLocationCode).filter(Boolean));
  if (stated.size > 1) return { place: undefined, contradictory: true };
  const place = placeOfLocation(event.eventLocation) ?? placeOfLocation(call.location) ?? placeOf({ unlocode: call.UNLocationCode });
  return { place, contradictory: false };
}
