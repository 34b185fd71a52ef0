import { HUNG_AFTER_SECONDS } from '@waybill/platform';

/** One piece of work may take so long while what it asks is answered: it reads, or writes, much. */
const LONGEST_PIECE_SECONDS = 300;

/**
 * Counts the seconds in which a processor's loop has given no sign of life. Seconds in which this process did not run are none: they are
 * counted by a timer, and not measured.
 */
export class Pulse {
  private unanswered = 0;
  private still = 0;

  /** It has moved, is where the log ends, or waits for something outside and says so. */
  moved(): void {
    this.unanswered = 0;
    this.still = 0;
  }

  /** A piece of work goes on: the store or the database has answered it. */
  answered(): void {
    this.unanswered = 0;
  }

  secondPassed(): void {
    this.unanswered += 1;
    this.still += 1;
  }

  get silentSeconds(): number {
    return Math.max(this.unanswered, this.still - LONGEST_PIECE_SECONDS);
  }

  get isHung(): boolean {
    return this.silentSeconds >= HUNG_AFTER_SECONDS;
  }
}

/** The same store or database, whose answers are signs of life. */
export function answering<T extends object>(asked: T, pulse: Pulse): T {
  return new Proxy(asked, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        heard(
          Reflect.apply(
            member,
            target,
            args.map((arg) => within(arg, pulse)),
          ),
          pulse,
        );
    },
  });
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** What a function that is called back is given, such as a transaction, answers too. */
function within(arg: unknown, pulse: Pulse): unknown {
  if (typeof arg !== 'function') return arg;
  return (given: unknown, ...more: unknown[]) =>
    Reflect.apply(arg, undefined, [typeof given === 'object' && given !== null ? answering(given, pulse) : given, ...more]);
}

function heard(answer: unknown, pulse: Pulse): unknown {
  if (isAsyncIterable(answer)) return each(answer, pulse);
  if (answer instanceof Promise)
    void answer.then(
      () => pulse.answered(),
      () => pulse.answered(),
    );
  return answer;
}

async function* each(items: AsyncIterable<unknown>, pulse: Pulse): AsyncGenerator<unknown> {
  for await (const item of items) {
    pulse.answered();
    yield item;
  }
}
