import { Follower } from './follower';
import type { LogPoint, OpenFeed } from './log-feed';

/** One subscription and those who follow it. */
class Pump {
  readonly members = new Set<Follower>();
  live = false;
  private readonly abort = new AbortController();

  constructor(
    private readonly open: OpenFeed,
    public reached: LogPoint,
    private readonly onCaughtUp: (pump: Pump) => void,
    private readonly onFarBehind: (member: Follower) => void,
  ) {}

  async run(): Promise<void> {
    try {
      await this.shedOrWait();
      for await (const batch of this.open(this.reached, this.abort.signal)) {
        if (this.abort.signal.aborted) return;
        this.reached = batch.position;
        this.live ||= batch.caughtUp;
        for (const member of this.members) member.push(batch);
        await this.shedOrWait();
        if (batch.caughtUp) this.onCaughtUp(this);
      }
      if (!this.abort.signal.aborted) throw new Error('The feed of the log ended.');
    } catch (error) {
      if (!this.abort.signal.aborted) for (const member of this.members) member.fail(error);
      this.members.clear();
    }
  }

  stop(): void {
    this.abort.abort();
  }

  leave(member: Follower): void {
    this.members.delete(member);
    if (this.members.size === 0) this.stop();
  }

  /** Nobody waits for a member that falls far behind, except the feed that it has for itself. */
  private async shedOrWait(): Promise<void> {
    for (const member of [...this.members]) {
      if (member.farBehind && this.members.size > 1) this.onFarBehind(member);
    }
    const [only] = this.members;
    while (this.members.size === 1 && only?.farBehind && !only.closed && !this.abort.signal.aborted) await only.changed();
  }
}

/**
 * Feeds of one process. Processors at the same place share one subscription; one that lies far behind gets its own until it has caught
 * up, so that a slow or new one never holds up the others.
 */
export class Feeds {
  private readonly pumps = new Map<Follower, Pump>();
  private main: Pump | undefined;

  constructor(private readonly open: OpenFeed) {}

  /** A follower of everything after that place. */
  follow(after: LogPoint): Follower {
    const follower = new Follower(after);
    if (this.main && this.main.members.size > 0 && this.main.reached.commit <= after.commit) this.join(this.main, follower);
    else this.start(follower);
    return follower;
  }

  unfollow(follower: Follower): void {
    follower.close();
    const pump = this.pumps.get(follower);
    this.pumps.delete(follower);
    pump?.leave(follower);
  }

  /** Subscriptions that are open now. */
  get count(): number {
    return new Set(this.pumps.values()).size;
  }

  close(): void {
    for (const follower of [...this.pumps.keys()]) this.unfollow(follower);
  }

  private join(pump: Pump, follower: Follower): void {
    pump.members.add(follower);
    follower.live ||= pump.live;
    this.pumps.set(follower, pump);
  }

  private start(follower: Follower): void {
    const pump = new Pump(
      this.open,
      follower.reached,
      (caughtUp) => this.merge(caughtUp),
      (member) => this.split(member),
    );
    this.join(pump, follower);
    if (!this.main || this.main.members.size === 0) this.main = pump;
    void pump.run();
  }

  private split(member: Follower): void {
    this.pumps.get(member)?.leave(member);
    this.start(member);
  }

  private merge(pump: Pump): void {
    if (!this.main || this.main.members.size === 0) this.main = pump;
    if (this.main === pump || pump.reached.commit < this.main.reached.commit) return;
    for (const member of [...pump.members]) {
      pump.members.delete(member);
      this.join(this.main, member);
    }
    pump.stop();
  }
}
