export * from './cloudevents';
export * from './format-names';
export * from './port';
export * from './registry';
export * from './report';
