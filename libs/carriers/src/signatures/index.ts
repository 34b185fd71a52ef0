export * from './headers';
export * from './hmac';
export * from './time-window';
export * from './token';
