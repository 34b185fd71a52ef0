export * from './approach';
export * from './arrival';
