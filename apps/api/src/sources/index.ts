import { ChangeSourceHandler } from './change-source.handler';
import { CreateSourceHandler } from './create-source.handler';
import { RetireSourceHandler } from './retire-source.handler';
import { FindSourceHandler, ListSourcesHandler } from './source.query';
import { SourcesController } from './sources.controller';

export const SOURCE_CONTROLLERS = [SourcesController];
export const SOURCE_HANDLERS = [CreateSourceHandler, ChangeSourceHandler, RetireSourceHandler, FindSourceHandler, ListSourcesHandler];
