import { LiveRows } from './live-rows';

interface Row {
  readonly id: string;
  readonly at: number;
}
const newest = (rows: readonly Row[]): readonly Row[] => [...rows].sort((a, b) => b.at - a.at).slice(0, 2);
const ids = (rows: LiveRows<Row>): readonly string[] => rows.list.value.map(({ id }) => id);
const made = (): LiveRows<Row> => new LiveRows<Row>(({ id }) => id, newest);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('shows many changes as one', () => {
  const rows = made();
  rows.replace([{ id: 'a', at: 1 }]);
  const lists: unknown[] = [];
  const stop = rows.list.subscribe((list) => lists.push(list));
  for (let at = 2; at < 1_000; at += 1) rows.set({ id: `${at % 5}`, at });
  expect(ids(rows)).toEqual(['a']);
  jest.runAllTimers();
  expect(ids(rows)).toEqual(['4', '3']);
  expect(lists).toHaveLength(2);
  stop();
});

it('shows at once what the viewer did, and what is gone in time', () => {
  const rows = made();
  rows.replace([{ id: 'a', at: 1 }]);
  rows.setNow({ id: 'b', at: 2 });
  expect(ids(rows)).toEqual(['b', 'a']);
  rows.delete('b');
  jest.runAllTimers();
  expect(ids(rows)).toEqual(['a']);
});

it('keeps no more than it shows', () => {
  const rows = made();
  rows.replace([1, 2, 3].map((at) => ({ id: `${at}`, at })));
  rows.delete('3');
  jest.runAllTimers();
  expect(ids(rows)).toEqual(['2']);
});
