export * from './cloudevents';
export * from './content';
export * from './files';
export * from './format-names';
export * from './port';
export * from './registry';
export * from './report';
export * from './test-carrier';
export { offsetMinutes, zonesOfCountry } from './time';
