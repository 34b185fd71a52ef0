import type { LogPosition } from '@waybill/event-store';
import { Follower } from './follower';
import type { OpenFeed } from './log-feed';

/** A follower that takes nothing for so long stands still, in milliseconds. */
const PATIENCE_MS = 2_000;

/** One subscription and the processors that follow it. */
class Pump {
  readonly members = new Set<Follower>();
  live = false;
  private readonly abort = new AbortController();

  constructor(
    private readonly open: OpenFeed,
    public reached: LogPosition,
    private readonly onMoved: (pump: Pump, from: LogPosition) => void,
    private readonly onFarBehind: (member: Follower) => void,
    private readonly patienceMs: number,
    /** Of one that the others did not wait for: they do not come back to it either. */
    private readonly apart: boolean,
  ) {}

  /** Whether processors that come along may go on here. */
  get isOpen(): boolean {
    return this.members.size > 0 && (this.live || !this.apart);
  }

  async run(): Promise<void> {
    let from = this.reached;
    try {
      await this.shedOrWait();
      for await (const batch of this.open(this.reached, this.abort.signal)) {
        if (this.abort.signal.aborted) return;
        this.reached = batch.position;
        this.live ||= batch.caughtUp;
        for (const member of this.members) member.push(batch);
        await this.shedOrWait();
        this.onMoved(this, from);
        from = this.reached;
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

  /**
   * At the end of the log a member that falls far behind is not waited for: it gets a feed for itself. While all go through the past, the
   * members that get on are waited for: reading the log once for each of them would cost more than it gains.
   */
  private async shedOrWait(): Promise<void> {
    for (const member of [...this.members]) {
      const mayWait = async () => !this.live && (await this.getsOn(member));
      if (member.farBehind && this.members.size > 1 && !(await mayWait())) this.onFarBehind(member);
    }
    const [only] = this.members;
    while (this.members.size === 1 && only?.farBehind && !only.closed && !this.abort.signal.aborted) await only.changed(this.patienceMs);
  }

  /** Waits until it is no longer far behind; false when it stands still. */
  private async getsOn(member: Follower): Promise<boolean> {
    while (member.farBehind && this.members.has(member) && !this.abort.signal.aborted) {
      const before = member.queued;
      await member.changed(this.patienceMs);
      if (member.queued >= before) return !this.members.has(member);
    }
    return true;
  }
}

/**
 * Feeds of one process. Processors at the same place share one subscription; one that lies far behind gets its own until it has caught
 * up, so that a new one, or one that stands still, never holds up the others.
 */
export class Feeds {
  private readonly pumps = new Map<Follower, Pump>();
  private main: Pump | undefined;

  constructor(
    private readonly open: OpenFeed,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** A follower of everything after that place. */
  follow(after: LogPosition): Follower {
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
    follower.feed = pump;
    follower.live ||= pump.live;
    this.pumps.set(follower, pump);
  }

  private start(follower: Follower, apart = false): void {
    const pump = new Pump(
      this.open,
      follower.reached,
      (moved, from) => this.merge(moved, from),
      (member) => this.split(member),
      this.patienceMs,
      apart,
    );
    this.join(pump, follower);
    if (!this.main || this.main.members.size === 0) this.main = pump;
    void pump.run();
  }

  private split(member: Follower): void {
    this.pumps.get(member)?.leave(member);
    this.start(member, true);
  }

  /**
   * A subscription that gets to where another one is ends there, and its members follow that one. So processors that begin at different times
   * come together, as the log is read much faster than it is worked through.
   */
  private merge(pump: Pump, from: LogPosition): void {
    if (!this.main || this.main.members.size === 0) this.main = pump;
    const met = [...new Set(this.pumps.values())].find((other) => other !== pump && other.isOpen && isMet(other, pump, from));
    if (!met) return;
    const slowest = [...met.members].find((member) => member.hasAllAfter(pump.reached));
    for (const member of [...pump.members]) {
      pump.members.delete(member);
      slowest?.share(member);
      this.join(met, member);
    }
    pump.stop();
    if (this.main === pump) this.main = met;
  }
}

/**
 * True when the members of a subscription that went on from a place can go on with another one. At the end of the log that is where it has
 * come to, and a member that is there leaves it for no other. In the past it is also where one of its members still has to go through: two
 * that both read far ahead of what their members have done would otherwise never meet.
 */
function isMet(other: Pump, pump: Pump, from: LogPosition): boolean {
  if (from.commit >= other.reached.commit) return false;
  if (other.live) return other.reached.commit <= pump.reached.commit;
  return !pump.live && (other.reached.commit <= pump.reached.commit || [...other.members].some((one) => one.hasAllAfter(pump.reached)));
}
