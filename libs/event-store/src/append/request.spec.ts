import { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import type { NewEvent } from '@waybill/events';
import { AppendTooLarge } from '../errors';
import { appendWrite, encodeRequest } from './request';

const correlation = '01234567-89ab-cdef-0123-456789abcdef';
const event = (data: object): NewEvent =>
  ({
    eventId: 'fedcba98-7654-4321-8fed-cba987654321',
    type: 'dev.waybill.item-scanned.v1',
    data,
    metadata: { specversion: '1.0', id: 'ü✓', subject: '漢字' },
  }) as unknown as NewEvent;

/** Reads the bytes back with the definitions that come with the client. */
function decoded(stream: string, expected: number, data: object[], timeoutMs = 2000) {
  const events = data.map(event);
  const request = BatchAppendReq.deserializeBinary(encodeRequest(correlation, appendWrite(stream, expected, events), timeoutMs));
  return { request, options: request.getOptions() as BatchAppendReq.Options, messages: request.getProposedMessagesList() };
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a request to append', () => {
  it('says everything in one final message', () => {
    const { request, options } = decoded('shipment-ä✓', 41, [{}, {}]);
    expect(request.getCorrelationId()?.getString()).toBe(correlation);
    expect(request.getIsFinal()).toBe(true);
    expect(text(options.getStreamIdentifier()?.getStreamName_asU8() as Uint8Array)).toBe('shipment-ä✓');
    expect(options.getStreamPosition()).toBe('41');
    expect(options.hasNoStream()).toBe(false);
  });

  it.each([0, 127, 128, 16_384, 2 ** 32, Number.MAX_SAFE_INTEGER])('carries the expected revision %d', (revision) => {
    expect(decoded('s', revision, [{}]).options.getStreamPosition()).toBe(String(revision));
  });

  it('expects no stream for -1', () => {
    expect(decoded('s', -1, [{}]).options.hasNoStream()).toBe(true);
  });

  it('carries each event with its id, type, data and metadata', () => {
    const data = [{ empty: '' }, { long: 'ß'.repeat(70_000) }, { nested: [1, null, { deep: true }] }];
    const { messages } = decoded('s', 0, data);
    expect(messages.map((message) => JSON.parse(text(message.getData_asU8())))).toEqual(data);
    for (const message of messages) {
      expect(message.getId()?.getString()).toBe('fedcba98-7654-4321-8fed-cba987654321');
      expect(message.getMetadataMap().get('type')).toBe('dev.waybill.item-scanned.v1');
      expect(message.getMetadataMap().get('content-type')).toBe('application/json');
      expect(JSON.parse(text(message.getCustomMetadata_asU8()))).toEqual({ specversion: '1.0', id: 'ü✓', subject: '漢字' });
    }
  });

  it('gives the time limit as a duration in field 7', () => {
    const bytes = encodeRequest(correlation, appendWrite('s', -1, [event({})]), 2500);
    expect(bytes.includes(Buffer.from([0x3a, 0x08, 0x08, 2, 0x10, ...[0x80, 0xca, 0xb5, 0xee, 0x01]]))).toBe(true);
  });

  it('refuses what no store could take', () => {
    const large = event({ text: 'x'.repeat(530_000) });
    expect(appendWrite('s', -1, [large]).eventIds).toHaveLength(1);
    expect(() => appendWrite('s', -1, [large, large])).toThrow(AppendTooLarge);
    expect(() => appendWrite('s', -1, [{ ...large, type: '' as never }])).toThrow('has no type');
  });
});
