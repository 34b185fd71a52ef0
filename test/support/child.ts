import type { ChildProcess } from 'node:child_process';
import net from 'node:net';

/** Longer than a start takes on a busy machine, and shorter than what a test waits for it. */
const UP_WITHIN_MS = 55_000;

/** How a child process says that it is up. */
export interface Start<Message> {
  /** For errors. */
  readonly name: string;
  isUp(message: Message): boolean;
  /** All that it has written. */
  written?(): string;
  /** 55 s unless given. */
  readonly limitMs?: number;
}

/**
 * The message by which a child says that it is up. A child that ends before, or is not up in time, is killed, and the error has what it wrote.
 * One that a failed test leaves behind does not keep the test run from ending, and ends with it.
 */
export function up<Message>(child: ChildProcess, start: Start<Message>): Promise<Message> {
  letGo(child);
  const { name, isUp, written = () => '', limitMs = UP_WITHIN_MS } = start;
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`${name} ${why}:\n${written().slice(-4_000)}`));
    };
    const timer = setTimeout(() => fail(`was not up within ${limitMs / 1_000} s`), limitMs);
    timer.unref();
    child.on('message', (message) => {
      if (!isUp(message as Message)) return;
      clearTimeout(timer);
      resolve(message as Message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal} before it was up`);
    });
  });
}

function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof net.Socket) stream.unref();
}
