import type { Schemas } from '../api/client';
import { inOrder, isShown, piecesInWords } from './lines';

type Line = Schemas['Inbound'];
const NOW = Date.parse('2026-06-01T12:00:00Z');
const line = (lineId: string, change: Partial<Line>): Line =>
  ({ lineId, state: 'expected', time: null, pieces: { expected: 1, arrivingSoon: 0, here: 0, done: 0 }, ...change }) as Line;

describe('the lines of a board', () => {
  it('stand in the order in which things come, what is done behind them, and what has no time last', () => {
    const lines = [
      line('done', { state: 'done', time: '2026-06-01T10:00:00.000Z' }),
      line('unknown', {}),
      line('next', { time: '2026-06-01T12:30:00.000Z' }),
      line('here', { state: 'here', time: '2026-06-01T11:30:00.000Z' }),
    ];
    expect(lines.sort(inOrder).map(({ lineId }) => lineId)).toEqual(['here', 'next', 'unknown', 'done']);
  });

  it('show what is done for half a day', () => {
    expect(isShown(line('a', { state: 'done', time: '2026-06-01T01:00:00.000Z' }), NOW)).toBe(true);
    expect(isShown(line('a', { state: 'done', time: '2026-05-31T23:00:00.000Z' }), NOW)).toBe(false);
    expect(isShown(line('a', { state: 'expected', time: '2026-05-01T23:00:00.000Z' }), NOW)).toBe(true);
  });

  it('say of several pieces how many are where', () => {
    const words = { expected: 'expected', arrivingSoon: 'arriving soon', here: 'here', done: 'done' };
    expect(piecesInWords(line('a', {}), words)).toBe('');
    expect(piecesInWords(line('a', { pieces: { expected: 2, arrivingSoon: 0, here: 1, done: 0 } }), words)).toBe('2 expected, 1 here');
  });
});
