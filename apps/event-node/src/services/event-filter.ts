import { accepting, type EventFilter } from '../read/event-filter';
import { invalidArgument } from './rpc-error';

/** How reads and persistent subscriptions spell a filter. */
interface FilterMessage {
  hasEventType(): boolean;
  getEventType(): ExpressionMessage | undefined;
  hasStreamIdentifier(): boolean;
  getStreamIdentifier(): ExpressionMessage | undefined;
}

interface ExpressionMessage {
  getRegex(): string;
  getPrefixList(): string[];
}

/** A filter as the client sent it. Throws INVALID_ARGUMENT for one without kind or with a pattern that is none. */
export function eventFilter(message: FilterMessage): EventFilter {
  const expression = message.getEventType() ?? message.getStreamIdentifier();
  if (!expression) throw invalidArgument('The filter names neither event type nor stream.');
  const on = message.hasEventType() ? 'eventType' : 'stream';
  const filter: EventFilter = { on, regex: expression.getRegex(), prefixes: expression.getPrefixList() };
  try {
    accepting(filter);
  } catch {
    throw invalidArgument(`The filter's pattern is not a regular expression: ${filter.regex}`);
  }
  return filter;
}
