import type { Identifier, ScanLocation } from '@waybill/events';
import { coordinates, identifier, placeOf } from '../reading';

/** GS1 General Specifications 7.9: digits weighted 3, 1, 3 … from the right; the check digit fills up to a multiple of 10. */
function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

/** The 18 digits of `urn:epc:id:sscc:<company>.<serial>`: the URN has no check digit, and its serial begins with the extension digit. */
function ssccOfUrn(company: string, serial: string): string | undefined {
  const digits = `${serial.slice(0, 1)}${company}${serial.slice(1)}`;
  return /^\d{17}$/.test(digits) ? withCheckDigit(digits) : undefined;
}

/** The value of an application identifier in a GS1 Digital Link, whatever domain and path stand before it. */
const inLink = (id: string, ai: string): string | undefined =>
  /^https?:\/\//i.test(id) ? new RegExp(`/${ai}/([^/?#]+)`).exec(id)?.[1] : undefined;

const assetOf = (kind: string, value: string | undefined): Identifier | undefined =>
  value === undefined ? undefined : identifier('device', `${kind}:${value}`);

/** A GRAI as application identifier 8003 has it: a zero, company, type, check digit, serial. */
const graiOfUrn = (company: string, type: string, serial: string): string | undefined =>
  /^\d{12}$/.test(company + type) ? `0${withCheckDigit(company + type)}${serial}` : undefined;

/**
 * A thing that moves: a logistic unit (SSCC), a container (BIC), a vessel (IMO), or an asset with a number of its own (GRAI, GIAI). Items and
 * classes of items (SGTIN, LGTIN) name no shipment.
 */
export function unitOf(id: string): Identifier | undefined {
  const [, kind, rest = ''] = /^urn:epc:id:(sscc|bic|imovn|grai|giai):(\S+)$/i.exec(id) ?? [];
  const [first = '', second = '', ...others] = rest.split('.');
  switch (kind?.toLowerCase()) {
    case 'sscc':
      return identifier('sscc', ssccOfUrn(first, second));
    case 'bic':
      return identifier('container', rest);
    case 'imovn':
      return identifier('vehicle', `IMO${rest}`);
    case 'grai':
      return assetOf('grai', graiOfUrn(first, second, others.join('.')));
    case 'giai':
      return assetOf('giai', `${first}${[second, ...others].join('.')}`);
    case undefined: {
      const sscc = inLink(id, '00');
      if (sscc !== undefined) return /^\d{18}$/.test(sscc) ? identifier('sscc', sscc) : undefined;
      return assetOf('grai', inLink(id, '8003')) ?? assetOf('giai', inLink(id, '8004'));
    }
    default:
      return undefined;
  }
}

const SCHEMES: Readonly<Record<string, 'order' | 'bill-of-lading'>> = { po: 'order', bol: 'bill-of-lading' };

/** The last part of a CBV name, whichever way it is written: bare, as a URN, or as a Web URI. */
export const cbvName = (given: string | undefined): string | undefined =>
  given?.replace(
    /^(?:urn:epcglobal:cbv:(?:bizstep|disp|btt):|https:\/\/(?:ref\.gs1\.org|ns\.gs1\.org)\/cbv\/(?:BizStep|Disp|BTT)-|cbv:(?:BizStep|Disp|BTT)-)/i,
    '',
  );

/** A business paper. In CBV's URN the party's GLN stands before the number; other URIs are names as they are. */
export function referenceOf(type: string | undefined, id: string | undefined): Identifier | undefined {
  const name = cbvName(type) ?? '';
  const scheme = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  return scheme && id !== undefined ? identifier(scheme, id.replace(/^urn:epcglobal:cbv:bt:\d*:/i, '')) : undefined;
}

/** `geo:lat,lon` (RFC 5870), or a location with a GLN, as a URN or a Digital Link. */
export function placeOfId(id: string | undefined): ScanLocation | undefined {
  if (id === undefined) return undefined;
  const [, latitude, longitude] = /^geo:(-?[\d.]+),(-?[\d.]+)/i.exec(id) ?? [];
  if (latitude !== undefined) return placeOf({ ...coordinates(latitude, longitude) });
  const [, company = '', site = '', extension = '0'] = /^urn:epc:id:sgln:(\d+)\.(\d*)\.(.+)$/i.exec(id) ?? [];
  const gln = /^\d{12}$/.test(company + site) ? withCheckDigit(company + site) : inLink(id, '414');
  const part = gln === undefined || extension !== '0' ? extension : (inLink(id, '254') ?? '0');
  return gln === undefined ? placeOf({ name: id }) : placeOf({ name: part === '0' ? `GLN ${gln}` : `GLN ${gln} ${part}` });
}
