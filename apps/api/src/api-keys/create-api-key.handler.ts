import { createHmac } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { derivedId, type Role } from '@waybill/events';
import { apiKeyId, hashApiKey, newApiKey } from '@waybill/platform';
import type { View } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import { Tracking } from '@waybill/tracking';
import { carriedOut } from '../commands/outcome';
import { DEPLOYMENT_KEY } from '../tokens';
import type { createdApiKey } from './api-keys.schemas';

export interface NewKey {
  readonly name: string;
  readonly role: Role;
  readonly sourcePrefix?: string;
}
export type CreatedKey = View<typeof createdApiKey>;

/** Make an API key. The key itself leaves in this one answer and is nowhere kept. */
export class CreateApiKey extends Command<CreatedKey> {
  constructor(
    readonly wanted: NewKey,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What a key under an Idempotency-Key is made from. */
const repeatableId = ({ caller, idempotencyKey }: CommandContext): string | undefined =>
  idempotencyKey === undefined ? undefined : derivedId('api-key', caller, idempotencyKey);

/** Under an Idempotency-Key the same request has to give the same key again, though it is nowhere kept: so it is made from the two. */
function keyFrom(repeatable: string | undefined, deploymentKey: Buffer): string {
  return newApiKey(repeatable === undefined ? undefined : createHmac('sha256', deploymentKey).update(`api-key\n${repeatable}`).digest());
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly tracking: Tracking,
    @Inject(DEPLOYMENT_KEY) private readonly deploymentKey: Buffer,
  ) {}

  async execute({ wanted, context }: CreateApiKey): Promise<CreatedKey> {
    const repeatable = repeatableId(context);
    const key = keyFrom(repeatable, this.deploymentKey);
    // Earlier releases gave it this id, and go by it when the same is asked for again.
    const former = repeatable && `key_${repeatable.replaceAll('-', '')}`;
    const id = former && (await this.tracking.hasApiKey(former)) ? former : apiKeyId(key);
    const { position } = await carriedOut(this.tracking.createApiKey(wanted, hashApiKey(key), id, context));
    return { id, key, position: position.toString() };
  }
}
