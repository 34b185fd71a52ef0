export { parseAddress, type StoreAddress } from './address';
export { type CloudEventJson, toCloudEvent } from './cloud-event';
export * from './errors';
export { type Appended, type ConnectOptions, EventLog, NO_STREAM, type ReadAllOptions } from './event-log';
export type { FeedBatch } from './feed/cursor';
export { type FeedOptions, openFeed } from './feed/feed';
export { isAfter, LOG_START, type LogPosition } from './log-position';
export type { ReadOptions } from './read/stream-read';
export { understood } from './stored-event';
