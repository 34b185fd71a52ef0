import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { BuildDesk, type BuildRefusal, type BuildRequest } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { CLOCK } from '../tokens';

/** Have a processor's read model built anew beside the live one. Answers the number of the build. */
export class RequestBuild extends Command<number> {
  constructor(
    readonly processor: string,
    readonly request: BuildRequest,
  ) {
    super();
  }
}

const refusal = (why: BuildRefusal, processor: string): Problem => {
  switch (why) {
    case 'unknown-processor':
      return new Problem('processor-not-found', 'GET /v1/processors lists the processors.');
    case 'build-under-way':
      return new Problem('build-under-way', `Wait for it, or cancel it: DELETE /v1/processors/${processor}/builds/{version}.`);
    case 'reactor-is-healthy':
      return new Problem(
        'reactor-is-healthy',
        'A reactor has no rows to build anew, and must not act again on what it has acted on. It can be started over only when it has halted because the event store is not the one it knew.',
      );
  }
};

@CommandHandler(RequestBuild)
export class RequestBuildHandler implements ICommandHandler<RequestBuild> {
  constructor(
    private readonly desk: BuildDesk,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ processor, request }: RequestBuild): Promise<number> {
    if (request.until !== undefined && request.until > this.clock.now()) {
      throw new Problem('invalid-request', 'Give a moment of the past.', {
        errors: [{ pointer: '/until', detail: 'lies in the future: what will have been appended by then is not known yet' }],
      });
    }
    const requested = await this.desk.request(processor, request);
    if (typeof requested === 'string') throw refusal(requested, processor);
    return requested.version;
  }
}
