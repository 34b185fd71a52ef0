export * from './faults';
export * from './issue-words';
export * from './json-text';
export * from './media-type';
