import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Role } from '@waybill/events';
import type { CommandContext } from '@waybill/tracking';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { KeyRing } from '../access/key-ring';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { apiKey, createApiKey, createdApiKey } from './api-keys.schemas';
import { CreateApiKey, type CreatedKey, type NewKey } from './create-api-key.handler';
import { RevokeApiKey } from './revoke-api-key.handler';

export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly sourcePrefix: string | null;
  readonly createdAt: string | null;
}

@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly keys: KeyRing,
  ) {}

  @Post()
  @AccessFor('operator')
  @Summary('Make an API key', 'administration')
  @Answers(201, createdApiKey, 'The key, shown this once')
  @Problems('store-unavailable')
  createApiKey(@Body({ schema: createApiKey }) wanted: NewKey, @Context() context: CommandContext): Promise<CreatedKey> {
    return this.commands.execute(new CreateApiKey(wanted, context));
  }

  @Get()
  @AccessFor('operator')
  @Summary('List valid API keys', 'administration')
  @Answers(200, z.object({ items: z.array(apiKey), nextCursor: z.null() }), 'All keys that were made and not revoked')
  listApiKeys(): { items: readonly ListedKey[]; nextCursor: null } {
    const items = this.keys.list().map(({ keyId, name, role, sourcePrefix, createdAt }) => ({
      id: keyId,
      name,
      role,
      sourcePrefix: sourcePrefix ?? null,
      createdAt,
    }));
    return { items, nextCursor: null };
  }

  @Delete(':keyId')
  @AccessFor('operator')
  @Summary('Revoke an API key', 'administration')
  @Answers(200, commandAnswer, 'It opens nothing any more, everywhere within a second')
  @Problems('key-not-found', 'store-unavailable')
  revokeApiKey(@Param('keyId') keyId: string, @Context() context: CommandContext): Promise<CommandAnswer> {
    return this.commands.execute(new RevokeApiKey(keyId, context));
  }
}
