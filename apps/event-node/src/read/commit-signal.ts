/** Wakes what waits for something new in the log. */
export class CommitSignal {
  private readonly waiting = new Set<() => void>();

  /** Calls all that wait; each is called once. */
  notify(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /** Calls `wake` at the next commit; the answer takes it back. */
  subscribe(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }
}
