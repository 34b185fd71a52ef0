import { createHmac, randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { derivedId, type Role } from '@waybill/events';
import { hashApiKey, newApiKey } from '@waybill/platform';
import { type CommandContext, Tracking } from '@waybill/tracking';
import { carriedOut } from '../commands/outcome';
import { DEPLOYMENT_KEY } from '../tokens';

export interface NewKey {
  readonly name: string;
  readonly role: Role;
  readonly sourcePrefix?: string;
}
export interface CreatedKey {
  readonly id: string;
  readonly key: string;
  readonly position: string;
}

/** Make an API key. The key itself leaves in this one answer and is nowhere kept. */
export class CreateApiKey extends Command<CreatedKey> {
  constructor(
    readonly wanted: NewKey,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Under an Idempotency-Key the same request has to give the same key again, though it is nowhere kept: so it is made from the two. */
function keyFor({ caller, idempotencyKey }: CommandContext, deploymentKey: Buffer): { id: string; key: string } {
  const id = idempotencyKey === undefined ? randomUUID() : derivedId('api-key', caller, idempotencyKey);
  const key =
    idempotencyKey === undefined ? newApiKey() : `wbk_${createHmac('sha256', deploymentKey).update(`api-key\n${id}`).digest('base64url')}`;
  return { id: `key_${id.replaceAll('-', '')}`, key };
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly tracking: Tracking,
    @Inject(DEPLOYMENT_KEY) private readonly deploymentKey: Buffer,
  ) {}

  async execute({ wanted, context }: CreateApiKey): Promise<CreatedKey> {
    const { id, key } = keyFor(context, this.deploymentKey);
    const { position } = await carriedOut(this.tracking.createApiKey(wanted, hashApiKey(key), id, context));
    return { id, key, position: position.toString() };
  }
}
