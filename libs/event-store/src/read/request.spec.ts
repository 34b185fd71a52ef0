import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { LOG_START } from '../log-position';
import { encodeReadRequest, type ReadRequest } from './request';

const options = (request: ReadRequest): ReadReq.Options.AsObject =>
  ReadReq.deserializeBinary(encodeReadRequest(request)).toObject().options as ReadReq.Options.AsObject;
const place = { commit: 2n ** 53n + 1n, prepare: 7n };

describe('a request to read', () => {
  it('names the stream, where to begin, the way and how many', () => {
    const asked = options({ of: 'stream', stream: 'shipment-ä', from: 7, direction: 'backwards', maxCount: 3 });
    expect(asked).toMatchObject({ readDirection: 1, count: '3', resolveLinks: false, noFilter: {}, uuidOption: { string: {} } });
    expect(asked.stream).toMatchObject({ revision: '7', streamIdentifier: { streamName: Buffer.from('shipment-ä').toString('base64') } });
    expect(options({ of: 'stream', stream: 's', from: 'end', direction: 'backwards', maxCount: 1 }).stream).toMatchObject({ end: {} });
  });

  it('names a place of the log to the last digit, and begins at the start for a place that is none', () => {
    const from = (from: ReadRequest & { of: 'log' }) => options(from).all;
    const all = { of: 'log', direction: 'forwards', maxCount: Number.MAX_SAFE_INTEGER } as const;
    expect(from({ ...all, from: place })).toMatchObject({ position: { commitPosition: '9007199254740993', preparePosition: '7' } });
    expect(from({ ...all, from: LOG_START })).toMatchObject({ start: {} });
    expect(from({ ...all, from: 'end' })).toMatchObject({ end: {} });
  });

  it('subscribes to streams by prefixes of their names', () => {
    const asked = options({ of: 'subscription', from: place, prefixes: ['shipment-', 'unit-'] });
    expect(asked).toMatchObject({ subscription: {}, noFilter: undefined, all: { position: { preparePosition: '7' } } });
    expect(asked.filter).toMatchObject({
      streamIdentifier: { prefixList: ['shipment-', 'unit-'] },
      checkpointintervalmultiplier: 1,
      count: {},
    });
  });
});
