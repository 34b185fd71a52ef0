export type { Command, ReadyMessage } from './child';
export { type ChildLog, childLog } from './child-log';
export { type Plan, type Supervised, supervise, type Watcher } from './supervise';
