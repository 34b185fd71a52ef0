/** How far a piece of work has come, in bytes, events or whatever it counts. */
export type Progress = { readonly done: number; readonly total: number };

const BAR = 24;

const time = (seconds: number): string => {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3_600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
};

/** Bytes as people read them. */
export function bytes(amount: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3));
  return `${(amount / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** One line with bar, share, rate and time left. `amount` writes a number in the unit of the work. */
export function progressLine(what: string, { done, total }: Progress, elapsedMs: number, amount: (value: number) => string): string {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const filled = Math.round(share * BAR);
  const rate = elapsedMs > 0 ? (done * 1_000) / elapsedMs : 0;
  const left = rate > 0 && done < total ? `, ${time((total - done) / rate)} left` : '';
  return `${what} [${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %  ${amount(rate)}/s${left}`;
}
