/** Writes lines, and one last line that is overwritten. Without a terminal that line is written only now and then. */
export class Terminal {
  private writtenAt = Number.NEGATIVE_INFINITY;
  private isOpen = false;

  constructor(
    private readonly out: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number },
    private readonly monotonic: () => number,
    private readonly everyMs = 15_000,
  ) {}

  say(text: string): void {
    this.out.write(`${this.isOpen ? '\n' : ''}${text}\n`);
    this.isOpen = false;
  }

  /** The changing line. */
  status(text: string): void {
    if (this.out.isTTY) {
      this.out.write(`\r\u001b[2K${text.slice(0, (this.out.columns || 80) - 1)}`);
      this.isOpen = true;
    } else if (this.monotonic() - this.writtenAt >= this.everyMs) {
      this.writtenAt = this.monotonic();
      this.out.write(`${text}\n`);
    }
  }
}
