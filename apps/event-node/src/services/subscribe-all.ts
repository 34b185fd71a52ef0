import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import type { Behaviour } from '../options';
import { accepting, type EventPredicate, visible } from '../read/event-filter';
import { type ResolvedEvent, resolveLink, unresolved } from '../read/link-resolution';
import { encodeCaughtUp, encodeCheckpoint, encodeConfirmation, encodeReadEvent } from '../wire/read-response';
import { allPosition, exclusiveStart } from './all-position';
import { Checkpoints, noCheckpoints } from './checkpoints';
import { eventFilter } from './event-filter';
import type { ReadCall } from './read-call';

interface Follower {
  readonly call: ReadCall;
  readonly accepts: EventPredicate;
  readonly present: (record: LogRecord) => ResolvedEvent;
  readonly checkpoints: Checkpoints;
  /** Records at and before this position are not sent, even if the log is shorter than the client believes. */
  readonly after: number;
}

/** Follows the whole log from a position on; catch-up and live are the same loop. It ends only by cancel. */
export async function subscribeToAll(store: EventStore, call: ReadCall, options: ReadReq.Options, behave?: Behaviour): Promise<void> {
  const from = allPosition(options.getAll() as ReadReq.Options.AllOptions);
  const after = from.kind === 'at' ? from.position : 0;
  const follower = { call, after, ...filtering(options, after), present: presenter(store, options) };
  let position = exclusiveStart(store, from);
  let caughtUp = false;
  let sent = false;
  await call.send(encodeConfirmation(randomUUID()));
  while (call.open) {
    const seen = store.reader.end;
    const records = await store.reader.recordsFrom(position);
    for (const record of records) sent = (await offer(follower, record)) || sent;
    position = records.at(-1)?.end ?? position;
    if (records.length > 0) {
      await setImmediate();
      continue;
    }
    if (!caughtUp) await announce(follower, behave === '24.10' && options.hasFilter() && !sent);
    caughtUp = true;
    if (store.reader.end === seen) await call.untilCommit(store.commits);
  }
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
async function offer({ call, accepts, present, checkpoints, after }: Follower, record: LogRecord): Promise<boolean> {
  if (!call.open || record.position <= after) return false;
  const isWanted = accepts(record);
  if (isWanted) await call.send(encodeReadEvent(present(record)));
  const checkpoint = checkpoints.considered(record.position);
  if (checkpoint !== undefined) await call.send(encodeCheckpoint(checkpoint));
  return isWanted;
}

/** -1, as servers up to 24.10.7 say that they have found nothing yet. */
const NOWHERE = (1n << 64n) - 1n;

async function announce({ call, checkpoints }: Follower, foundNothing: boolean): Promise<void> {
  const checkpoint = foundNothing ? NOWHERE : checkpoints.caughtUp();
  if (checkpoint !== undefined) await call.send(encodeCheckpoint(checkpoint));
  await call.send(encodeCaughtUp());
}
