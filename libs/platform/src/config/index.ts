export { type Environment, inheritedEnvironment } from './environment';
export { ConfigurationError, loadConfig, localUrl, type WaybillConfig } from './load';
export { configurationTable } from './table';
