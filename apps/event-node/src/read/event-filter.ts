import type { LogRecord } from '../log/record';

/** Which events a reader of `$all` wants. A non-empty pattern wins over prefixes. */
export interface EventFilter {
  readonly on: 'stream' | 'eventType';
  readonly regex: string;
  readonly prefixes: readonly string[];
}

/** Says whether a reader of `$all` gets an event. */
export type EventPredicate = (record: LogRecord) => boolean;

const ALL_GROUPS = '$persistentsubscription-$all::';

/** Streams that `$all` never shows to any client. */
function isHidden(stream: string): boolean {
  if (stream.charCodeAt(0) !== 36) return false;
  if (stream === '$epoch-information') return true;
  return stream.startsWith(ALL_GROUPS) && (stream.endsWith('-checkpoint') || stream.endsWith('-parked'));
}

/** Everything that `$all` shows without a filter. */
export const visible: EventPredicate = (record) => !isHidden(record.streamName);

/** What a filter lets through. Throws SyntaxError when its pattern is none. */
export function accepting(filter: EventFilter | undefined): EventPredicate {
  if (!filter) return visible;
  const accepts = textFilter(filter);
  if (filter.on === 'eventType') return (record) => accepts(record.eventType) && visible(record);
  return (record) => {
    const stream = record.streamName;
    return accepts(stream) && !isHidden(stream);
  };
}

function textFilter({ regex, prefixes }: EventFilter): (text: string) => boolean {
  if (regex === '') return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const pattern = new RegExp(regex);
  return (text) => pattern.test(text);
}
