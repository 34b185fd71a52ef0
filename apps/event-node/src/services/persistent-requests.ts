import type { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb';
import type { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ALL, type GroupDefinition, type GroupSettings, STRATEGIES, type StartFrom, type Strategy } from '../persistent/definition';
import { eventFilter } from './event-filter';
import { streamName } from './requests';
import { groupFailed, unknownStart } from './rpc-error';

/** The revision that older clients write for "end": the largest unsigned 64-bit number. */
const UINT64_MAX = '18446744073709551615';
const TICKS_PER_MS = 10_000;

/** How every call names the group that it is about. */
interface GroupOptions {
  hasAll(): boolean;
  getStreamIdentifier(): StreamIdentifier | undefined;
}

/** Stream of the group that a call is about. */
export function groupStream(options: GroupOptions): string {
  return options.hasAll() ? ALL : streamName(options.getStreamIdentifier());
}

/** A group as a client wants it. Throws INVALID_ARGUMENT or persistent-subscription-failed. */
export function groupDefinition(options: CreateReq.Options | UpdateReq.Options): GroupDefinition {
  const group = options.getGroupName();
  const stream = options.hasStream() ? streamName(options.getStream()?.getStreamIdentifier()) : groupStream(options);
  const settings = options.getSettings() as CreateReq.Settings | UpdateReq.Settings;
  const startFrom = stream === ALL ? allStart(options) : streamStart(options, settings);
  return { stream, group, startFrom, settings: groupSettings(stream, group, settings), filter: filterOf(options) };
}

function filterOf(options: CreateReq.Options | UpdateReq.Options): GroupDefinition['filter'] {
  const all = options.getAll();
  const filter = all && 'getFilter' in all ? all.getFilter() : undefined;
  return filter ? eventFilter(filter) : undefined;
}

function streamStart(options: CreateReq.Options | UpdateReq.Options, settings: { getRevision(): string }): StartFrom {
  const from = options.getStream();
  if (from) return start(from, () => Number(from.getRevision()));
  const revision = settings.getRevision();
  if (revision === UINT64_MAX) return { kind: 'end' };
  return revision === '0' ? { kind: 'start' } : { kind: 'at', place: Number(revision) };
}

function allStart(options: CreateReq.Options | UpdateReq.Options): StartFrom {
  const from = options.getAll() as CreateReq.AllOptions | UpdateReq.AllOptions;
  const position = from.getPosition();
  const commit = Number(position?.getCommitPosition() ?? 0);
  if (Number(position?.getPreparePosition() ?? 0) > commit) throw unknownStart();
  return start(from, () => commit);
}

function start(from: { getStart(): Empty | undefined; getEnd(): Empty | undefined }, place: () => number): StartFrom {
  if (from.getStart()) return { kind: 'start' };
  return from.getEnd() ? { kind: 'end' } : { kind: 'at', place: place() };
}

function groupSettings(stream: string, group: string, message: CreateReq.Settings | UpdateReq.Settings): GroupSettings {
  return {
    resolveLinks: message.getResolveLinks(),
    extraStatistics: message.getExtraStatistics(),
    messageTimeoutMs: milliseconds(message.getMessageTimeoutMs(), message.getMessageTimeoutTicks()),
    maxRetryCount: message.getMaxRetryCount(),
    minCheckpointCount: message.getMinCheckpointCount(),
    maxCheckpointCount: message.getMaxCheckpointCount(),
    checkpointAfterMs: milliseconds(message.getCheckpointAfterMs(), message.getCheckpointAfterTicks()),
    maxSubscriberCount: message.getMaxSubscriberCount(),
    liveBufferSize: message.getLiveBufferSize(),
    readBatchSize: message.getReadBatchSize(),
    historyBufferSize: message.getHistoryBufferSize(),
    strategy: strategyOf(stream, group, message),
  };
}

function milliseconds(ms: number, ticks: string): number {
  return ms > 0 ? ms : Number(ticks) / TICKS_PER_MS;
}

/** Newer clients name the strategy in words, which may be any. */
function strategyOf(stream: string, group: string, message: CreateReq.Settings | UpdateReq.Settings): Strategy {
  const named = 'getConsumerStrategy' in message ? message.getConsumerStrategy() : '';
  const strategy = named === '' ? STRATEGIES[message.getNamedConsumerStrategy()] : STRATEGIES.find((known) => known === named);
  if (!strategy) throw groupFailed(stream, group, `Consumer strategy ${named} does not exist.`);
  return strategy;
}
