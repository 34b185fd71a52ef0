import type { Schemas } from '../api/client';

type Line = Schemas['Inbound'];

/** What is done is shown for so long, in milliseconds. */
const DONE_FOR_MS = 12 * 60 * 60_000;
const timeOf = ({ time }: Line): number => (time === null ? Number.POSITIVE_INFINITY : Date.parse(time));

/** What comes first stands first; what is done stands behind all that one waits for. */
export const inOrder = (a: Line, b: Line): number =>
  Number(a.state === 'done') - Number(b.state === 'done') || timeOf(a) - timeOf(b) || (a.lineId < b.lineId ? -1 : 1);

export const isShown = (line: Line, now: number): boolean => line.state !== 'done' || timeOf(line) > now - DONE_FOR_MS;

/** How many are in which state, in the words of a line: "2 expected, 1 here". Nothing for a single shipment. */
export function piecesInWords({ pieces }: Line, words: Readonly<Record<keyof Line['pieces'], string>>): string {
  const counts = Object.entries(pieces) as [keyof Line['pieces'], number][];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  if (all <= 1) return '';
  return counts.flatMap(([state, count]) => (count > 0 ? [`${count} ${words[state]}`] : [])).join(', ');
}
