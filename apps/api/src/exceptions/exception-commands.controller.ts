import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { AcknowledgeException } from './acknowledge-exception.handler';
import { AssignException } from './assign-exception.handler';
import { assignBody, optionalReasonBody, reasonBody, snoozeBody } from './exceptions.schemas';
import { ReopenException } from './reopen-exception.handler';
import { ResolveException } from './resolve-exception.handler';
import { SnoozeException } from './snooze-exception.handler';

@Controller('v1/exceptions')
export class ExceptionCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':exceptionId/acknowledge')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Say that it has been seen', 'exceptions')
  @Answers(200, commandAnswer, 'It is acknowledged')
  @Problems('exception-not-found', 'exception-closed', 'store-unavailable')
  acknowledgeException(
    @Param('exceptionId') exceptionId: string,
    @Body({ schema: optionalReasonBody }) { reason }: z.infer<typeof optionalReasonBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new AcknowledgeException(exceptionId, reason, context));
  }

  @Post(':exceptionId/assign')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Say who sees to it', 'exceptions')
  @Answers(200, commandAnswer, 'It is assigned')
  @Problems('exception-not-found', 'exception-closed', 'store-unavailable')
  assignException(
    @Param('exceptionId') exceptionId: string,
    @Body({ schema: assignBody }) { assignee, reason }: z.infer<typeof assignBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new AssignException(exceptionId, assignee, reason, context));
  }

  @Post(':exceptionId/snooze')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Put it off; it comes back if it still goes on then', 'exceptions')
  @Answers(200, commandAnswer, 'It is put off')
  @Problems('exception-not-found', 'exception-closed', 'invalid-interval', 'store-unavailable')
  snoozeException(
    @Param('exceptionId') exceptionId: string,
    @Body({ schema: snoozeBody }) { until, reason }: z.infer<typeof snoozeBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new SnoozeException(exceptionId, until, reason, context));
  }

  @Post(':exceptionId/resolve')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Close it; its episode raises nothing more, even if it goes on', 'exceptions')
  @Answers(200, commandAnswer, 'It is closed')
  @Problems('exception-not-found', 'exception-closed', 'store-unavailable')
  resolveException(
    @Param('exceptionId') exceptionId: string,
    @Body({ schema: reasonBody }) { reason }: z.infer<typeof reasonBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new ResolveException(exceptionId, reason, context));
  }

  @Post(':exceptionId/reopen')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Open it again after it was closed or put off by mistake', 'exceptions')
  @Answers(200, commandAnswer, 'It is open again')
  @Problems('exception-not-found', 'exception-closed', 'store-unavailable')
  reopenException(
    @Param('exceptionId') exceptionId: string,
    @Body({ schema: reasonBody }) { reason }: z.infer<typeof reasonBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new ReopenException(exceptionId, reason, context));
  }
}
