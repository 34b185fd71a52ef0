import type { Instant } from '@waybill/events';
import { customerWindow } from './customer-window';

const at = (text: string): Instant => Date.parse(text) as Instant;
const of = (p10: string, p90: string, hoursOut: number, zone?: string) => customerWindow({ p10: at(p10), p90: at(p90), hoursOut }, zone);

describe("a customer's arrival window", () => {
  it('is rounded outwards to a quarter of an hour', () => {
    expect(of('2026-03-02T13:41:10Z', '2026-03-02T14:30:00.001Z', 3, 'Europe/Berlin')).toEqual({
      earliest: '2026-03-02T13:30:00.000Z',
      latest: '2026-03-02T14:45:00.000Z',
      precision: 'time',
      timeZone: 'Europe/Berlin',
    });
    expect(of('2026-03-02T13:45:00Z', '2026-03-02T14:30:00Z', 3)).toMatchObject({
      earliest: '2026-03-02T13:45:00.000Z',
      latest: '2026-03-02T14:30:00.000Z',
    });
  });

  it('is of whole days at the destination when it is far off, also when clocks are changed there', () => {
    expect(of('2026-03-28T23:30:00Z', '2026-03-29T05:00:00Z', 36.1, 'Europe/Berlin')).toEqual({
      earliest: '2026-03-28T23:00:00.000Z',
      latest: '2026-03-29T21:59:59.999Z',
      precision: 'day',
      timeZone: 'Europe/Berlin',
    });
    expect(of('2026-03-28T23:30:00Z', '2026-03-29T05:00:00Z', 36, 'Europe/Berlin').precision).toBe('time');
    expect(of('2026-03-28T23:30:00Z', '2026-03-29T05:00:00Z', 40)).toMatchObject({ earliest: '2026-03-28T00:00:00.000Z', timeZone: null });
  });
});
