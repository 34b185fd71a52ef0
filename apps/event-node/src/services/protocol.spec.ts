import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesClient } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import {
  AppendReq,
  type AppendResp,
  BatchAppendReq,
  type BatchAppendResp,
  ReadReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import { type ClientDuplexStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import type { EventStore } from '../event-store';
import { openFixture, temporaryDirectory } from '../testing/store-fixture';
import { createGrpcServer, type GrpcServer } from './grpc-server';

/* What the public client never sends, and what other clients may: raw messages over a real connection. */
let directory: string;
let store: EventStore;
let server: GrpcServer;
let address: string;
let client: StreamsClient;

beforeAll(async () => {
  directory = temporaryDirectory();
  store = openFixture(directory).store;
  server = createGrpcServer(store);
  address = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
  client = new StreamsClient(address, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await server.close();
  await store.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

const uuid = (text: string = randomUUID()): UUID => {
  const id = new UUID();
  id.setString(text);
  return id;
};
const identifier = (name: string): StreamIdentifier => {
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(name));
  return stream;
};

describe('Read', () => {
  function options(change: (options: ReadReq.Options) => void): ReadReq {
    const all = new ReadReq.Options.AllOptions();
    all.setStart(new Empty());
    const made = new ReadReq.Options();
    made.setAll(all);
    const id = new ReadReq.Options.UUIDOption();
    id.setString(new Empty());
    made.setUuidOption(id);
    made.setNoFilter(new Empty());
    made.setSubscription(new ReadReq.Options.SubscriptionOptions());
    change(made);
    const request = new ReadReq();
    request.setOptions(made);
    return request;
  }

  function failure(request: ReadReq): Promise<ServiceError> {
    return new Promise((resolve) => client.read(request).on('error', resolve).resume());
  }

  const filter = new ReadReq.Options.FilterOptions();
  filter.setCheckpointintervalmultiplier(1);
  const noInterval = new ReadReq.Options.FilterOptions();
  noInterval.setEventType(new ReadReq.Options.FilterOptions.Expression());
  const position = new ReadReq.Options.Position();
  position.setCommitPosition('10');
  position.setPreparePosition('20');
  const prepareAhead = new ReadReq.Options.AllOptions();
  prepareAhead.setPosition(position);
  const stream = new ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(identifier('s'));
  stream.setStart(new Empty());

  test.each<readonly [string, (options: ReadReq.Options) => void]>([
    ['a subscription that runs backwards', (made) => made.setReadDirection(1)],
    ['no form of ids', (made) => made.clearUuidOption()],
    ['neither stream nor all', (made) => made.clearAll()],
    ['neither count nor subscription', (made) => made.clearSubscription()],
    ['a filter without kind', (made) => made.setFilter(filter)],
    ['a filter without checkpoint interval', (made) => made.setFilter(noInterval)],
    ['a filter on one stream', (made) => made.setStream(stream) && made.setFilter(noInterval)],
    ['a stream without name', (made) => made.setStream(new ReadReq.Options.StreamOptions())],
    ['a position whose prepare is ahead of its commit', (made) => made.setAll(prepareAhead)],
  ])('with %s is an invalid argument', async (_what, change) => {
    expect((await failure(options(change))).code).toBe(status.INVALID_ARGUMENT);
  });

  test('of a subscription starts with its confirmation', async () => {
    const call = client.read(options(() => undefined));
    const first = await new Promise<ReadResp>((resolve) => call.once('data', resolve));
    expect(first.getConfirmation()?.getSubscriptionId()).toMatch(/^[0-9a-f-]{36}$/);
    call.on('error', () => undefined);
    call.cancel();
  });
});

describe('Append', () => {
  function append(messages: AppendReq[]): Promise<AppendResp | ServiceError> {
    return new Promise((resolve) => {
      const call = client.append((error, response) => resolve(error ?? response));
      call.on('error', () => undefined);
      for (const message of messages) call.write(message);
      call.end();
    });
  }

  function head(stream: string): AppendReq {
    const options = new AppendReq.Options();
    options.setStreamIdentifier(identifier(stream));
    options.setAny(new Empty());
    const request = new AppendReq();
    request.setOptions(options);
    return request;
  }

  function message(properties: Record<string, string>, id: UUID | undefined = uuid()): AppendReq {
    const proposed = new AppendReq.ProposedMessage();
    proposed.setId(id);
    for (const [key, value] of Object.entries(properties)) proposed.getMetadataMap().set(key, value);
    const request = new AppendReq();
    request.setProposedMessage(proposed);
    return request;
  }

  const json = { type: 'T', 'content-type': 'application/json' };

  test.each([{ 'content-type': 'application/json' }, { type: 'T' }])(
    'with properties %p only names what is required',
    async (properties) => {
      const error = (await append([head('s'), message(properties as unknown as Record<string, string>)])) as ServiceError;
      expect(error.code).toBe(status.INVALID_ARGUMENT);
      expect(error.metadata.getMap()).toMatchObject({
        exception: 'missing-required-metadata-property',
        'required-metadata-properties': 'type,content-type',
      });
    },
  );

  test.each([
    ['no stream name', [head(''), message(json)]],
    ['no options', [message(json)]],
    ['no event id', [head('s'), message(json, new UUID())]],
  ])('with %s is an invalid argument', async (_what, messages) => {
    expect(((await append(messages)) as ServiceError).code).toBe(status.INVALID_ARGUMENT);
  });

  test('of nothing to a missing stream succeeds without revision and position', async () => {
    const response = (await append([head('nothing')])) as AppendResp;
    expect([response.getSuccess()?.hasNoStream(), response.getSuccess()?.hasNoPosition()]).toEqual([true, true]);
  });
});

describe('BatchAppend', () => {
  type Call = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  let call: Call;
  let answers: BatchAppendResp[];
  let ended: Promise<void>;
  beforeEach(() => {
    answers = [];
    call = client.batchAppend() as Call;
    call.on('data', (answer: BatchAppendResp) => answers.push(answer)).on('error', () => undefined);
    ended = new Promise((resolve) => call.once('end', resolve));
  });

  interface Frame {
    readonly id: string;
    readonly stream?: string;
    readonly events?: number;
    readonly final?: boolean;
    readonly size?: number;
    readonly type?: string;
  }

  function send({ id, stream, events = 0, final = false, size = 1, type = 'T' }: Frame): void {
    const request = new BatchAppendReq();
    request.setCorrelationId(uuid(id));
    request.setIsFinal(final);
    if (stream !== undefined) {
      const options = new BatchAppendReq.Options();
      options.setStreamIdentifier(identifier(stream));
      options.setAny(new GoogleEmpty());
      request.setOptions(options);
    }
    for (let i = 0; i < events; i++) {
      const message = new BatchAppendReq.ProposedMessage();
      message.setId(uuid());
      message.getMetadataMap().set('type', type);
      message.getMetadataMap().set('content-type', 'application/octet-stream');
      message.setData(Buffer.alloc(size));
      request.addProposedMessages(message);
    }
    call.write(request);
  }

  const answerOf = (id: string): BatchAppendResp[] => answers.filter((answer) => answer.getCorrelationId()?.getString() === id);
  const errorOf = (id: string): string | undefined => answerOf(id)[0]?.getError()?.getDetails()?.getTypeName();

  test('interleaved writes are put together by correlation, and half-close waits for their answers', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    send({ id: a, stream: 'mixed-a', events: 1 });
    send({ id: b, stream: 'mixed-b', events: 2 });
    send({ id: a, events: 1 });
    send({ id: b, final: true });
    send({ id: a, events: 1, final: true });
    call.end();
    await ended;
    expect(answerOf(a).map((answer) => answer.getSuccess()?.getCurrentRevision())).toEqual(['2']);
    expect(answerOf(b).map((answer) => answer.getSuccess()?.getCurrentRevision())).toEqual(['1']);
  });

  test('a failed write is answered once, whatever comes after; frames without a beginning are ignored', async () => {
    const [large, unknown, good] = [randomUUID(), randomUUID(), randomUUID()];
    send({ id: unknown, events: 1, final: true });
    send({ id: large, stream: 'large', events: 1, size: 1024 * 1024 + 1 });
    send({ id: large, events: 1 });
    send({ id: large, events: 1, final: true });
    send({ id: good, stream: 'good', events: 1, final: true });
    call.end();
    await ended;
    expect(answers).toHaveLength(2);
    expect(errorOf(large)).toBe('event_store.client.MaximumAppendSizeExceeded');
    expect(answerOf(good)[0]?.hasSuccess()).toBe(true);
  });

  test('a final frame sent twice is written and answered once', async () => {
    const id = randomUUID();
    send({ id, stream: 'twice', events: 1, final: true });
    send({ id, events: 1, final: true });
    call.end();
    await ended;
    expect(answerOf(id)).toHaveLength(1);
    expect(store.index.lastRevision(store.index.slotOf('twice'))).toBe(0);
  });

  test.each([
    ['no stream name', { stream: '' }],
    ['an event without type', { stream: 's', type: '' }],
  ])('%s is a bad request', async (_what, frame) => {
    const id = randomUUID();
    send({ id, events: 1, final: true, ...frame });
    call.end();
    await ended;
    expect(errorOf(id)).toBe('event_store.client.BadRequest');
  });

  test('a write that is never finished times out', async () => {
    const id = randomUUID();
    send({ id, stream: 'unfinished', events: 1 });
    call.end();
    await ended;
    expect(errorOf(id)).toBe('event_store.client.Timeout');
    expect(store.index.slotOf('unfinished')).toBe(-1);
  });

  test('a message that is none ends the call with an error', async () => {
    const raw = client.makeBidiStreamRequest(
      '/event_store.client.streams.Streams/BatchAppend',
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
    );
    const failed = new Promise<ServiceError>((resolve) => raw.on('error', resolve as (error: Error) => void));
    raw.resume();
    raw.write(Buffer.from([0x0a, 0xff]));
    expect((await failed).code).not.toBe(status.OK);
    call.end();
  });
});

test('only served methods are listed, with the features clients look for', async () => {
  const features = new ServerFeaturesClient(address, credentials.createInsecure());
  const response = await new Promise<SupportedMethods>((resolve, reject) =>
    features.getSupportedMethods(new Empty(), (error, supported) => (error ? reject(error) : resolve(supported))),
  );
  features.close();
  const listed = response
    .getMethodsList()
    .map((method) => `${method.getServiceName()}/${method.getMethodName()}:${method.getFeaturesList()}`);
  expect(listed.sort()).toEqual([
    'event_store.client.gossip.gossip/read:',
    'event_store.client.server_features.serverfeatures/getsupportedmethods:',
    'event_store.client.streams.streams/append:',
    'event_store.client.streams.streams/batchappend:deadline_duration',
    'event_store.client.streams.streams/delete:',
    'event_store.client.streams.streams/read:position,events',
    'event_store.client.streams.streams/tombstone:',
  ]);
});

test('gossip shows one live leader, at this address', async () => {
  const gossip = new GossipClient(address, credentials.createInsecure());
  const members = await new Promise<{ getState(): number; getIsAlive(): boolean; getHttpEndPoint(): { getPort(): number } | undefined }[]>(
    (resolve, reject) => gossip.read(new Empty(), (error, cluster) => (error ? reject(error) : resolve(cluster.getMembersList()))),
  );
  gossip.close();
  expect(members.map((member) => [member.getState(), member.getIsAlive(), `127.0.0.1:${member.getHttpEndPoint()?.getPort()}`])).toEqual([
    [8, true, address],
  ]);
});
