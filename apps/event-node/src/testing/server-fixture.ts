import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { credentials } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { createGrpcServer, type GrpcServer } from '../services/grpc-server';
import { openFixture, temporaryDirectory } from './store-fixture';

/** A server in this process and a raw client for it. */
export interface Served {
  readonly address: string;
  readonly client: StreamsClient;
  readonly store: EventStore;
}

/** Starts a server before the tests of a spec file and stops it behind them. */
export function useServer(): Served {
  const directory = temporaryDirectory();
  const { store } = openFixture(directory);
  const server: GrpcServer = createGrpcServer(store);
  let address = '';
  let client: StreamsClient;
  beforeAll(async () => {
    address = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
    client = new StreamsClient(address, credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await server.close();
    await store.close();
    fs.rmSync(directory, { recursive: true, force: true });
  });
  return {
    store,
    get address() {
      return address;
    },
    get client() {
      return client;
    },
  };
}

export function uuid(text: string = randomUUID()): UUID {
  const id = new UUID();
  id.setString(text);
  return id;
}

export function identifier(name: string): StreamIdentifier {
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(name));
  return stream;
}
