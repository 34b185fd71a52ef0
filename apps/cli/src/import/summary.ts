/** What became of what stands at a line. */
export interface LineOutcome {
  readonly line: number;
  readonly outcome: 'taken' | 'duplicate' | 'parked' | 'refused' | 'ignored';
  readonly reason?: string;
  readonly detail?: string;
}

const OUTCOMES = ['taken', 'duplicate', 'parked', 'refused', 'ignored'] as const;
/** Refusals are told one by one up to here, and kinds of what was ignored. */
const TOLD = 20;

/** Counts outcomes, and keeps the first of those that people look at. */
export class Summary {
  private readonly counts = { taken: 0, duplicate: 0, parked: 0, refused: 0, ignored: 0 };
  private readonly refused: LineOutcome[] = [];
  private readonly ignored = new Map<string, { count: number; line: number }>();

  add(outcome: LineOutcome): void {
    this.counts[outcome.outcome] += 1;
    if (outcome.outcome === 'refused' && this.refused.length < TOLD) this.refused.push(outcome);
    if (outcome.outcome === 'ignored') this.addIgnored(outcome);
  }

  private addIgnored({ line, detail = '' }: LineOutcome): void {
    const known = this.ignored.get(detail);
    if (known) known.count += 1;
    else if (this.ignored.size < TOLD) this.ignored.set(detail, { count: 1, line });
  }

  get refusals(): number {
    return this.counts.refused;
  }

  private get total(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.counts[outcome], 0);
  }

  lines(): string[] {
    const words = OUTCOMES.map(
      (outcome) => `${this.counts[outcome].toLocaleString('en')} ${outcome === 'duplicate' ? 'duplicates' : outcome}`,
    );
    const more = this.counts.refused - this.refused.length;
    return [
      `${this.total.toLocaleString('en')} reports: ${words.join(', ')}.`,
      ...this.refused.map(({ line, reason, detail }) => `  line ${line}: refused, ${[reason, detail].filter(Boolean).join(': ')}`),
      ...(more > 0 ? [`  … and ${more.toLocaleString('en')} more; --report <file> has them all`] : []),
      ...[...this.ignored].map(([why, { count, line }]) => `  ignored ${count.toLocaleString('en')} times, first at line ${line}: ${why}`),
    ];
  }
}
