import type { StoredEvent } from '@waybill/events';
import fc from 'fast-check';
import { countedOf, initialHistory, nextNote, noteScans, type ScanHistory, type ScanPush, scansFold } from './history';

const after = (history: ScanHistory, push: ScanPush): ScanHistory => {
  const data = noteScans(history, push);
  return data ? scansFold.evolve(history, { type: 'dev.waybill.scans-noted.v1', data } as unknown as StoredEvent) : history;
};
const told = (...pushes: readonly ScanPush[]): ScanHistory => pushes.reduce(after, initialHistory);

/** A push of the whole history: scans as `<scan><reading>`, in lower case for an estimate. */
const whole = (at: number, ...scans: readonly string[]): ScanPush => ({
  readings: scans.map((text) => ({
    scanId: text.charAt(0),
    factId: text,
    subject: 'device:x',
    at,
    mappingVersion: 1,
    isActual: /^[A-Z]/.test(text),
  })),
  withdrawals: [],
  wholeAt: at,
  isDated: true,
});
const single = (factId: string, at: number, mappingVersion = 1): ScanPush => ({
  readings: [{ scanId: factId.charAt(0), factId, subject: 'device:x', at, mappingVersion, isActual: true }],
  withdrawals: [],
  isDated: false,
});
const withdrawal = (scanId: string, at: number): ScanPush => ({ readings: [], withdrawals: [{ scanId, at }], isDated: false });

const counting = (history: ScanHistory, scanId: string): string[] => {
  const scan = history.scans[scanId];
  const counted = scan ? countedOf(scan) : [];
  const all = scan?.readings.map(({ factId }) => factId) ?? [];
  return all.filter((factId) => counted.find((one) => one.factId === factId)?.counts !== false);
};
const missing = (history: ScanHistory): string[] =>
  Object.keys(history.scans)
    .filter((scanId) => history.scans[scanId]?.isMissing)
    .sort();

describe('a history of scans', () => {
  it('has nothing to add when a push comes again', () => {
    const history = told(whole(1, 'A1', 'B1'));
    expect(noteScans(history, whole(1, 'A1', 'B1'))).toBeUndefined();
    expect(noteScans(told(single('A1', 5)), single('A1', 9))).toBeUndefined();
  });

  it('counts the latest reading of a scan, and a former one again when the sender goes back to it', () => {
    expect(counting(told(whole(1, 'A1'), whole(2, 'A2')), 'A')).toEqual(['A2']);
    expect(counting(told(whole(1, 'A1'), whole(2, 'A2'), whole(3, 'A1')), 'A')).toEqual(['A1']);
  });

  it('lets a newer status map have the last word on the same push', () => {
    expect(counting(told(single('A1', 5, 1), single('A2', 5, 2)), 'A')).toEqual(['A2']);
  });

  it('marks a scan that the newest history lacks, until it is back; estimates come and go', () => {
    const history = told(whole(1, 'A1', 'B1', 'e1'), whole(2, 'A1', 'e2'));
    expect(missing(history)).toEqual(['B']);
    expect(counting(history, 'B')).toEqual(['B1']);
    expect(missing(after(history, whole(3, 'A1', 'B1')))).toEqual([]);
  });

  it('marks what only an older push has', () => {
    expect(missing(told(whole(2, 'A1'), whole(1, 'A1', 'B1')))).toEqual(['B']);
  });

  it('counts nothing that was withdrawn, whichever came first, and what is said after that', () => {
    expect(counting(told(single('A1', 5), withdrawal('A', 6)), 'A')).toEqual([]);
    expect(counting(told(withdrawal('A', 6), single('A1', 5)), 'A')).toEqual([]);
    expect(counting(told(withdrawal('A', 6), single('A1', 5), single('A2', 7)), 'A')).toEqual(['A2']);
  });

  it('is stored in pieces when a push is very long', () => {
    const scans = Array.from({ length: 2_500 }, (_, i) => ({ ...whole(1, 'A1').readings[0], scanId: `s${i}`, factId: `f${i}` }));
    const push = { readings: scans, withdrawals: [], wholeAt: 1, isDated: true } as ScanPush;
    const pieces: number[] = [];
    let next = nextNote(initialHistory, push);
    for (pieces.push(next.noted?.scans.length ?? 0); next.more; pieces.push(next.noted?.scans.length ?? 0))
      next = nextNote(next.history, push);
    expect([pieces, missing(next.history), noteScans(next.history, push)]).toEqual([[1_000, 1_000, 500], [], undefined]);
  });

  it('comes out the same in whatever order the pushes arrive, and however often', () => {
    const reading = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '2', '3')).map(([scan, text]) => `${scan}${text}`);
    const scans = fc.uniqueArray(reading, { selector: (text) => text.charAt(0), maxLength: 3 });
    const pushes = fc.array(scans, { minLength: 1, maxLength: 5 }).map((all) => all.map((one, i) => whole(i + 1, ...one)));
    const shuffled = pushes.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, other]) => {
        const [one, two] = [told(...inOrder), told(...other)];
        expect(missing(two)).toEqual(missing(one));
        for (const scanId of Object.keys(one.scans)) expect(counting(two, scanId)).toEqual(counting(one, scanId));
      }),
    );
  });
});
