export * from './api-key';
export * from './decisions';
