import type { Identifier, Instant } from '@waybill/events';
import { type Holding, initialIdentifier, initialShipment, type ShipmentState } from '../attribution';
import { isRejection } from './decision';
import { type AssignIdentifier, assignIdentifier, releaseIdentifier } from './identifiers';

const at = (minutes: number): Instant => (1_700_000_000_000 + minutes * 60_000) as Instant;
const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
const booking: Identifier = { scheme: 'booking', value: 'B' };
const live: ShipmentState = { ...initialShipment, registered: true };
const ended: ShipmentState = {
  ...live,
  milestones: [{ eventId: 'm', milestone: 'DELIVERED', classifier: 'ACT', time: at(20), recordedTime: at(20), source: 's', id: '1' }],
};
const holding = (shipmentId: string, rest: Partial<Holding> = {}): Holding => ({
  shipmentId,
  commandId: 'old',
  recordedAt: at(0),
  ...rest,
});
const assign = (holdings: Holding[], others: Record<string, ShipmentState>, command: Partial<AssignIdentifier> = {}, now = at(100)) =>
  assignIdentifier(
    { ...initialIdentifier(booking), holdings },
    { shipmentId: 'NEW', commandId: 'c', given: 'b', ...command },
    (id) => others[id],
    now,
  );
const types = (decision: ReturnType<typeof assign>) =>
  isRejection(decision) ? decision.rejected : decision.map(({ type, data }) => [type.split('.')[2], data]);

describe('assigning a name', () => {
  it('holds it in all past and future when nobody ever did', () => {
    expect(types(assign([], {}))).toEqual([
      ['identifier-assigned', { identifier: booking, given: 'b', shipmentId: 'NEW', commandId: 'c' }],
    ]);
  });

  it('is refused while another live shipment holds it at that time', () => {
    expect(types(assign([holding('OLD')], { OLD: live }))).toBe('identifier-taken');
    expect(types(assign([holding('OLD', { from: at(50) })], { OLD: live }, { until: at(60) }))).toBe('identifier-taken');
  });

  it('follows on an earlier holder', () => {
    expect(types(assign([holding('OLD', { until: at(10) })], { OLD: live }))).toMatchObject([['identifier-assigned', { from: iso(10) }]]);
    expect(types(assign([holding('OLD', { until: at(10) })], { OLD: live }, { from: at(30) }))).toMatchObject([
      ['identifier-assigned', { from: iso(30) }],
    ]);
  });

  it('takes it from a shipment that came to its end, from then on', () => {
    expect(types(assign([holding('OLD')], { OLD: ended }))).toMatchObject([
      ['identifier-released', { shipmentId: 'OLD', until: iso(20) }],
      ['identifier-assigned', { shipmentId: 'NEW', from: iso(20) }],
    ]);
    expect(types(assign([holding('OLD')], { OLD: ended }, { from: at(10) }))).toBe('identifier-taken');
  });

  it('takes no notice of an assignment that a crash left behind, after a minute', () => {
    const left = [holding('GHOST', { recordedAt: at(0) })];
    expect(types(assign(left, {}, {}, at(0.5) as Instant))).toBe('identifier-taken');
    const decision = types(assign(left, {}, {}, at(2) as Instant));
    expect(decision).toMatchObject([
      ['identifier-released', { shipmentId: 'GHOST' }],
      ['identifier-assigned', {}],
    ]);
    expect((decision as [string, { until?: string; from?: string }][]).map(([, data]) => data.until ?? data.from)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is idempotent, and wants an interval that goes forward', () => {
    expect(assign([holding('NEW')], {})).toEqual([]);
    expect(types(assign([], {}, { from: at(5), until: at(5) }))).toBe('invalid-interval');
  });

  it('allows several holders one after the other in any order of registration', () => {
    const later = assign([holding('OLD', { from: at(50) })], { OLD: live }, { until: at(50) });
    expect(types(later)).toMatchObject([['identifier-assigned', { until: iso(50) }]]);
  });
});

describe('releasing a name', () => {
  it('ends the hold, and only a hold that stands', () => {
    const state = { ...initialIdentifier(booking), holdings: [holding('S')] };
    expect(releaseIdentifier(state, 'S', at(5))).toMatchObject([{ data: { shipmentId: 'S', until: iso(5) } }]);
    expect(releaseIdentifier(state, 'T', at(5))).toMatchObject({ rejected: 'identifier-not-held' });
  });
});
