import { ChangeSiteHandler } from './change-site.handler';
import { ListInboundHandler } from './inbound.query';
import { RegisterSiteHandler } from './register-site.handler';
import { RetireSiteHandler } from './retire-site.handler';
import { FindSiteHandler } from './site-detail.query';
import { ListSitesHandler } from './site-list.query';
import { SitesController } from './sites.controller';

export const SITE_CONTROLLERS = [SitesController];
export const SITE_HANDLERS = [
  RegisterSiteHandler,
  ChangeSiteHandler,
  RetireSiteHandler,
  FindSiteHandler,
  ListSitesHandler,
  ListInboundHandler,
];
