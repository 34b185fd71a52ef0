import { type Identifier, later } from '@waybill/events';
import { ask } from './known';
import { ModelLog, Process } from './processes-fixtures';
import {
  assign,
  BOOKING,
  BOX,
  load,
  mount,
  quarter,
  register,
  release,
  report,
  type StoryStep,
  TRACKER,
  tell,
  V,
  W,
} from './story-fixtures';
import { targetsOf } from './targets';

const S1: Identifier = { scheme: 'shipment', value: 'S1' };

/** The shipments that a report about a name at a time concerns, once a story has been told. */
function given(...story: readonly StoryStep[]) {
  const log = new ModelLog();
  for (const step of story) tell(log, step);
  const process = new Process(log);
  return (identifier: Identifier, time: number) => process.resolve((known) => targetsOf(identifier, time, known));
}

describe('targets of a report', () => {
  it('are the shipments that hold the name at that time', () => {
    const held = [assign(BOOKING, 'S1'), release(BOOKING, 'S1', quarter(3)), assign(BOOKING, 'S2', quarter(3))];
    const targets = given(register('S1'), register('S2'), ...held);
    expect(targets(BOOKING, later(quarter(3), -1))).toEqual(['S1']);
    expect(targets(BOOKING, quarter(3))).toEqual(['S2']);
  });

  it('are not shipments that were never registered', () => {
    expect(given(assign(BOOKING, 'S1'))(BOOKING, quarter(1))).toEqual([]);
    expect(given()(S1, quarter(1))).toEqual([]);
    expect(given(register('S1'))(S1, quarter(1))).toEqual(['S1']);
  });

  it('are the shipments aboard, until their end and including it', () => {
    const targets = given(register('S1'), load('S1', V, 0), report(S1, 8, 'DELIVERED'));
    expect(targets(V, quarter(8))).toEqual(['S1']);
    expect(targets(V, later(quarter(8), 1))).toEqual([]);
    expect(targets(V, later(quarter(0), -1))).toEqual([]);
  });

  it('reach through nested units, and from a device to what it is mounted on', () => {
    const targets = given(register('S1'), load('S1', BOX, 0), mount(BOX, V, 5), mount(TRACKER, V, 5));
    expect(targets(V, quarter(6))).toEqual(['S1']);
    expect(targets(TRACKER, quarter(6))).toEqual(['S1']);
    expect(targets(TRACKER, quarter(4))).toEqual([]);
    expect(targets(BOX, quarter(1))).toEqual(['S1']);
  });

  it('of two loads at one instant, are aboard the unit of the later one: shipments, containers and devices', () => {
    const onEach = (targets: ReturnType<typeof given>) => [V, W].map((unit) => targets(unit, quarter(6)));
    expect(onEach(given(register('S1'), load('S1', V, 5), load('S1', W, 5)))).toEqual([[], ['S1']]);
    expect(onEach(given(register('S1'), load('S1', BOX, 0), mount(BOX, V, 5), mount(BOX, W, 5)))).toEqual([[], ['S1']]);
    const mounted = [mount(TRACKER, V, 5), mount(TRACKER, W, 5)];
    const targets = given(register('S1'), register('S2'), load('S1', V, 0), load('S2', W, 0), ...mounted);
    expect(targets(TRACKER, quarter(6))).toEqual(['S2']);
  });

  it('name what has to be loaded first', () => {
    const known = { identifier: () => undefined, shipment: () => undefined };
    const asked = (identifier: Identifier) => ask(known, (streams) => targetsOf(identifier, quarter(0), streams));
    expect(asked(V)).toEqual({ missing: { shipmentIds: [], identifiers: [V] } });
    expect(asked({ scheme: 'shipment', value: 'S' })).toEqual({ missing: { shipmentIds: ['S'], identifiers: [] } });
  });

  it('end on circles', () => expect(given(mount(BOX, V, 0), mount(V, BOX, 0))(V, quarter(1))).toEqual([]));
});
