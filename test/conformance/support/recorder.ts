import type { AllStreamSubscription, ReadableSubscription, ResolvedEvent, StreamSubscription } from '@eventstore/db-client';

const PATIENCE_MS = 8000;

/** Notes in order what a subscription does, so that a case can wait for it instead of for time. */
export class Recorder {
  readonly events: ResolvedEvent[] = [];
  /** 'confirmation', 'caughtUp', 'error:<type>' and the types of the events, in order of arrival. */
  readonly story: string[] = [];
  private readonly checks = new Set<() => void>();

  constructor(readonly subscription: AllStreamSubscription | StreamSubscription | ReadableSubscription<ResolvedEvent>) {
    subscription.on('confirmation', () => this.tell('confirmation'));
    (subscription as StreamSubscription).on('caughtUp', () => this.tell('caughtUp'));
    subscription.on('error', (error: Error & { type?: string }) => this.tell(`error:${error.type ?? error.message}`));
    subscription.on('data', (resolved: ResolvedEvent) => {
      this.events.push(resolved);
      this.tell((resolved.event ?? resolved.link)?.type ?? '?');
    });
  }

  /** Resolves when the condition holds; fails with what was seen instead. */
  until(condition: (recorder: this) => boolean, what = 'the subscription'): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.checks.delete(check);
        reject(new Error(`Waited in vain for ${what}; saw ${this.story.slice(-20).join(', ')}`));
      }, PATIENCE_MS);
      const check = (): void => {
        if (!condition(this)) return;
        clearTimeout(limit);
        this.checks.delete(check);
        resolve();
      };
      this.checks.add(check);
      check();
    });
  }

  saw(entry: string): Promise<void> {
    return this.until(({ story }) => story.includes(entry), entry);
  }

  /** Re-examines what waits; for conditions that depend on something else than events, such as checkpoints. */
  poke(): void {
    for (const check of [...this.checks]) check();
  }

  get revisions(): number[] {
    return this.events.map(({ event }) => Number(event?.revision));
  }

  async stop(): Promise<void> {
    await this.subscription.unsubscribe();
  }

  private tell(entry: string): void {
    this.story.push(entry);
    this.poke();
  }
}
