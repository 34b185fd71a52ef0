import { SubscriptionInfo } from '@eventstore/db-client/generated/persistent_pb';
import type { Consumer } from '../persistent/consumers';
import { positionText, startText } from '../persistent/definition';
import type { Group } from '../persistent/group';

/** What a group is and does now, as GetInfo and List tell it. */
export function subscriptionInfo(group: Group): SubscriptionInfo {
  const { definition, queue, open, checkpoint } = group;
  const place = (at: number | undefined): string => (at === undefined ? '' : positionText(definition.stream, at));
  const info = new SubscriptionInfo();
  info.setEventSource(definition.stream);
  info.setGroupName(definition.group);
  info.setStatus('Live');
  info.setStartFrom(startText(definition));
  info.setLastCheckpointedEventPosition(place(checkpoint.place));
  info.setLastKnownEventPosition(place(group.lastKnown));
  info.setTotalItems(String(group.total));
  info.setReadBufferCount(queue.fresh.length);
  info.setLiveBufferCount('0');
  info.setRetryBufferCount(queue.retries.length + queue.replays.length);
  info.setTotalInFlightMessages(open.size);
  info.setOutstandingMessagesCount(open.size);
  info.setParkedMessageCount(String(group.parked.count));
  info.setConnectionsList(group.consumers.all.map((consumer) => connectionInfo(consumer, definition.settings.extraStatistics)));
  setSettings(info, group);
  return info;
}

function setSettings(info: SubscriptionInfo, { definition: { settings } }: Group): void {
  info.setResolveLinkTos(settings.resolveLinks);
  info.setExtraStatistics(settings.extraStatistics);
  info.setMessageTimeoutMilliseconds(settings.messageTimeoutMs);
  info.setMaxRetryCount(settings.maxRetryCount);
  info.setLiveBufferSize(settings.liveBufferSize);
  info.setBufferSize(settings.historyBufferSize);
  info.setReadBatchSize(settings.readBatchSize);
  info.setCheckPointAfterMilliseconds(settings.checkpointAfterMs);
  info.setMinCheckPointCount(settings.minCheckpointCount);
  info.setMaxCheckPointCount(settings.maxCheckpointCount);
  info.setNamedConsumerStrategy(settings.strategy);
  info.setMaxSubscriberCount(settings.maxSubscriberCount);
}

function connectionInfo(consumer: Consumer, withStatistics: boolean): SubscriptionInfo.ConnectionInfo {
  const info = new SubscriptionInfo.ConnectionInfo();
  info.setFrom(consumer.connection.from);
  info.setConnectionName(consumer.connection.name);
  info.setTotalItems(String(consumer.total));
  info.setAvailableSlots(consumer.freeSlots);
  info.setInFlightMessages(consumer.inFlight.size);
  if (withStatistics) info.setObservedMeasurementsList(measurements(consumer.latenciesMs));
  return info;
}

/** Share of the sorted latencies below each measurement. */
const QUANTILES: readonly (readonly [string, number])[] = [
  ['Median', 0.5],
  ['Fastest', 0],
  ['Quintile 1', 0.2],
  ['Quintile 2', 0.4],
  ['Quintile 3', 0.6],
  ['Quintile 4', 0.8],
  ['Quintile 5', 1],
  ['90%', 0.9],
  ['95%', 0.95],
  ['99%', 0.99],
  ['99.5%', 0.995],
  ['99.9%', 0.999],
  ['Highest', 1],
];

/** Milliseconds between an event's way out and its acknowledgement, over the newest ones. */
function measurements(latenciesMs: readonly number[]): SubscriptionInfo.Measurement[] {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, latency) => sum + latency, 0) / Math.max(1, sorted.length);
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return [measurement('Mean', mean), ...QUANTILES.map(([key, share]) => measurement(key, quantile(share)))];
}

function measurement(key: string, value: number): SubscriptionInfo.Measurement {
  const result = new SubscriptionInfo.Measurement();
  result.setKey(key);
  result.setValue(String(Math.round(value)));
  return result;
}
