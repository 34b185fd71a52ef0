import { CLASSIFIERS, MILESTONES, type Milestone, SHIPMENT_STATUSES, type ShipmentStatus } from '@waybill/events';
import { at, milestone } from './fixtures';
import { deriveStatus } from './status';
import { isRemark, isTerminal, STATUS_OF_MILESTONE, type TerminalStatus } from './status-tables';

const SOURCES = ['urn:waybill:command', 'urn:carrier', 'urn:waybill:eta'];

/**
 * Written out. A shipment has the terminal milestone of the column at noon; the milestone of the row happened
 * earlier, at the same instant, or later. What is the status? (Rows of milestones without a status: always the column.)
 */
const EXPECTED = `
                      | DELIVERED  at: earlier   equal     later     | RETURNED   at: earlier   equal     later     | CANCELLED  at: earlier   equal     later                | LOST       at: earlier   equal     later
INFO_RECEIVED         | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      INFO_RECEIVED
PICKED_UP             | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      PICKED_UP
IN_TRANSIT            | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      IN_TRANSIT
OUT_FOR_DELIVERY      | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      OUT_FOR_DELIVERY
AVAILABLE_FOR_PICKUP  | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      AVAILABLE_FOR_PICKUP
RETURNING             | DELIVERED DELIVERED RETURNING                | RETURNED  RETURNED  RETURNING                | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      RETURNING
DELIVERED             | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | DELIVERED DELIVERED DELIVERED                           | DELIVERED DELIVERED DELIVERED
RETURNED              | RETURNED  RETURNED  RETURNED                 | RETURNED  RETURNED  RETURNED                 | RETURNED  RETURNED  CANCELLED                           | RETURNED  RETURNED  RETURNED
CANCELLED             | DELIVERED DELIVERED DELIVERED                | CANCELLED RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | CANCELLED CANCELLED CANCELLED
LOST                  | DELIVERED DELIVERED DELIVERED                | RETURNED  RETURNED  RETURNED                 | CANCELLED CANCELLED CANCELLED                           | LOST      LOST      LOST
`;
const COLUMNS: readonly TerminalStatus[] = ['DELIVERED', 'RETURNED', 'CANCELLED', 'LOST'];
const TIMES = [
  ['earlier', -60],
  ['equal', 0],
  ['later', 60],
] as const;

const table = new Map(
  EXPECTED.trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([row, ...cells]) => [row as string, cells.map((cell) => cell.split(/\s+/) as ShipmentStatus[])]),
);
const expected = (name: Milestone, terminal: TerminalStatus, when: number): ShipmentStatus => {
  const status = STATUS_OF_MILESTONE[name];
  return status === null ? terminal : (table.get(status)?.[COLUMNS.indexOf(terminal)]?.[when] as ShipmentStatus);
};

describe('delivered stays delivered', () => {
  it('has a written answer for every status that a milestone leads to', () => {
    expect(new Set(table.keys())).toEqual(new Set(Object.values(STATUS_OF_MILESTONE).filter((status) => status !== null)));
    for (const cells of table.values()) expect(cells.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
  });

  const cases = COLUMNS.flatMap((terminal) => TIMES.map(([name], when) => [terminal, name, when] as const));
  it.each(cases)('%s, and another milestone %s', (terminal, _name, when) => {
    for (const other of MILESTONES)
      for (const terminalSource of SOURCES)
        for (const otherSource of SOURCES)
          for (const reversed of [false, true]) {
            const first = milestone(terminal, 720, { id: 'a', source: terminalSource });
            const second = milestone(other, 720 + (TIMES[when]?.[1] ?? 0), { id: 'b', source: otherSource });
            const story = [milestone('PICKED_UP', 10), first, second];
            const got = deriveStatus(reversed ? story.reverse() : story).status;
            expect(`${other} from ${otherSource}: ${got}`).toBe(`${other} from ${otherSource}: ${expected(other, terminal, when)}`);
          }
  });

  it.each(SHIPMENT_STATUSES.filter((status) => status !== 'UNKNOWN' && status !== 'CREATED'))('%s is reached from nothing', (status) => {
    expect(deriveStatus([milestone(status as Milestone, 0)])).toMatchObject({ status, terminalAt: isTerminal(status) ? at(0) : undefined });
  });
});

describe('status', () => {
  it('is CREATED without milestones', () => {
    expect(deriveStatus([])).toEqual({ status: 'CREATED', phase: 'planned' });
    expect(deriveStatus([milestone('CARRIER_NOTE', 0)])).toEqual({ status: 'CREATED', phase: 'planned' });
  });

  it.each(CLASSIFIERS.filter((classifier) => classifier !== 'ACT'))('is never moved by %s', (classifier) => {
    for (const name of MILESTONES) {
      const facts = [milestone(name, 30, { classifier })];
      expect(deriveStatus(facts)).toEqual({ status: 'CREATED', phase: 'planned' });
    }
  });

  it('follows the later milestone, whatever its rank: back at the depot after a day on the van', () => {
    const day = [milestone('OUT_FOR_DELIVERY', 0), milestone('DELIVERY_ATTEMPTED', 60), milestone('ARRIVED_AT_HUB', 120)];
    expect(deriveStatus(day)).toMatchObject({ status: 'IN_TRANSIT', phase: 'moving', lastMilestone: { milestone: 'ARRIVED_AT_HUB' } });
    expect(deriveStatus([...day, milestone('OUT_FOR_DELIVERY', 180)]).status).toBe('OUT_FOR_DELIVERY');
  });

  it('takes rank within one instant', () => {
    const facts = [milestone('OUT_FOR_DELIVERY', 0), milestone('DEPARTED_HUB', 0)];
    expect(deriveStatus(facts).status).toBe('OUT_FOR_DELIVERY');
    expect(deriveStatus(facts.reverse()).status).toBe('OUT_FOR_DELIVERY');
  });

  it('takes no notice of a clock that runs more than ten minutes ahead, and never begins to', () => {
    const ahead = milestone('DELIVERED', 11, { recordedTime: at(0) });
    expect(deriveStatus([ahead]).status).toBe('CREATED');
    expect(deriveStatus([ahead]).terminalAt).toBeUndefined();
    expect(deriveStatus([milestone('DELIVERED', 10, { recordedTime: at(0) })]).status).toBe('DELIVERED');
  });

  it('keeps the delivery of the final run', () => {
    const facts = [milestone('DELIVERED', 0), milestone('DELIVERED', 5), milestone('RETURNING', 10), milestone('DELIVERED', 20)];
    expect(deriveStatus(facts.slice(0, 2)).deliveredAt).toBe(at(0));
    expect(deriveStatus(facts.slice(0, 3))).toMatchObject({ status: 'RETURNING', deliveredAt: undefined, terminalAt: undefined });
    expect(deriveStatus(facts)).toMatchObject({ status: 'DELIVERED', deliveredAt: at(20), terminalAt: at(20) });
  });

  it('shows the last milestone that the status agrees with', () => {
    const last = (...names: Milestone[]) => deriveStatus(names.map((name, i) => milestone(name, i))).lastMilestone?.milestone;
    expect(last('DELIVERED', 'ARRIVED_AT_HUB')).toBe('DELIVERED');
    expect(last('PICKED_UP', 'LOADED', 'CARRIER_NOTE', 'ETA_UPDATED')).toBe('LOADED');
    for (const name of MILESTONES) expect(last(name)).toBe(isRemark(name) ? undefined : name);
  });
});
