import pino from 'pino';
import { cleanFields, cleanText } from './redaction';
import { version } from './version';

export type Logger = pino.Logger;

export type LoggerOptions = {
  /** Name of the process: api, projector, event-node … */
  readonly service: string;
  readonly level?: string;
  /** Where lines go; standard output unless a test gives something else. */
  readonly destination?: { write(line: string): void };
};

const MAX_MESSAGE = 1_024;

function cleanArguments(args: unknown[]): unknown[] {
  return args.map((argument) => (typeof argument === 'string' ? cleanText(argument, MAX_MESSAGE) : argument));
}

/** pino drops the bindings formatter for children, so their fields are cleaned on the way in. Grandchildren inherit this. */
function withCleanBindings(logger: Logger): Logger {
  const child: (...args: never[]) => Logger = logger.child;
  const cleanChild = function (this: Logger, bindings: pino.Bindings, options?: object): Logger {
    return Reflect.apply(child, this, [cleanFields(bindings), options]);
  };
  return Object.assign(logger, { child: cleanChild });
}

/**
 * One JSON line per entry: time, level, msg, service, version and the given fields. Secrets are redacted by name and by shape at any depth,
 * and texts are capped at 256 characters, because what callers send ends up here. Pass an error as `{ err }`.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service, version },
    timestamp: pino.stdTimeFunctions.isoTime,
    // pino's own serializer would run before ours and lose the type of the error.
    serializers: { err: (value) => value },
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => cleanFields(fields),
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, cleanArguments(args) as Parameters<typeof method>);
      },
    },
  };
  // Line by line: what waits in a buffer is tried for ever at the end of the process when its reader is gone (sonic-boom 4), and
  // the process would outlive who started it.
  return withCleanBindings(pino(options, destination ?? pino.destination({ fd: 1, sync: true })));
}
