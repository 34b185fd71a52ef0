import { setTimeout } from 'node:timers/promises';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { type handleUnaryCall, Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { PersistentSubscriptions } from '../persistent/persistent-subscriptions';
import { type BatchFrame, decodeBatchFrame } from '../wire/batch-append-request';
import { append } from './append-service';
import { batchAppend } from './batch-append-service';
import { deleteStream, tombstoneStream } from './delete-service';
import { readGossip } from './gossip-service';
import { longSentences } from './long-sentences';
import { OpenCalls } from './open-calls';
import { type PersistentReadCall, readPersistent } from './persistent-read';
import { persistentHandlers } from './persistent-service';
import { read } from './read-service';
import { getSupportedMethods } from './server-features-service';

/** The default of 4 MB would break a client's shared append call on its first larger message. */
const MAX_MESSAGE_SIZE = 17 * 1024 * 1024;
const KEEPALIVE_MS = 10_000;
/** Time for writes that were taken on to be answered. */
const LAST_WRITES_MS = 700;
/** Time for calls to end on their own before connections are cut. */
const DRAIN_MS = 1500;

const identity = (bytes: Buffer): Buffer => bytes;
/** The hot methods speak bytes; everything else uses the generated classes. */
const streamsDefinition = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: identity },
  batchAppend: {
    ...StreamsService.batchAppend,
    requestDeserialize: decodeBatchFrame as (bytes: Buffer) => BatchFrame,
    responseSerialize: identity,
  },
} as unknown as ServiceDefinition<UntypedServiceImplementation>;
const persistentDefinition = {
  ...PersistentSubscriptionsService,
  read: { ...PersistentSubscriptionsService.read, responseSerialize: identity },
} as unknown as ServiceDefinition<UntypedServiceImplementation>;

/** A running protocol server. */
export interface GrpcServer {
  /** Listens on `127.0.0.1:<port>` (0 = any) or `unix:<path>`; answers the port, or the number gRPC gives a socket file. */
  listen(address: string): Promise<number>;
  /** Answers the writes it has taken on, ends open calls with CANCELLED, waits for the rest, then closes. */
  close(): Promise<void>;
}

/** Puts the protocol in front of a store. */
export function createGrpcServer(store: EventStore): GrpcServer {
  const { behave } = store;
  const server = new Server({
    interceptors: behave?.longSentences ? [longSentences] : [],
    'grpc.max_receive_message_length': behave?.maxMessageSize ?? MAX_MESSAGE_SIZE,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_MS,
  });
  const openCalls = new OpenCalls();
  const underWay = behave ? new Set<string>() : undefined;
  const stopping = new AbortController();
  const subscriptions = new PersistentSubscriptions(store, { now: Date.now, monotonic: () => performance.now() });
  const endpoint = { address: '127.0.0.1', port: 0 };
  const tracked =
    <Call extends Parameters<OpenCalls['add']>[0]>(handle: (call: Call) => void) =>
    (call: Call): void => {
      openCalls.add(call);
      handle(call);
    };
  const services = [StreamsService, PersistentSubscriptionsService, ServerFeaturesService, GossipService] as unknown as ServiceDefinition[];
  server.addService(streamsDefinition, {
    read: tracked<Parameters<typeof read>[1]>((call) => void read(store, call)),
    batchAppend: tracked<Parameters<typeof batchAppend>[1]>((call) => batchAppend(store, call, underWay)),
    append: (call: Parameters<typeof append>[1], callback: Parameters<typeof append>[2]) => append(store, call, callback, stopping.signal),
    delete: deleteStream(store),
    tombstone: tombstoneStream(store),
  } as unknown as UntypedServiceImplementation);
  server.addService(persistentDefinition, {
    read: tracked<PersistentReadCall>((call) => readPersistent(subscriptions, call)),
    ...persistentHandlers(subscriptions),
  } as unknown as UntypedServiceImplementation);
  add(server, ServerFeaturesService, 'getSupportedMethods', getSupportedMethods(services, behave?.version));
  add(
    server,
    GossipService,
    'read',
    readGossip(() => endpoint),
  );
  return {
    listen: async (address) => {
      endpoint.port = await bind(server, address);
      return endpoint.port;
    },
    close: async () => {
      await Promise.race([store.writes.stop(), setTimeout(LAST_WRITES_MS, undefined, { ref: false })]);
      subscriptions.stop();
      stopping.abort();
      openCalls.cancelAll();
      await drain(server);
    },
  };
}

function add<Request, Response>(server: Server, service: unknown, method: string, handler: handleUnaryCall<Request, Response>): void {
  server.addService(service as ServiceDefinition, { [method]: handler } as unknown as UntypedServiceImplementation);
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.tryShutdown(() => resolve());
    void setTimeout(DRAIN_MS, undefined, { ref: false }).then(() => {
      server.forceShutdown();
      resolve();
    });
  });
}
