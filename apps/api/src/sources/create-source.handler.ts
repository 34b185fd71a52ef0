import { createHmac, randomBytes } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { FORMATS } from '@waybill/carriers';
import { registerSource, SOURCE } from '@waybill/domain';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import { carriedOut } from '../commands/outcome';
import { PublicAddress } from '../http/public-address';
import { DEPLOYMENT_KEY } from '../tokens';
import { curlFor } from './curl';
import { webhookPath } from './source-view';
import { Sources } from './sources';
import type { CreatedSource, NewSource } from './sources.schemas';

/** Open an address for a sender's own format. */
export class CreateSource extends Command<CreatedSource> {
  constructor(
    readonly wanted: NewSource,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateSource)
export class CreateSourceHandler implements ICommandHandler<CreateSource> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly sources: Sources,
    private readonly address: PublicAddress,
    @Inject(DEPLOYMENT_KEY) private readonly deploymentKey: Buffer,
  ) {}

  async execute({ wanted, context }: CreateSource): Promise<CreatedSource> {
    const { format, secrets: given, ...terms } = wanted;
    const sourceId = `src_${this.bytesFor('source', context, 24).toString('base64url')}`;
    const made = given === undefined && FORMATS[format].secret === 'required' ? this.bytesFor('secret', context, 32) : undefined;
    const secret = made?.toString('base64');
    const secrets = given ?? (secret === undefined ? [] : [secret]);
    const data = { sourceId, format, ...terms, secrets: secrets.map((one) => this.sources.seal(sourceId, one)) };
    const { position } = await carriedOut(
      carryOut(
        this.writer,
        SOURCE,
        sourceId,
        commandOf('source', { ...context, body: { ...wanted, secrets: this.sources.fingerprint(given) } }),
        (state) => registerSource(state, data),
      ),
    );
    await this.sources.refreshed(sourceId);
    const webhookUrl = `${this.address.base}${webhookPath({ format, sourceId })}`;
    return {
      id: sourceId,
      webhookUrl,
      ...(secret !== undefined && { secret }),
      curl: curlFor({ format, webhookUrl, secret: secrets[0], now: this.writer.now(), hideSecret: false }),
      position: position.toString(),
    };
  }

  /** Bytes that cannot be guessed. Under an Idempotency-Key the same request has to give the same ones again, though they are nowhere kept. */
  private bytesFor(purpose: string, { caller, idempotencyKey }: CommandContext, length: number): Buffer {
    if (idempotencyKey === undefined) return randomBytes(length);
    return createHmac('sha256', this.deploymentKey).update(`${purpose}\n${caller}\n${idempotencyKey}`).digest().subarray(0, length);
  }
}
