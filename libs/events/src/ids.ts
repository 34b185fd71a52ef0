declare const brand: unique symbol;
/** A string or number that has been parsed once and is trusted from there on. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** One trackable unit, named by the client (`[A-Za-z0-9][A-Za-z0-9._-]{0,63}`) or by us (a UUID). */
export type ShipmentId = Brand<string, 'ShipmentId'>;
/** UUID under which an event is stored; the same fact has another one in every stream that holds a copy. */
export type EventId = Brand<string, 'EventId'>;
/** Milliseconds since the Unix epoch, UTC. */
export type Instant = Brand<number, 'Instant'>;

const SHIPMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The shipment id, or undefined when the text is not one. */
export const parseShipmentId = (text: string): ShipmentId | undefined => (SHIPMENT_ID.test(text) ? (text as ShipmentId) : undefined);
