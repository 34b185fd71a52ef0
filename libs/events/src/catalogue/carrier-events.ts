import * as carriers from './carriers';
import { type CatalogueEntry, entry } from './entry';

const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';
const sourceId = 'src_c2Y1dGhlcGFyY2Vsc29mZWFzeQ';

/** Rows of the catalogue: senders of foreign formats, their pushes, and what they say of their scans. */
export const CARRIER_EVENTS = {
  'dev.waybill.source-registered.v1': entry(
    'decision',
    "An operator opened an address for a carrier's or device platform's own format.",
    carriers.sourceRegistered,
    { sourceId, format: 'easypost', name: 'EasyPost', defaultTimeZone: 'Europe/Berlin', secrets: ['v1.c2VhbGVk'] },
  ),
  'dev.waybill.source-changed.v1': entry(
    'decision',
    'An operator changed what a source is called, or how it is read.',
    carriers.sourceChanged,
    {
      sourceId,
      name: 'EasyPost Europe',
      scope: 'dhl',
    },
  ),
  'dev.waybill.source-secrets-rotated.v1': entry(
    'decision',
    'A source has new secrets; those before count for a while.',
    carriers.sourceSecretsRotated,
    { sourceId, secrets: ['v1.bmV3'], formerUntil: '2026-03-03T10:00:00.000Z' },
  ),
  'dev.waybill.source-retired.v1': entry('decision', 'A source is closed for good.', carriers.sourceRetired, { sourceId }),
  'dev.waybill.push-received.v1': entry('report', "A sender's push as it came, in its own format.", carriers.pushReceived, {
    format: 'osmand',
    url: '/?id=123456',
    headers: { 'content-type': 'application/json' },
    encoding: 'gzip',
    bytes: 0,
    body: 'H4sIAAAAAAAAAwMAAAAAAAAAAAA=',
  }),
  'dev.waybill.push-taken-in.v1': entry('derivation', 'What became of each part of a push.', carriers.pushTakenIn, {
    push: eventId,
    day: '20260302',
    bytes: 512,
    mappingVersion: 1,
    repeated: false,
    counts: { accepted: 1, duplicates: 0, parked: 0, rejected: 1, corrected: 0, missing: 0 },
    scans: [
      { pointer: '/result/tracking_details/1', outcome: 'rejected', shipmentIds: [], reason: 'time-unreadable', detail: 'It is no time.' },
      { pointer: '/result/tracking_details/0', outcome: 'appended', id: `${eventId}.q1zR0fL2mX8cYb3K`, shipmentIds: ['SHP-1001'] },
    ],
    ignored: [],
  }),
  'dev.waybill.scans-noted.v1': entry(
    'derivation',
    'What pushes of a sender say of its scans, so that a changed, missing or withdrawn one is known.',
    carriers.scansNoted,
    {
      scans: [
        {
          scanId: eventId,
          factId: `${eventId}.q1zR0fL2mX8cYb3K`,
          subject: 'tracking-number:USPS/EZ1',
          at: 1772445600000,
          mappingVersion: 1,
          isActual: true,
        },
      ],
      withdrawn: [],
      missing: [],
      wholeAt: 1772445600000,
    },
  ),
  'dev.waybill.code-unmapped.v1': entry('derivation', 'A sender used a code that its status map does not have.', carriers.codeUnmapped, {
    format: 'easypost',
    rawCode: 'QX/unknown/',
    mappingVersion: 1,
    sourceId,
    note: 'Parcel is resting',
    push: eventId,
    day: '20260302',
    pointer: '/result/tracking_details/0',
  }),
} as const satisfies Record<string, CatalogueEntry>;
