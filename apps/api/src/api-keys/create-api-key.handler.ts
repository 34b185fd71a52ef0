import { createHmac } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { API_KEY, createApiKey } from '@waybill/domain';
import { derivedId, type Role } from '@waybill/events';
import { apiKeyId, hashApiKey, newApiKey } from '@waybill/platform';
import type { View } from '@waybill/read-model';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
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
    private readonly writer: StreamWriter,
    @Inject(DEPLOYMENT_KEY) private readonly deploymentKey: Buffer,
  ) {}

  async execute({ wanted, context }: CreateApiKey): Promise<CreatedKey> {
    const repeatable = repeatableId(context);
    const key = keyFrom(repeatable, this.deploymentKey);
    // Earlier releases gave it this id, and go by it when the same is asked for again.
    const former = repeatable && `key_${repeatable.replaceAll('-', '')}`;
    const id = former && (await this.isKnown(former)) ? former : apiKeyId(key);
    const made = { ...wanted, keyId: id, sha256: hashApiKey(key) };
    const { position } = await carriedOut(
      carryOut(this.writer, API_KEY, id, commandOf('key', context), (state) => createApiKey(state, made)),
    );
    return { id, key, position: position.toString() };
  }

  /** Whether there was ever a key of this id. */
  private async isKnown(keyId: string): Promise<boolean> {
    return (await this.writer.load(API_KEY.fold, API_KEY.stream(keyId))).state.phase !== 'unknown';
  }
}
