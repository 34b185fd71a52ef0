import net from 'node:net';

/** What the proxy does with the bytes. */
type Mode = 'pass' | 'mute' | 'hold' | 'refuse';

/** A TCP proxy on loopback that hurts connections the way networks do. */
export interface FaultProxy {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  /** Connections that are open now. */
  readonly connections: number;
  /** Bytes that have come from the target so far. */
  readonly bytesAnswered: number;
  /** Connections that were reset by `loseAnswers`, `reset` or `heal` so far. */
  readonly resets: number;
  /** From now on answers are swallowed; requests arrive. */
  mute(): void;
  /** From now on nothing arrives in either direction, and nothing is lost: a blackhole. New connections open and hear nothing. */
  hold(): void;
  /** Resets what is open; from now on new connections are reset at once. */
  refuse(): void;
  /** Each piece of an answer is, with this chance, swallowed, and its connection reset. */
  loseAnswers(chance: number, random?: () => number): void;
  /** Bytes take so long on their way, in both directions. */
  delay(ms: number): void;
  /** Resets all open connections; new ones work as before. */
  reset(): void;
  /** Everything passes again. Connections of which answers were swallowed are reset: their bytes are gone. */
  heal(): void;
  /** Goes on to another target: new connections only. */
  retarget(address: string): void;
  close(): Promise<void>;
}

/** Bytes on their way to a socket: whatever each takes, they arrive in order, as TCP has it. */
class DelayLine {
  private readonly queue: { readonly bytes: Buffer; readonly due: number }[] = [];

  constructor(private readonly to: net.Socket) {}

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  send(bytes: Buffer, delayMs: number): void {
    this.queue.push({ bytes, due: performance.now() + delayMs });
    if (this.queue.length === 1) setTimeout(() => this.deliver(), delayMs);
  }

  private deliver(): void {
    for (let first = this.queue[0]; first; first = this.queue[0]) {
      const waitMs = first.due - performance.now();
      if (waitMs > 0) return void setTimeout(() => this.deliver(), waitMs);
      this.to.write(first.bytes);
      this.queue.shift();
    }
  }
}

/** One connection through the proxy. */
class Passage {
  lossy = false;

  constructor(
    readonly client: net.Socket,
    readonly target: net.Socket,
    onEnd: () => void,
  ) {
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('end', () => other.end());
      one.on('close', () => {
        other.destroy();
        onEnd();
      });
    }
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.target.resetAndDestroy();
  }

  pause(): void {
    this.client.pause();
    this.target.pause();
  }

  resume(): void {
    this.client.resume();
    this.target.resume();
  }
}

class LoopbackProxy implements FaultProxy {
  bytesAnswered = 0;
  resets = 0;
  private mode: Mode = 'pass';
  private chance = 0;
  private random: () => number = Math.random;
  private delayMs = 0;
  private readonly open = new Set<Passage>();
  private readonly lines = new WeakMap<net.Socket, DelayLine>();
  private readonly server = net.createServer({ pauseOnConnect: true }, (client) => this.accept(client));

  constructor(private target: string) {}

  get address(): string {
    return `127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  get connections(): number {
    return this.open.size;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  mute(): void {
    this.mode = 'mute';
  }

  hold(): void {
    this.mode = 'hold';
    for (const passage of this.open) passage.pause();
  }

  refuse(): void {
    this.mode = 'refuse';
    this.reset();
  }

  loseAnswers(chance: number, random = Math.random): void {
    this.chance = chance;
    this.random = random;
  }

  delay(ms: number): void {
    this.delayMs = ms;
  }

  reset(): void {
    for (const passage of [...this.open]) this.break(passage);
  }

  heal(): void {
    this.mode = 'pass';
    this.chance = 0;
    this.delayMs = 0;
    for (const passage of [...this.open]) {
      if (passage.lossy) this.break(passage);
      else passage.resume();
    }
  }

  retarget(address: string): void {
    this.target = address;
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private accept(client: net.Socket): void {
    if (this.mode === 'refuse') return void client.resetAndDestroy();
    const passage: Passage = new Passage(client, connect(this.target), () => this.open.delete(passage));
    this.open.add(passage);
    client.on('data', (bytes) => this.pass(bytes, passage.target));
    passage.target.on('data', (bytes) => this.answer(bytes, passage));
    if (this.mode === 'hold') passage.pause();
    else passage.resume();
  }

  private answer(bytes: Buffer, passage: Passage): void {
    this.bytesAnswered += bytes.length;
    if (this.mode === 'mute') passage.lossy = true;
    else if (this.chance > 0 && this.random() < this.chance) this.break(passage);
    else this.pass(bytes, passage.client, passage.target);
  }

  /** The sender is slowed down to what the receiver takes: back-pressure goes through. */
  private pass(bytes: Buffer, to: net.Socket, from?: net.Socket): void {
    const line = this.lineTo(to);
    if (this.delayMs > 0 || !line.isEmpty) line.send(bytes, this.delayMs);
    else if (!to.write(bytes) && from) {
      from.pause();
      to.once('drain', () => this.mode !== 'hold' && from.resume());
    }
  }

  private lineTo(to: net.Socket): DelayLine {
    const line = this.lines.get(to) ?? new DelayLine(to);
    this.lines.set(to, line);
    return line;
  }

  private break(passage: Passage): void {
    this.resets += 1;
    this.open.delete(passage);
    passage.reset();
  }
}

function connect(address: string): net.Socket {
  if (address.startsWith('unix:')) return net.connect(address.slice('unix:'.length));
  const [host, port] = address.split(':');
  return net.connect(Number(port), host);
}

/** A proxy in front of `127.0.0.1:<port>` or `unix:<path>`. Without further ado it passes everything. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const proxy = new LoopbackProxy(target);
  await proxy.listen();
  return proxy;
}
