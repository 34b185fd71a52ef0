import type { StoredEvent } from '@waybill/events';
import { countingOf, initialHistory, noteScans, type ScanHistory, type ScanPush, scansFold } from './history';
import { readAgain } from './read-again';

/** A push with the whole history, made at a time, read by a version of the status map: `A1` is a reading of scan A. */
const push = (at: number, mappingVersion: number, ...facts: readonly string[]): ScanPush => ({
  readings: facts.map((factId) => ({ scanId: factId.charAt(0), factId, subject: 'device:x', at, mappingVersion, isActual: true })),
  withdrawals: [],
  wholeAt: at,
  isDated: true,
});
const told = (...pushes: readonly ScanPush[]): ScanHistory =>
  pushes.reduce((history, one) => {
    const data = noteScans(history, one);
    return data ? scansFold.evolve(history, { type: 'dev.waybill.scans-noted.v1', data } as unknown as StoredEvent) : history;
  }, initialHistory);
const counting = (history: ScanHistory): (string | undefined)[] =>
  Object.keys(history.scans)
    .sort()
    .map((scanId) => history.scans[scanId] && countingOf(history.scans[scanId])?.factId);

describe('a push that is read by a newer status map', () => {
  const history = told(push(1, 1, 'A1', 'B1'), push(2, 1, 'A1', 'B1', 'C1'));

  it('changes what it now says otherwise, and nothing else', () => {
    const again = readAgain(history, push(2, 2, 'A1', 'B2', 'C1'), []);
    expect(again.changed).toEqual([{ scanId: 'B', before: 'B1', after: 'B2' }]);
    expect(again.noted?.scans.map(({ factId }) => factId)).toEqual(['B2']);
    expect(counting(again.history)).toEqual(['A1', 'B2', 'C1']);
  });

  it('changes nothing the second time, nor where it reads the same', () => {
    const { history: once } = readAgain(history, push(2, 2, 'A1', 'B2', 'C1'), []);
    for (const one of [push(2, 2, 'A1', 'B2', 'C1'), push(1, 2, 'A1', 'B2')]) expect(readAgain(once, one, []).noted).toBeUndefined();
    expect(readAgain(history, push(2, 2, 'A1', 'B1', 'C1'), [])).toEqual({ changed: [], history });
  });

  it('has no say where its sender told the scan otherwise since', () => {
    const later = told(push(1, 1, 'A1'), push(2, 1, 'A2'));
    expect(readAgain(later, push(1, 2, 'A3'), []).changed).toEqual([]);
  });

  it('tells of what it did not tell before, and no longer of what it did', () => {
    const again = readAgain(history, push(2, 2, 'A1', 'C1', 'D1'), [{ scanId: 'B', at: 2 }]);
    expect(again.changed).toEqual([
      { scanId: 'D', after: 'D1' },
      { scanId: 'B', before: 'B1' },
    ]);
    expect(counting(again.history)).toEqual(['A1', undefined, 'C1', 'D1']);
    expect(readAgain(again.history, push(1, 2, 'A1'), [{ scanId: 'B', at: 1 }]).noted).toBeUndefined();
  });

  it('is noted in pieces when it is very long', () => {
    const readings = Array.from({ length: 2_500 }, (_, i) => ({
      scanId: `s${i}`,
      factId: `f${i}`,
      subject: 'device:x',
      at: 1,
      mappingVersion: 2,
      isActual: true,
    }));
    const long: ScanPush = { readings, withdrawals: [], isDated: true };
    const pieces: number[] = [];
    let next = readAgain(initialHistory, long, []);
    for (; next.noted; next = readAgain(next.history, long, [])) pieces.push(next.noted.scans.length);
    expect(pieces).toEqual([1_000, 1_000, 500]);
  });
});
