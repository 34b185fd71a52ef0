import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { derivedId, type Role } from '@waybill/events';
import { hashApiKey, newApiKey } from '@waybill/platform';
import { type CommandContext, Tracking } from '@waybill/tracking';
import { carriedOut } from '../commands/outcome';

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

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(private readonly tracking: Tracking) {}

  /** Repeating it makes another key: the first one's text cannot be told again. */
  async execute({ wanted, context: { idempotencyKey: _, ...context } }: CreateApiKey): Promise<CreatedKey> {
    const key = newApiKey();
    const sha256 = hashApiKey(key);
    const id = `key_${derivedId('api-key', sha256).replaceAll('-', '')}`;
    const { position } = await carriedOut(this.tracking.createApiKey(wanted, sha256, id, context));
    return { id, key, position: position.toString() };
  }
}
