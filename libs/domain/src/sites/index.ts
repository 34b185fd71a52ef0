export * from './binding';
export * from './decisions';
export * from './fence';
export * from './history';
export { SITE, type SiteState } from './site';
