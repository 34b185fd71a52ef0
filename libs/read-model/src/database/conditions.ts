/** SQL conditions with their values; everything that a caller gave is a value, never text of the statement. */
export class Conditions {
  private readonly parts: string[] = [];

  /** @param params values of the same statement so far: several sets of conditions may share one statement */
  constructor(readonly params: unknown[] = []) {}

  /** Adds a condition; each `?` stands for the next value. */
  and(condition: string, ...values: unknown[]): this {
    let next = 0;
    this.parts.push(condition.replace(/\?/g, () => this.param(values[next++])));
    return this;
  }

  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.map((part) => `(${part})`).join(' and ');
  }
}
