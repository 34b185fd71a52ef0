import { AcknowledgeExceptionHandler } from './acknowledge-exception.handler';
import { AssignExceptionHandler } from './assign-exception.handler';
import { ExceptionCommandsController } from './exception-commands.controller';
import { FindExceptionHandler } from './exception-detail.query';
import { ListExceptionsHandler } from './exception-list.query';
import { ExceptionQueriesController } from './exception-queries.controller';
import { ReopenExceptionHandler } from './reopen-exception.handler';
import { ResolveExceptionHandler } from './resolve-exception.handler';
import { SnoozeExceptionHandler } from './snooze-exception.handler';

export const EXCEPTION_CONTROLLERS = [ExceptionQueriesController, ExceptionCommandsController];
export const EXCEPTION_HANDLERS = [
  AcknowledgeExceptionHandler,
  AssignExceptionHandler,
  SnoozeExceptionHandler,
  ResolveExceptionHandler,
  ReopenExceptionHandler,
  ListExceptionsHandler,
  FindExceptionHandler,
];
