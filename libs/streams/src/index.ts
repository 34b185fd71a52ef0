export { type Command, type CommandContext, carryOut, commandOf, type Done, reusedKey } from './command';
export type { StreamView } from './memory';
export { Directory } from './reference/directory';
export { followReference } from './reference/follow';
export { keepDirectory, SPACING } from './reference/keep';
export { SNAPSHOT_EVERY } from './snapshots';
export { StreamWriter } from './stream-writer';
export { type Decide, type Step, WriteConflict, type Written } from './writing';
