import fs from 'node:fs';
import path from 'node:path';
import { until } from './waiting';

const SHIFT = path.join(__dirname, 'clock-shift.cjs');

/** The wall clock of processes that were started with its environment. Their monotonic clocks stay as they are. */
export class ShiftedClock {
  constructor(
    private readonly file: string,
    shiftMs = 0,
  ) {
    this.write(shiftMs);
  }

  get env(): Readonly<Record<string, string>> {
    const options = [process.env.NODE_OPTIONS, `--require="${SHIFT}"`].filter(Boolean).join(' ');
    return { NODE_OPTIONS: options, WAYBILL_TEST_CLOCK: this.file };
  }

  /** Puts the clocks of those processes so many milliseconds ahead of the real one. Resolves when they go by it. */
  async set(shiftMs: number, pids: () => readonly number[]): Promise<void> {
    this.write(shiftMs);
    await until('the clock has moved', () => pids().every((pid) => this.shiftOf(pid) === shiftMs), { limitMs: 20_000 });
  }

  private write(shiftMs: number): void {
    fs.writeFileSync(`${this.file}.new`, String(shiftMs));
    fs.renameSync(`${this.file}.new`, this.file);
  }

  private shiftOf(pid: number): number | undefined {
    const file = `${this.file}.${pid}`;
    return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : undefined;
  }
}
