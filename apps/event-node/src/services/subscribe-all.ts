import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Behaviour } from '../behaviour';
import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import { SEGMENT_HEADER_SIZE } from '../log/segment-file';
import { accepting, type EventPredicate, visible } from '../read/event-filter';
import { type ResolvedEvent, resolveLink, unresolved } from '../read/link-resolution';
import { encodeCaughtUp, encodeCheckpoint, encodeConfirmation, encodeFellBehind, encodeReadEvent } from '../wire/read-response';
import { allPosition, exclusiveStart, inclusiveStart } from './all-position';
import { Checkpoints, noCheckpoints } from './checkpoints';
import { eventFilter } from './event-filter';
import { untilNews } from './news';
import type { ReadCall } from './read-call';
import { consumerTooSlow } from './rpc-error';

interface Follower {
  readonly call: ReadCall;
  readonly accepts: EventPredicate;
  readonly present: (record: LogRecord) => ResolvedEvent;
  readonly checkpoints: Checkpoints;
  /** Records before this position are not sent, even if the log is shorter than the client believes. */
  readonly from: number;
}

/** Follows the whole log from a position on; catch-up and live are the same loop. It ends only by cancel. */
export async function subscribeToAll(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const { behave } = store;
  const asked = allPosition(options.getAll() as ReadReq.Options.AllOptions);
  const after = asked.kind === 'at' ? asked.position : 0;
  const repeats = behave?.repeatsCheckpoint === true && options.hasFilter() && after >= SEGMENT_HEADER_SIZE;
  const follower = { call, from: repeats ? after : after + 1, ...filtering(options, after), present: presenter(store, options) };
  let position = repeats ? inclusiveStart(store, asked) : exclusiveStart(store, asked);
  let live: Live = 'not yet';
  let sent = false;
  await call.send(encodeConfirmation(randomUUID()));
  while (call.open) {
    const seen = store.reader.end;
    const records = await store.reader.recordsFrom(position);
    if (behave && live !== 'not yet' && records.length > MOST_WAITING) live = await fallBehind(call, behave, live);
    for (const record of records) sent = (await offer(follower, record)) || sent;
    position = records.at(-1)?.end ?? position;
    if (records.length > 0) {
      if (live === 'just now') live = 'for a while';
      await setImmediate();
      continue;
    }
    if (live === 'not yet') {
      await announce(follower, sent || !options.hasFilter() ? undefined : foundNothing(store));
      live = 'just now';
    }
    if (store.reader.end === seen) await untilNews(store, call);
  }
}

/** Whether a subscription has told that it has caught up. */
type Live = 'not yet' | 'just now' | 'for a while';

/** So many events may wait for a live subscriber of a real server. */
const MOST_WAITING = 256;

/** What real servers do with a live subscriber for whom too much waits. Throws what ends the call. */
async function fallBehind(call: ReadCall, { whenBehind }: Behaviour, live: Live): Promise<Live> {
  if (whenBehind === 'ended') throw consumerTooSlow(live === 'just now' ? 'while transitioning to live' : 'to handle event while live');
  await call.send(encodeFellBehind());
  return 'not yet';
}

function presenter(store: EventStore, options: ReadReq.Options): (record: LogRecord) => ResolvedEvent {
  return options.getResolveLinks() ? (record) => resolveLink(store, record) : unresolved;
}

function filtering(options: ReadReq.Options, after: number): Pick<Follower, 'accepts' | 'checkpoints'> {
  if (!options.hasFilter()) return { accepts: visible, checkpoints: noCheckpoints() };
  const filter = options.getFilter() as ReadReq.Options.FilterOptions;
  return { accepts: accepting(eventFilter(filter)), checkpoints: Checkpoints.of(filter, after) };
}

/** True when the event was one for the subscriber. */
async function offer({ call, accepts, present, checkpoints, from }: Follower, record: LogRecord): Promise<boolean> {
  if (!call.open || record.position < from) return false;
  const isWanted = accepts(record);
  if (isWanted) await call.send(encodeReadEvent(present(record)));
  const checkpoint = checkpoints.considered(record.position);
  if (checkpoint !== undefined) await call.send(encodeCheckpoint(checkpoint));
  return isWanted;
}

/** -1, as servers up to 24.10.7 say that they have found nothing yet. */
const NOWHERE = (1n << 64n) - 1n;

/** The checkpoint of a real server that has found nothing; undefined where it tells what others tell. */
function foundNothing({ behave, reader }: EventStore): bigint | undefined {
  if (behave?.nothingFound === 'minus one') return NOWHERE;
  return behave?.nothingFound === 'zero' && reader.end === SEGMENT_HEADER_SIZE ? 0n : undefined;
}

async function announce({ call, checkpoints }: Follower, nothing: bigint | undefined): Promise<void> {
  const checkpoint = nothing ?? checkpoints.caughtUp();
  if (checkpoint !== undefined) await call.send(encodeCheckpoint(checkpoint));
  await call.send(encodeCaughtUp());
}
