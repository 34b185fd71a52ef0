/** Something in a data directory that is not as it was written. */
export interface Finding {
  readonly file: string;
  /** Byte in that file. */
  readonly offset: number;
  /** One sentence. */
  readonly finding: string;
}

/** More than these say nothing that the first do not; a shredded log must not fill the screen. */
const MOST_TOLD = 100;

/** Collects damage; tells the first hundred pieces, counts all. */
export class Findings {
  count = 0;

  constructor(private readonly tell: (finding: Finding) => void) {}

  add(file: string, offset: number, finding: string): void {
    this.count += 1;
    if (this.count <= MOST_TOLD) this.tell({ file, offset, finding });
  }
}
