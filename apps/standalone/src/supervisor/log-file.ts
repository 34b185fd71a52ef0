import fs from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;

/** A child's log on disk: at most two files of 10 MiB, the current one and the one before (`.1`). */
export class LogFile {
  private handle: number | undefined;
  private size = 0;

  constructor(private readonly file: string) {
    this.rotate();
  }

  /** A full disk must not end the supervisor, so a line that cannot be written is lost. */
  write(line: string): void {
    if (this.size > MAX_BYTES) this.rotate();
    try {
      if (this.handle !== undefined) this.size += fs.writeSync(this.handle, `${line}\n`);
    } catch {
      // The disk is full; the API says so at /health/ready.
    }
  }

  close(): void {
    if (this.handle !== undefined) fs.closeSync(this.handle);
    this.handle = undefined;
  }

  private rotate(): void {
    this.close();
    this.size = 0;
    try {
      if (fs.existsSync(this.file)) fs.renameSync(this.file, `${this.file}.1`);
      this.handle = fs.openSync(this.file, 'w', 0o600);
    } catch {
      this.handle = undefined;
    }
  }
}
