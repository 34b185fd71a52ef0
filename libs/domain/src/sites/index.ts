export * from './decisions';
export * from './fence';
export { SITE, type SiteState } from './site';
