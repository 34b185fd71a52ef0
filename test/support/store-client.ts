import { EventStoreDBClient } from '@eventstore/db-client';

/** The vendor's client, for what Waybill itself does not do to a stream. */
export const storeClient = (address: string): EventStoreDBClient => new EventStoreDBClient({ endpoint: address }, { insecure: true });
