export { type Appended, NO_STREAM } from './append';
export * from './errors';
export { EventLog, type ReadOptions } from './event-log';
export { type FeedOptions, openFeed } from './feed';
export type { FeedBatch } from './feed-batch';
export { type LogPosition, toCloudEvent } from './stored-event';
