import type { ServerResponse } from 'node:http';

/** A message of the stream: a row as it is now, or that it is no more among what was asked for. */
export interface Message {
  /** What it is about: of two messages about the same only the later one is sent. */
  readonly about: string;
  readonly text: string;
}

/** To a client that may lack something that cannot be told any more. */
export const READ_ANEW: Message = { about: 'resync', text: 'event: resync\ndata: {}\n' };

const textOf = (texts: readonly string[], place: string): string =>
  texts.map((text, index) => (index === texts.length - 1 ? `id: ${place}\n${text}\n` : `${text}\n`)).join('');

/** What one look found for an audience, and where its listeners then stand: made into bytes once for all of them that take it as it is. */
export class Telling {
  private made: Buffer | undefined;

  constructor(
    readonly messages: readonly Message[],
    readonly place: string,
  ) {}

  get bytes(): Buffer {
    this.made ??= Buffer.from(
      textOf(
        this.messages.map(({ text }) => text),
        this.place,
      ),
    );
    return this.made;
  }
}

/** Whom a stream was opened for: the holder of a key, or of a tracking link. */
export interface Holder {
  readonly id: string;
  /** False once what it was let in by counts no more. */
  readonly isAdmitted: () => boolean;
}

/** A browser that takes nothing for so long is given up. */
const PATIENCE_MS = 60_000;
/** One that lacks more reads anew: that costs less than to keep it all. */
const MOST_WAITING = 5_000;
const HEARTBEAT_MS = 15_000;

/** The head of every answer; nothing on the way may hold back or change what comes behind it. */
const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
};
/** Milliseconds after which a browser comes back. */
const HELLO = 'retry: 2000\n\n';

/**
 * One open stream. A client that is slower than the changes costs a set of what changed, not a queue: what it has not taken is sent once, in
 * its latest state.
 */
export class Listener {
  private readonly waiting = new Map<string, string>();
  /** Waits as it is, while nothing else does. */
  private telling: Telling | undefined;
  private place = '';
  private told = false;
  private wroteAt: number;
  private takenAt: number;

  constructor(
    private readonly response: ServerResponse,
    readonly holder: Holder,
    now: number,
    headers: Readonly<Record<string, string>>,
  ) {
    this.wroteAt = now;
    this.takenAt = now;
    response.writeHead(200, { ...headers, ...HEAD });
    response.write(HELLO);
  }

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  /** The same as others are told. Only a listener that has not taken what it was told before needs a set of its own. */
  tellAsOthers(telling: Telling): void {
    if (this.told && telling.messages.length > 0) {
      this.tell(telling.messages, telling.place);
      return;
    }
    this.place = telling.place;
    if (telling.messages.length > 0) [this.telling, this.told] = [telling, true];
  }

  /** @param place up to where everything that it asked for is among these and what it was told before */
  tell(messages: readonly Message[], place: string): void {
    for (const { about, text } of [...(this.telling?.messages ?? []), ...messages]) this.waiting.set(about, text);
    this.telling = undefined;
    this.place = place;
    this.told ||= messages.length > 0;
    if (this.waiting.size > MOST_WAITING) this.resync(place);
  }

  /** It may lack something that cannot be told any more: it has to read anew. */
  resync(place: string): void {
    this.waiting.clear();
    this.telling = undefined;
    this.tell([READ_ANEW], place);
  }

  /** Sends what waits, unless what was sent before is still on its way. @returns false when it is to be given up */
  flush(now: number): boolean {
    if (!this.isOpen) return false;
    if (this.response.writableNeedDrain) return now - this.takenAt < PATIENCE_MS;
    this.takenAt = now;
    if (this.told) this.send(this.take(), now);
    else if (now - this.wroteAt >= HEARTBEAT_MS) this.send(this.heartbeat, now);
    return true;
  }

  end(): void {
    this.response.end();
  }

  /** Sends what waits, then ends. */
  finish(): void {
    if (this.told && this.isOpen) this.response.write(this.take());
    this.end();
  }

  /** Of a client that takes nothing: an orderly end would wait for it. */
  drop(): void {
    this.response.destroy();
  }

  /** Says where the client stands, so that one for which nothing changed for hours need not read anew when it comes back. */
  private get heartbeat(): string {
    return this.place === '' ? ': \n\n' : `: \nid: ${this.place}\n\n`;
  }

  /** The place belongs behind the last of them: a client that is cut off in between gets all of them again. */
  private take(): string | Buffer {
    const taken = this.telling?.bytes ?? textOf([...this.waiting.values()], this.place);
    this.telling = undefined;
    this.waiting.clear();
    this.told = false;
    return taken;
  }

  private send(text: string | Buffer, now: number): void {
    this.wroteAt = now;
    this.response.write(text);
  }
}
