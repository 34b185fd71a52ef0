import { EventStoreDBClient } from '@eventstore/db-client';
import { type RunningEventNode, startEventNode } from '../../support/event-node';
import { type Expectations, SERVERS, serverOf, versionOf } from './servers';

/** Two busy cores, or a server across a network, may take long over a case; a hang is still found. */
const PATIENCE_MS = 30_000;

/** The server under test and clients for it. */
export interface Target {
  /** One shared client; its appends share one call. */
  readonly client: EventStoreDBClient;
  /** A client with a connection of its own, closed with the target. */
  another(): EventStoreDBClient;
  /** What is to be expected of this server. */
  readonly expects: Expectations;
}

/** A client for an `esdb://` URL, `unix:<path>` or `host:port`. */
export function connect(address: string): EventStoreDBClient {
  if (/^(esdb|kurrentdb)(\+discover)?:/.test(address)) return EventStoreDBClient.connectionString(address);
  return new EventStoreDBClient({ endpoint: address }, { insecure: true });
}

/**
 * The server that CONFORMANCE_EVENTSTORE_URL names, or an embedded node of this spec file's own, which plays the release that
 * WAYBILL_TEST_BEHAVE names. Call it once at the top of a spec.
 * Cases must not assume an empty log: a real server has other tenants.
 */
export function useTarget(): Target {
  jest.setTimeout(PATIENCE_MS);
  const clients: EventStoreDBClient[] = [];
  let address = process.env.CONFORMANCE_EVENTSTORE_URL;
  let node: RunningEventNode | undefined;
  let expects: Expectations = SERVERS.embedded;
  const another = (): EventStoreDBClient => {
    const client = connect(address as string);
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    if (!address) {
      node = await startEventNode();
      address = node.address;
    }
    const client = another();
    if (!node || process.env.WAYBILL_TEST_BEHAVE) expects = SERVERS[serverOf(await versionOf(client))];
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    await node?.stop();
  });
  return {
    get client() {
      return clients[0] as EventStoreDBClient;
    },
    another,
    get expects() {
      return expects;
    },
  };
}
