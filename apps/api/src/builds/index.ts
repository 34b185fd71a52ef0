import { BuildsController } from './builds.controller';
import { FindBuildsHandler } from './builds.query';
import { CancelBuildHandler } from './cancel-build.handler';
import { RequestBuildHandler } from './request-build.handler';

/** What the capability brings to the API. */
export const BUILD_CONTROLLERS = [BuildsController];
export const BUILD_HANDLERS = [RequestBuildHandler, CancelBuildHandler, FindBuildsHandler];
