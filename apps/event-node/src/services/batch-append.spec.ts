import { randomUUID } from 'node:crypto';
import { BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { type ClientDuplexStream, type ServiceError, status } from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { identifier, useServer, uuid } from '../testing/server-fixture';

/* Frames as no well-behaved client sends them. A second answer, or one with an unknown correlation, would crash the client. */
const served = useServer();

describe('BatchAppend', () => {
  type Call = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  let call: Call;
  let answers: BatchAppendResp[];
  let ended: Promise<void>;
  beforeEach(() => {
    answers = [];
    call = served.client.batchAppend() as Call;
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
      options.setAny(new Empty());
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
    expect(served.store.index.lastRevision(served.store.index.slotOf('twice'))).toBe(0);
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
    expect(served.store.index.slotOf('unfinished')).toBe(-1);
  });

  test('a message that is none ends the call with an error', async () => {
    const raw = served.client.makeBidiStreamRequest(
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
