import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { LogRecord } from '../log/record';
import { invalidArgument } from './rpc-error';

/** Says whether a reader of `$all` gets an event. */
export type EventPredicate = (record: LogRecord) => boolean;

const ALL_GROUPS = '$persistentsubscription-$all::';

/** Streams that `$all` never shows, whoever asks. */
function isHidden(stream: string): boolean {
  if (stream.charCodeAt(0) !== 36) return false;
  if (stream === '$epoch-information') return true;
  return stream.startsWith(ALL_GROUPS) && (stream.endsWith('-checkpoint') || stream.endsWith('-parked'));
}

/** Everything that `$all` shows without a filter. */
export const visible: EventPredicate = (record) => !isHidden(record.streamName);

/** A filter as the client sent it. Throws INVALID_ARGUMENT for one without kind or with a pattern that is none. */
export function eventFilter(options: ReadReq.Options.FilterOptions): EventPredicate {
  if (options.hasEventType()) {
    const accepts = textFilter(options.getEventType() as ReadReq.Options.FilterOptions.Expression);
    return (record) => accepts(record.eventType) && visible(record);
  }
  if (!options.hasStreamIdentifier()) throw invalidArgument('The filter names neither event type nor stream.');
  const accepts = textFilter(options.getStreamIdentifier() as ReadReq.Options.FilterOptions.Expression);
  return (record) => {
    const stream = record.streamName;
    return accepts(stream) && !isHidden(stream);
  };
}

/** A non-empty pattern wins over prefixes. */
function textFilter(expression: ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const pattern = expression.getRegex();
  if (pattern !== '') {
    const regex = compile(pattern);
    return (text) => regex.test(text);
  }
  const prefixes = expression.getPrefixList();
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw invalidArgument(`The filter's pattern is not a regular expression: ${pattern}`);
  }
}
