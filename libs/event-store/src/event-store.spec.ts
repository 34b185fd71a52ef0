import { Metadata } from '@grpc/grpc-js';
import { type RecordedEvent, type StoredEvent, understand } from '@waybill/events';
import { clientOf } from './address';
import { isRefusal, neverSent, readFailure } from './client-errors';
import { toCloudEvent } from './cloud-event';
import { StoreUnavailable, StreamDeleted, UnusableAddress } from './errors';
import { understood } from './stored-event';

const failure = (fields: object): Error => Object.assign(new Error('14 UNAVAILABLE: something'), fields);
function withException(exception: string): Metadata {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  return metadata;
}

describe('an address', () => {
  it.each([
    'esdb://localhost:2113?tls=false',
    'esdb+discover://user:pass@cluster:2113',
    'kurrentdb://a:1,b:2',
    'unix:/tmp/x.sock',
    '127.0.0.1:2113',
  ])('can be %s', (address) => {
    expect(clientOf(address)).toBeDefined();
  });

  it.each(['', 'localhost', 'http://localhost:2113', 'esdb://', 'esdb://user:secret@host:port?x', '127.0.0.1:', 'unix:'])(
    'cannot be %p, and is not repeated',
    (address) => {
      expect(() => clientOf(address)).toThrow(UnusableAddress);
      expect(() => clientOf(address)).not.toThrow(/secret/);
    },
  );

  it.each([
    ['esdb://user:secret@host:99999', /port 99999 is none/],
    ['esdb://user@host', /give user:password/],
    ['esdb://user:sec:ret@host', /a colon in a password is %3A/],
    ['esdb://user:1?secret@host', /elsewhere a \? is %3F/],
    ['esdb://user:secret@host?tls=maybe', /option tls does not take this value/],
    ['esdb://user:secret@host?foo=bar', /no option foo/],
    ['esdb://user:secret@host?tlsCAFile=/no/such.pem', /the file that tlsCAFile names cannot be read \(ENOENT: \/no\/such.pem\)/],
  ])('is refused by naming the part that is wrong: %s', (address, reason) => {
    const warned = jest.spyOn(console, 'warn');
    expect(() => clientOf(address)).toThrow(reason);
    expect(() => clientOf(address)).not.toThrow(/secret/);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('a failure', () => {
  it('is certainly of a call that was never sent only where grpc-js found no connection', () => {
    expect(neverSent(failure({ code: 14, details: 'No connection established. Last error: connect ECONNREFUSED' }))).toBe(true);
    expect(neverSent(new Error('Failed to discover after 10 attempts.'))).toBe(true);
    expect(neverSent(failure({ code: 14, details: 'read ECONNRESET' }))).toBe(false);
    expect(neverSent(failure({ code: 14, details: 'Connection dropped' }))).toBe(false);
  });

  it('is a refusal where repeating would not help', () => {
    expect([3, 7, 12, 16].every((code) => isRefusal(failure({ code })))).toBe(true);
    expect([1, 2, 4, 14].some((code) => isRefusal(failure({ code })))).toBe(false);
  });

  it('of a read is said in words of its own', () => {
    expect(readFailure(failure({ code: 9, metadata: withException('stream-deleted') }), 's')).toBeInstanceOf(StreamDeleted);
    expect(readFailure(failure({ code: 2 }))).toBeInstanceOf(RangeError);
    expect(readFailure(failure({ code: 3 }))).toBeInstanceOf(RangeError);
    expect(readFailure(failure({ code: 14 }))).toBeInstanceOf(StoreUnavailable);
    expect(readFailure(failure({ code: 3, metadata: withException('not-leader') }))).toBeInstanceOf(StoreUnavailable);
  });
});

it('gives a stored event out as a CloudEvent, with our own bookkeeping left out', () => {
  const stored = {
    eventId: 'stored-id',
    type: 'dev.waybill.item-scanned.v1',
    json: { milestone: 'PICKED_UP' },
    metadata: {
      specversion: '1.0',
      id: 'theirs',
      source: 'urn:carrier',
      subject: 'shipment:S-1',
      time: '2026-03-02T17:00:00+01:00',
      recordedtime: '2026-03-02T16:00:01Z',
      theirextension: 7,
      contenthash: 'h',
      commandkey: 'k',
      commandhash: 'c',
    },
    stream: 'shipment-S-1',
    revision: 3,
    position: 9n,
    preparePosition: 9n,
  } as unknown as StoredEvent;
  expect(toCloudEvent(stored)).toEqual({
    specversion: '1.0',
    id: 'theirs',
    source: 'urn:carrier',
    type: 'dev.waybill.item-scanned.v1',
    subject: 'shipment:S-1',
    time: '2026-03-02T17:00:00+01:00',
    recordedtime: '2026-03-02T16:00:01Z',
    theirextension: 7,
    eventid: 'stored-id',
    data: { milestone: 'PICKED_UP' },
  });
});

describe('a stored event', () => {
  const theirs = {
    id: 'theirs',
    source: 'urn:x',
    subject: 'shipment:S-1',
    time: '2026-03-01T10:00:00Z',
    recordedtime: '2026-03-01T10:00:01Z',
  };
  const recorded = (type: string, change: object = {}) =>
    ({
      eventId: 'e1',
      type,
      data: { status: 'picked up' },
      metadata: theirs,
      stream: 'shipment-S-1',
      revision: 4,
      position: 70n,
      preparePosition: 69n,
      ...change,
    }) as RecordedEvent;
  const scanned = 'dev.waybill.item-scanned.v1';
  const upcasters = { 'dev.waybill.item-scanned.v0': { to: scanned, upcast: () => ({ milestone: 'PICKED_UP' }) } };

  it('of an earlier version is read in its current form, where it stands', () => {
    expect(understand(recorded('dev.waybill.item-scanned.v0'), upcasters)).toEqual({
      eventId: 'e1',
      type: scanned,
      data: { milestone: 'PICKED_UP' },
      json: { milestone: 'PICKED_UP' },
      time: Date.UTC(2026, 2, 1, 10),
      recordedTime: Date.UTC(2026, 2, 1, 10, 0, 1),
      metadata: theirs,
      stream: 'shipment-S-1',
      revision: 4,
      position: 70n,
      preparePosition: 69n,
    });
  });

  it('is passed over when its type is unknown, whatever its content is', () => {
    for (const change of [{}, { data: undefined }, { metadata: undefined }, { type: '$>' }])
      expect(understood(understand(recorded('dev.waybill.item-scanned.v2', change), upcasters))).toBeUndefined();
  });

  it.each([
    ['content that is no JSON', { data: undefined }],
    ['a value of another kind', { data: { milestone: 7 } }],
    ['a value that is not in the list', { data: { milestone: 'TELEPORTED' } }],
    ['no metadata', { metadata: undefined }],
    ["another tool's metadata", { metadata: { $correlationId: 'x' } }],
    ['a time that is none', { metadata: { ...theirs, time: 'yesterday' } }],
  ])('of a known type with %s marks its stream as unreadable there', (_, change) => {
    const event = understand(recorded(scanned, { data: { milestone: 'PICKED_UP' }, ...change }));
    expect(() => understood(event)).toThrow('shipment-S-1 cannot be read at revision 4');
  });

  it('may have members that came later and values beyond the bounds of today', () => {
    const data = { milestone: 'PICKED_UP', location: { city: 'x'.repeat(500), mood: 'fair' }, weather: 'rain' };
    expect(understood(understand(recorded(scanned, { data })))).toMatchObject({ data, json: data });
    const plan = {
      shipmentId: 'S-1',
      identifiers: [],
      origin: { latitude: 1, longitude: 2, floor: 3 },
      destination: { latitude: 1, longitude: 2 },
    };
    expect(understood(understand(recorded('dev.waybill.shipment-registered.v1', { data: plan })))).toMatchObject({ json: plan });
  });
});
