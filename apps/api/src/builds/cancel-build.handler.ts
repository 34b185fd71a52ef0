import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { BuildDesk } from '@waybill/read-model';
import { Problem } from '../http/problem';

/** End a build that is under way, or have the tables of one that was kept dropped. */
export class CancelBuild extends Command<void> {
  constructor(
    readonly processor: string,
    readonly version: number,
  ) {
    super();
  }
}

@CommandHandler(CancelBuild)
export class CancelBuildHandler implements ICommandHandler<CancelBuild> {
  constructor(private readonly desk: BuildDesk) {}

  async execute({ processor, version }: CancelBuild): Promise<void> {
    const outcome = await this.desk.cancel(processor, version);
    if (outcome === 'unknown') throw new Problem('build-not-found', `GET /v1/processors/${processor}/builds lists the builds.`);
    if (outcome === 'live')
      throw new Problem('build-is-live', 'Reads come from it. Replay the processor to put another build in its place.');
  }
}
