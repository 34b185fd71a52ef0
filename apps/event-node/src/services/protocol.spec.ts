import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesClient } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { Empty, UUID } from '@eventstore/db-client/generated/shared_pb';
import { AppendReq, type AppendResp, ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { identifier, useServer, uuid } from '../testing/server-fixture';

/* What the public client never sends, and what other clients may: raw messages over a real connection. */
const served = useServer();

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
    return new Promise((resolve) => served.client.read(request).on('error', resolve).resume());
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
    const call = served.client.read(options(() => undefined));
    const first = await new Promise<ReadResp>((resolve) => call.once('data', resolve));
    expect(first.getConfirmation()?.getSubscriptionId()).toMatch(/^[0-9a-f-]{36}$/);
    call.on('error', () => undefined);
    call.cancel();
  });
});

describe('Append', () => {
  function append(messages: AppendReq[]): Promise<AppendResp | ServiceError> {
    return new Promise((resolve) => {
      const call = served.client.append((error, response) => resolve(error ?? response));
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

test('only served methods are listed, with the features clients look for', async () => {
  const features = new ServerFeaturesClient(served.address, credentials.createInsecure());
  const response = await new Promise<SupportedMethods>((resolve, reject) =>
    features.getSupportedMethods(new Empty(), (error, supported) => (error ? reject(error) : resolve(supported))),
  );
  features.close();
  const listed = response
    .getMethodsList()
    .map((method) => `${method.getServiceName()}/${method.getMethodName()}:${method.getFeaturesList()}`);
  expect(listed.sort()).toEqual([
    'event_store.client.gossip.gossip/read:',
    ...['create', 'delete', 'getinfo', 'list', 'read', 'replayparked', 'restartsubsystem', 'update'].map(
      (method) => `event_store.client.persistent_subscriptions.persistentsubscriptions/${method}:stream,all`,
    ),
    'event_store.client.server_features.serverfeatures/getsupportedmethods:',
    'event_store.client.streams.streams/append:',
    'event_store.client.streams.streams/batchappend:deadline_duration',
    'event_store.client.streams.streams/delete:',
    'event_store.client.streams.streams/read:position,events',
    'event_store.client.streams.streams/tombstone:',
  ]);
});

test('gossip shows one live leader, at this address', async () => {
  const gossip = new GossipClient(served.address, credentials.createInsecure());
  const members = await new Promise<{ getState(): number; getIsAlive(): boolean; getHttpEndPoint(): { getPort(): number } | undefined }[]>(
    (resolve, reject) => gossip.read(new Empty(), (error, cluster) => (error ? reject(error) : resolve(cluster.getMembersList()))),
  );
  gossip.close();
  expect(members.map((member) => [member.getState(), member.getIsAlive(), `127.0.0.1:${member.getHttpEndPoint()?.getPort()}`])).toEqual([
    [8, true, served.address],
  ]);
});
