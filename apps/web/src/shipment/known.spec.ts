import { entriesKnown, fixesKnown } from './known';

const at = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const entry = (name: string, time: number, recorded: number, change: object = {}) => ({
  name,
  type: 'dev.waybill.item-scanned.v1',
  time: at(time),
  recordedTime: at(recorded),
  retracted: false,
  retraction: null,
  ...change,
});
const takenBack = { retracted: true, retraction: { eventId: 'r', reason: 'mistaken', time: at(12) } };
const entries = [entry('in time', 8, 8), entry('late', 9, 15), entry('taken back', 10, 10, takenBack)];
const shown = (asOf?: number, knownAt?: number) =>
  entriesKnown(entries, asOf === undefined ? undefined : at(asOf), knownAt === undefined ? undefined : at(knownAt)).map(
    ({ name, retracted }) => `${name}${retracted ? ' (retracted)' : ''}`,
  );

it.each([
  [undefined, undefined, ['in time', 'late', 'taken back (retracted)']],
  [9, undefined, ['in time', 'late']],
  [undefined, 14, ['in time', 'taken back (retracted)']],
  [undefined, 11, ['in time', 'taken back']],
  [9, 11, ['in time']],
])('a timeline as of %s, known at %s', (asOf, knownAt, expected) => expect(shown(asOf, knownAt)).toEqual(expected));

const correction = (kind: string, recorded: number) => entry('', 1, recorded, { type: `dev.waybill.fact-${kind}.v1`, factId: 'B' });
const fix = (eventId: string, recorded: number, retracted = false) => ({
  eventId,
  recordedTime: at(recorded),
  retracted,
  mark: retracted ? 'retracted' : 'ok',
});

it.each([
  [7, ['A ok']],
  [9, ['A ok', 'B ok']],
  [10, ['A ok', 'B retracted']],
  [12, ['A ok', 'B ok']],
  [14, ['A ok', 'B retracted', 'C jump']],
])('a track known at %s', (knownAt, expected) => {
  const corrections = [correction('retracted', 13), correction('reinstated', 11), correction('retracted', 10)];
  const fixes = [fix('A', 7), fix('B', 8, true), { ...fix('C', 14), mark: 'jump' }];
  expect(fixesKnown(fixes, corrections, at(knownAt)).map(({ eventId, mark }) => `${eventId} ${mark}`)).toEqual(expected);
});
