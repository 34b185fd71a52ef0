import { apiKeyCreated, apiKeyRevoked, deploymentCreated, signInTicketUsed } from './administration';
import { type CatalogueEntry, entry } from './entry';
import { trackingPageChanged } from './tracking-page';

const eventId = '7d0c7a3e-51f3-5d7e-8f6d-0a54d2f3b7a1';

/** Rows of the catalogue: the deployment itself, and who may do what in it. */
export const ADMINISTRATION_EVENTS = {
  'dev.waybill.api-key-created.v1': entry('decision', 'An operator made an API key.', apiKeyCreated, {
    keyId: 'key_1',
    name: 'DHL webhook',
    role: 'integration',
    sourcePrefix: 'https://dhl.example/',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  }),
  'dev.waybill.api-key-revoked.v1': entry('decision', 'An operator revoked an API key.', apiKeyRevoked, { keyId: 'key_1' }),
  'dev.waybill.deployment-created.v1': entry(
    'decision',
    'This log was started: its identity for everything derived from it.',
    deploymentCreated,
    {
      deploymentId: eventId,
    },
  ),
  'dev.waybill.sign-in-ticket-used.v1': entry('decision', 'A printed link signed in to the console; it does so once.', signInTicketUsed, {
    ticketId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  }),
  'dev.waybill.tracking-page-changed.v1': entry(
    'decision',
    "An operator changed what the customers' page shows, and how it looks.",
    trackingPageChanged,
    {
      brand: 'Nordwind Logistics',
      colours: { band: '#16324f', text: '#ffffff' },
      support: { email: 'help@nordwind.example', phone: '+49 40 123456' },
      shows: { map: ['under-way'], window: ['announced', 'under-way', 'out-for-delivery'], town: ['under-way', 'ended'] },
    },
  ),
} as const satisfies Record<string, CatalogueEntry>;
