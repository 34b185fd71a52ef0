import { type Identifier, isScheme } from './identifiers';
import type { ShipmentId } from './ids';

const UNRESERVED = /^[A-Za-z0-9._~-]*$/;
/** RFC 3986: everything but the unreserved characters is percent-encoded. */
const percentEncode = (value: string): string =>
  UNRESERVED.test(value)
    ? value
    : encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Facts and commands of one shipment. */
export const shipmentStream = (shipmentId: string): string => `shipment-${shipmentId}`;
/** What a name out there stands for, and the reports about it that no shipment has (all of them for a unit). */
export const identifierStream = ({ scheme, value }: Identifier): string => `identifier-${scheme}~${percentEncode(value)}`;
/** Exceptions of one shipment: what was detected, and what people did about it. */
export const exceptionsStream = (shipmentId: string): string => `exceptions-${shipmentId}`;
/** One API key: created, revoked. */
export const apiKeyStream = (keyId: string): string => `apikey-${keyId}`;
/** What the customers' page is like: changed. */
export const trackingPageStream = (page: string): string => `trackingpage-${page}`;
/** A ticket that signed in once. */
export const signInTicketStream = (ticketId: string): string => `ticket-${ticketId}`;
/** One source of a foreign format: registered, changed, secrets rotated, retired. */
export const sourceStream = (sourceId: string): string => `source-${sourceId}`;
/** A source's pushes of one day (`yyyymmdd`, UTC), as they came. */
export const rawStream = (sourceId: string, day: string): string => `raw-${sourceId}-${day}`;
/** What became of a source's pushes. */
export const deliveriesStream = (sourceId: string): string => `deliveries-${sourceId}`;
/** What a source says of its scans: of all those of one name, or of a single one. */
export const scansStream = (sourceId: string, key: string): string => `scans-${sourceId}~${percentEncode(key)}`;
/** Codes of a format that no status map has. */
export const unmappedStream = (format: string): string => `unmapped-${percentEncode(format)}`;
/** One geofence: defined, redrawn, retired. */
export const geofenceStream = (geofenceId: string): string => `geofence-${geofenceId}`;
/** The fence whose stream this is. */
export const geofenceOfStream = (stream: string): string | undefined =>
  stream.startsWith('geofence-') ? stream.slice('geofence-'.length) : undefined;
/** One site: registered, changed, retired. */
export const siteStream = (siteId: string): string => `site-${siteId}`;
/** The site whose stream this is. */
export const siteOfStream = (stream: string): string | undefined => (stream.startsWith('site-') ? stream.slice('site-'.length) : undefined);
/** What a writer has to remember of a stream, once per 100 facts; can be left out and derived again. */
export const seenStream = (stream: string): string => `seen-${stream}`;
/** When one shipment was said to arrive, again and again. */
export const etaStream = (shipmentId: string): string => `eta-${shipmentId}`;
/** How one shipment comes to its site: announced, withdrawn, arrived, left. */
export const arrivalsStream = (shipmentId: string): string => `arrivals-${shipmentId}`;
/** One model that predicts arrivals. It is no stream of a shipment, whatever shipments are called. */
export const etaModelStream = (version: string): string => `etamodel-${version}`;
/** Which of them was promoted when. */
export const ETA_MODELS_STREAM = 'etamodels';
export const DEPLOYMENT_STREAM = 'deployment';

/** Categories of streams with reference data: a process that starts needs all of them, however long the log is. */
export type ReferenceCategory = 'apikey' | 'geofence' | 'site' | 'source' | 'trackingpage';
/** Names the streams of a category, so that they are found without going through the whole log. */
export const directoryStream = (category: ReferenceCategory): string => `directory-${category}`;

/** Prefixes of the streams that read models and reactors are derived from. */
export const FEED_PREFIXES = [
  'shipment-',
  'identifier-',
  'exceptions-',
  'eta-',
  'arrivals-',
  'etamodel',
  'apikey-',
  'geofence-',
  'site-',
  DEPLOYMENT_STREAM,
] as const;

/** Only streams of shipments have such a prefix, so what follows is an id: it is asked of every event, and not parsed again. */
const shipmentBehind = (prefix: string, stream: string): ShipmentId | undefined =>
  stream.startsWith(prefix) ? (stream.slice(prefix.length) as ShipmentId) : undefined;

/** The shipment whose stream this is. */
export const shipmentOfStream = (stream: string): ShipmentId | undefined => shipmentBehind('shipment-', stream);

/** The shipment whose exceptions are in this stream. */
export const shipmentOfExceptionsStream = (stream: string): ShipmentId | undefined => shipmentBehind('exceptions-', stream);

/** The shipment whose predictions are in this stream. */
export const shipmentOfEtaStream = (stream: string): ShipmentId | undefined => shipmentBehind('eta-', stream);

/** The shipment whose arrivals are in this stream. */
export const shipmentOfArrivalsStream = (stream: string): ShipmentId | undefined => shipmentBehind('arrivals-', stream);

/** The name whose stream this is. */
export function identifierOfStream(stream: string): Identifier | undefined {
  const tilde = stream.indexOf('~');
  if (!stream.startsWith('identifier-') || tilde < 0) return undefined;
  const scheme = stream.slice('identifier-'.length, tilde);
  if (scheme !== 'shipment' && !isScheme(scheme)) return undefined;
  return { scheme, value: decodeURIComponent(stream.slice(tilde + 1)) };
}
