export * from './decisions';
export * from './last-stay';
export * from './passages';
export * from './unit';
