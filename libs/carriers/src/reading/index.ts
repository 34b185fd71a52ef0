export * from './bytes';
export * from './collect';
export * from './fields';
export * from './identifiers';
export * from './place';
export * from './scan-id';
export * from './status-map';
export * from './text';
