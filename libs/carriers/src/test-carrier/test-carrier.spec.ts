import { CATALOGUE, type Instant, isReportType, parseInstant } from '@waybill/events';
import { NOW } from '../fixtures/bytes';
import { messagesOf, TEST_NUMBERS } from '.';

const HOUR_MS = 3_600_000;
const shipment = (number: string, from?: number) => ({ shipmentId: 'S-1', number, assignedAt: NOW, from: from as Instant | undefined });

interface SentEvent {
  id: string;
  time: string;
  type: string;
  data: { milestone?: string; classifier?: string };
}
const sent = (number: string, from?: number): SentEvent[] =>
  (messagesOf(shipment(number, from)) ?? [])
    .filter(({ path }) => path === '/v1/events')
    .flatMap(({ body }) => body as SentEvent | SentEvent[]);
const happened = (number: string, from?: number): SentEvent[] =>
  sent(number, from)
    .filter(({ type, data }) => type.includes('item-scanned') && data.classifier !== 'EST')
    .sort((a, b) => a.time.localeCompare(b.time));

describe('the carrier TEST', () => {
  it.each(TEST_NUMBERS)('tells the same story of %s each time, of what happened until the shipment had the number', (number) => {
    const messages = messagesOf(shipment(number));
    expect(messagesOf(shipment(number))).toEqual(messages);
    for (const { time, type, data } of sent(number)) {
      expect(isReportType(type) && CATALOGUE[type].schema.safeParse(data).success).toBe(true);
      expect(data.classifier === 'EST' || (parseInstant(time) as number) <= NOW).toBe(true);
    }
  });

  it('ends each story as its number says', () => {
    const ends = TEST_NUMBERS.map((number) => happened(number).at(-1)?.data.milestone);
    expect(ends).toEqual(['DELIVERED', 'DELAYED', 'LOST', 'RETURNED', 'DELIVERED', 'PICKED_UP']);
  });

  it('presses a story into the time since the number was another shipment’s', () => {
    const from = NOW - 1_000;
    const times = happened('TEST-DELIVERED', from).map(({ time }) => parseInstant(time) as number);
    expect([times[0], times.at(-1)]).toEqual([from, NOW]);
    expect(new Set(times).size).toBe(times.length);
    expect(happened('TEST-DELIVERED', NOW + 5_000).map(({ time }) => parseInstant(time))).toEqual(times.map(() => NOW));
  });

  it('tells one story out of order, and some of it twice', () => {
    const times = sent('TEST-OUT-OF-ORDER').map(({ time }) => time);
    expect(times).not.toEqual([...times].sort());
    expect(new Set(times).size).toBeLessThan(times.length);
    expect(new Set(sent('TEST-OUT-OF-ORDER').map(({ id }) => id)).size).toBe(new Set(times).size);
  });

  it('stands in a yard longer than a shipment may', () => {
    const fixes = sent('TEST-STUCK').filter(({ type }) => type.includes('position'));
    const standing = fixes.filter(({ data }) => (data as { speedKmh?: number }).speedKmh === 0);
    const [first, last] = [standing[0], standing.at(-1)].map((one) => parseInstant(one?.time ?? '') as number);
    expect((last as number) - (first as number)).toBeGreaterThan(2 * HOUR_MS);
    expect(messagesOf(shipment('TEST-STUCK'))?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/v1/shipments/S-1/load', '/v1/geofences']),
    );
  });

  it('takes a number with an ending of its own, and no other', () => {
    expect(sent('TEST-LOST-7')).toHaveLength(sent('TEST-LOST').length);
    for (const number of ['TEST-LOSTX', 'TEST', 'DELIVERED', 'TEST-']) expect(messagesOf(shipment(number))).toBeUndefined();
  });
});
