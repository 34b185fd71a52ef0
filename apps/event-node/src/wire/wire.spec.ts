import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import fc from 'fast-check';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { LogRecord, recordSize, writeRecord } from '../log/record';
import { NO_STREAM } from '../write/expected-revision';
import { decodeBatchFrame } from './batch-append-request';
import { encodeBatchSuccess } from './batch-append-response';
import { encodeReadEvent } from './read-response';
import type { RecordedEvent } from './recorded-event';
import { uuidFromBytes } from './uuid';
import { varintSize, writeVarint } from './varint';
import { MalformedMessage, WireReader } from './wire-reader';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).map((text) => Buffer.from(text, 'utf8'));
const recorded: fc.Arbitrary<RecordedEvent> = fc.record({
  id: fc.uuid(),
  stream: name,
  index: fc.nat(),
  isTombstone: fc.boolean(),
  position: fc.maxSafeNat(),
  type: name,
  createdMs: fc.integer({ min: 1, max: 9e12 }),
  isJson: fc.boolean(),
  metadata: bytes,
  data: bytes,
});

function recordOf(event: RecordedEvent): LogRecord {
  const size = recordSize(event);
  const target = Buffer.alloc(size);
  writeRecord(target, 0, size, event, 0, 0);
  return new LogRecord(target);
}

test('numbers of all sizes survive', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      const target = Buffer.alloc(10);
      expect(writeVarint(target, 0, value)).toBe(varintSize(value));
      expect(new WireReader(target).varint()).toBe(value);
    }),
  );
});

test('a recorded event is what the generated classes read, and what the log reads back', () => {
  fc.assert(
    fc.property(recorded, (event) => {
      const record = recordOf(event);
      const sent = ReadResp.deserializeBinary(encodeReadEvent({ event: record, link: undefined })).getEvent();
      const decoded = sent?.getEvent() as ReadResp.ReadEvent.RecordedEvent;
      expect(decoded.getId()?.getString()).toBe(event.id);
      expect(Buffer.from(decoded.getStreamIdentifier()?.getStreamName_asU8() as Uint8Array)).toEqual(event.stream);
      expect(decoded.getStreamRevision()).toBe(event.isTombstone ? '9223372036854775807' : String(event.index));
      expect([decoded.getCommitPosition(), decoded.getPreparePosition(), sent?.getCommitPosition()]).toEqual(
        Array(3).fill(String(event.position)),
      );
      expect(Object.fromEntries(decoded.getMetadataMap().toObject(false, undefined as never))).toEqual({
        type: event.type.toString(),
        created: `${event.createdMs}0000`,
        'content-type': event.isJson ? 'application/json' : 'application/octet-stream',
      });
      expect(Buffer.from(decoded.getData_asU8())).toEqual(event.data);
      expect(Buffer.from(decoded.getCustomMetadata_asU8())).toEqual(event.metadata);
      expect([record.id, record.streamName, record.eventType, record.index]).toEqual([
        event.id,
        event.stream.toString(),
        event.type.toString(),
        event.index,
      ]);
      expect(record.data).toEqual(event.data);
    }),
    { numRuns: 200 },
  );
});

test('an event found by a link carries both, at the position of the link', () => {
  fc.assert(
    fc.property(recorded, recorded, (target, link) => {
      const both = ReadResp.deserializeBinary(encodeReadEvent({ event: recordOf(target), link: recordOf(link) })).getEvent();
      expect([both?.getEvent()?.getId()?.getString(), both?.getLink()?.getId()?.getString()]).toEqual([target.id, link.id]);
      expect(both?.getCommitPosition()).toBe(String(link.position));
      const gone = ReadResp.deserializeBinary(encodeReadEvent({ event: undefined, link: recordOf(link) })).getEvent();
      expect([gone?.hasEvent(), gone?.hasLink()]).toEqual([false, true]);
    }),
    { numRuns: 50 },
  );
});

test('a batch frame is read as the generated classes wrote it', () => {
  fc.assert(
    fc.property(fc.uuid(), name, fc.array(recorded, { maxLength: 4 }), fc.boolean(), (correlationId, stream, events, isFinal) => {
      const request = new BatchAppendReq();
      request.setCorrelationId(uuid(correlationId));
      request.setIsFinal(isFinal);
      for (const event of events) request.addProposedMessages(proposedMessage(event));
      const frame = decodeBatchFrame(Buffer.from(request.serializeBinary()));
      expect(frame).toMatchObject({ correlationId, isFinal, options: undefined, problem: undefined });
      expect(frame.events).toEqual(
        events.map(({ id, type, isJson, metadata, data }) =>
          expect.objectContaining({ id, type: type.toString(), isJson, metadata, data }),
        ),
      );
      const success = BatchAppendResp.deserializeBinary(
        encodeBatchSuccess({ correlation: frame.correlation, stream: stream.toString() }, 7, 1024),
      );
      expect(success.getCorrelationId()?.getString()).toBe(correlationId);
      expect(success.getSuccess()?.getPosition()?.getCommitPosition()).toBe('1024');
      expect(Buffer.from(success.getStreamIdentifier()?.getStreamName_asU8() as Uint8Array)).toEqual(stream);
    }),
    { numRuns: 100 },
  );
});

test('a success without events or position says so', () => {
  const correlation = Buffer.from(uuid('00000000-0000-4000-8000-000000000001').serializeBinary());
  const success = BatchAppendResp.deserializeBinary(encodeBatchSuccess({ correlation, stream: 's' }, -1, undefined)).getSuccess();
  expect([success?.hasNoStream(), success?.hasNoPosition(), success?.hasPosition()]).toEqual([true, true, false]);
});

test('options of a batch are read in full', () => {
  const options = new BatchAppendReq.Options();
  options.setNoStream(new Empty());
  const deadline = new Timestamp();
  deadline.setSeconds(1);
  options.setDeadline(deadline);
  const request = new BatchAppendReq();
  request.setCorrelationId(uuid('00000000-0000-4000-8000-000000000001'));
  request.setOptions(options);
  const read = decodeBatchFrame(Buffer.from(request.serializeBinary())).options;
  expect(read?.stream).toBe('');
  expect(read?.timeoutMs).toBeLessThan(0);
  expect(read?.expected).toBe(NO_STREAM);
});

test('a structured id is the same id', () => {
  const structured = new UUID.Structured();
  structured.setMostSignificantBits(BigInt.asIntN(64, 0xf47ac10b58cc4372n).toString());
  structured.setLeastSignificantBits(BigInt.asIntN(64, 0xa5670e02b2c3d479n).toString());
  const id = new UUID();
  id.setStructured(structured);
  expect(uuidFromBytes(Buffer.from(id.serializeBinary()))).toBe('f47ac10b-58cc-4372-a567-0e02b2c3d479');
});

test('any bytes are a frame or an error, never a hang or a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      try {
        decodeBatchFrame(Buffer.from(noise));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
    { numRuns: 2000 },
  );
});

function uuid(text: string): UUID {
  const id = new UUID();
  id.setString(text);
  return id;
}

function proposedMessage(event: RecordedEvent): BatchAppendReq.ProposedMessage {
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(uuid(event.id));
  message.getMetadataMap().set('type', event.type.toString());
  message.getMetadataMap().set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  message.setCustomMetadata(event.metadata);
  message.setData(event.data);
  return message;
}
