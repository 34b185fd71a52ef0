import { contentHash, derivedId } from '@waybill/events';
import * as fc from 'fast-check';
import { SeenEvents } from './seen-events';

const idOf = (n: number): string => derivedId(String(n));
const hashOf = (n: number): string =>
  n % 3 === 0 ? '' : contentHash({ type: 'dev.waybill.item-scanned.v1', subject: 'shipment:S-1', time: n, canonical: '{}' });

interface Row {
  readonly id: string;
  readonly hash: string;
  readonly revision: number;
}

/** Numbers of events, in the order of their revisions. */
const steps = fc.array(fc.nat(120), { maxLength: 300 });

it('knows what a list of the same events knows', () => {
  fc.assert(
    fc.property(steps, fc.nat(300), (taken, after) => {
      const seen = new SeenEvents();
      const rows: Row[] = [];
      taken.forEach((step, revision) => {
        if (!rows.some(({ id }) => id === idOf(step))) rows.push({ id: idOf(step), hash: hashOf(step), revision });
        seen.add(idOf(step), hashOf(step), revision);
      });
      expect(seen.size).toBe(rows.length);
      for (let n = 0; n <= 120; n += 1) expect(seen.hashOf(idOf(n))).toBe(rows.find(({ id }) => id === idOf(n))?.hash);
      expect(seen.after(after)).toEqual(rows.filter(({ revision }) => revision > after).map(({ id, hash }) => [id, hash]));
    }),
  );
});

it('knows nothing by a name that no stored event can have', () => {
  const seen = new SeenEvents();
  seen.add(idOf(1), '', 0);
  for (const id of ['', 'x', idOf(1).toUpperCase(), idOf(1).replaceAll('-', ''), `${idOf(1)}0`, idOf(2)]) expect(seen.has(id)).toBe(false);
  expect(seen.has(idOf(1))).toBe(true);
});

it('takes little more than it holds', () => {
  const seen = new SeenEvents();
  for (let n = 0; n < 1_000; n += 1) seen.add(idOf(n), hashOf(n), n);
  expect(seen.bytes / 1_000).toBeLessThan(80);
});
