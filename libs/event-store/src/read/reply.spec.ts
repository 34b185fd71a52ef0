import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { decodeReadReply } from './reply';

const ID = 'fedcba98-7654-4321-8fed-cba987654321';

interface Record {
  readonly stream?: string;
  readonly revision?: string;
  readonly commit?: string;
  readonly prepare?: string;
  readonly system?: object;
  readonly metadata?: string | Buffer;
  readonly data?: string | Buffer;
}

function record(given: Record): ReadResp.ReadEvent.RecordedEvent {
  const { stream = 'shipment-S-1', revision = '4', commit = '70', prepare = '69', metadata = '', data = '' } = given;
  const { system = { type: 'a-type', 'content-type': 'application/json', created: '17721000000000001' } } = given;
  const event = new ReadResp.ReadEvent.RecordedEvent();
  event.setId(new UUID().setString(ID)).setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  event.setStreamRevision(revision).setCommitPosition(commit).setPreparePosition(prepare);
  event.setCustomMetadata(Buffer.from(metadata)).setData(Buffer.from(data));
  for (const [key, value] of Object.entries(system)) event.getMetadataMap().set(key, value);
  return event;
}

const decoded = (reply: ReadResp) => decodeReadReply(Buffer.from(reply.serializeBinary()));

/** Reads what the definitions that come with the client have written. */
function read(given: Record) {
  const reply = decoded(new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(record(given)).setCommitPosition('70')));
  return 'event' in reply ? reply.event : reply;
}

describe('an answer to a read', () => {
  it('is the event with its place, as the store has it', () => {
    expect(read({ stream: 'shipment-ä✓', metadata: '{"id":"ü✓","subject":"漢字"}', data: '{"nested":[1,null,{"deep":true}]}' })).toEqual({
      eventId: ID,
      type: 'a-type',
      data: { nested: [1, null, { deep: true }] },
      metadata: { id: 'ü✓', subject: '漢字' },
      stream: 'shipment-ä✓',
      revision: 4,
      position: 70n,
      preparePosition: 69n,
      appendedAt: 1_772_100_000_000,
    });
  });

  it.each([
    '0',
    '127',
    '128',
    '16384',
    String(2 ** 49 - 1),
    String(2 ** 49),
    String(Number.MAX_SAFE_INTEGER),
    String(2n ** 63n),
    String(2n ** 64n - 1n),
  ])('carries the position %s', (position) => {
    expect(read({ commit: position, prepare: position })).toMatchObject({ position: BigInt(position), preparePosition: BigInt(position) });
  });

  it.each([0, 127, 128, 2 ** 32, Number.MAX_SAFE_INTEGER])('carries the revision %d', (revision) => {
    expect(read({ revision: String(revision) })).toMatchObject({ revision });
  });

  it('has no content where that is not a JSON object', () => {
    for (const data of ['', 'no JSON', '"text"', '7', 'null', Buffer.from([0xff, 0x00])]) {
      expect(read({ data, metadata: data })).toMatchObject({ data: undefined, metadata: undefined });
    }
    expect(read({ data: '{}', system: { type: 'a-type', 'content-type': 'application/octet-stream' } })).toMatchObject({ data: undefined });
    expect(read({ data: '{}', system: {} })).toMatchObject({ type: '', data: undefined, appendedAt: undefined });
  });

  it('tells places, news about the end, and a stream that is missing', () => {
    const checkpoint = new ReadResp.Checkpoint().setCommitPosition(String(2n ** 64n - 1n)).setPreparePosition('8');
    expect(decoded(new ReadResp().setCheckpoint(checkpoint))).toEqual({ checkpoint: { commit: 2n ** 64n - 1n, prepare: 8n } });
    expect(decoded(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()))).toEqual({ caughtUp: true });
    expect(decoded(new ReadResp().setFellBehind(new ReadResp.FellBehind()))).toEqual({ caughtUp: false });
    const name = new StreamIdentifier().setStreamName(Buffer.from('shipment-S-1'));
    expect(decoded(new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(name)))).toEqual({
      missing: 'stream',
    });
  });

  it('passes over what nothing here asks for, and a link whose event is gone', () => {
    const confirmed = new ReadResp.SubscriptionConfirmation().setSubscriptionId('x');
    const link = new ReadResp.ReadEvent().setLink(record({})).setNoPosition(new Empty());
    for (const reply of [
      new ReadResp().setConfirmation(confirmed),
      new ReadResp().setFirstStreamPosition('7'),
      new ReadResp().setEvent(link),
    ])
      expect(decoded(reply)).toEqual({ other: true });
  });

  it('of later versions may have fields of any kind that are not known here', () => {
    const known = Buffer.from(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()).serializeBinary());
    const later = Buffer.from([0xa0, 0x06, 0x80, 0x01, 0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xb2, 0x06, 2, 9, 9, 0xbd, 0x06, 1, 2, 3, 4]);
    expect(decodeReadReply(Buffer.concat([later, known, later]))).toEqual({ caughtUp: true });
  });

  it('is refused when it is cut off', () => {
    const whole = Buffer.from(new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(record({ data: '{}' }))).serializeBinary());
    for (let length = 1; length < whole.length; length += 1) expect(() => decodeReadReply(whole.subarray(0, length))).toThrow(RangeError);
  });
});
