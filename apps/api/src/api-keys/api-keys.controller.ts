import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Page } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { plainPageQuery } from '../reading/pages';
import { apiKey, createApiKey, createdApiKey } from './api-keys.schemas';
import { CreateApiKey, type CreatedKey, type NewKey } from './create-api-key.handler';
import { ListApiKeys, type ListedKey } from './list-api-keys.query';
import { RevokeApiKey } from './revoke-api-key.handler';

@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @AccessFor('operator')
  @Summary('Make an API key', 'administration')
  @Answers(201, createdApiKey, 'The key, shown this once; it counts at once, on every API')
  @Problems('store-unavailable')
  createApiKey(@Body({ schema: createApiKey }) wanted: NewKey, @Context() context: CommandContext): Promise<CreatedKey> {
    return this.commands.execute(new CreateApiKey(wanted, context));
  }

  @Get()
  @AccessFor('operator')
  @Summary('List valid API keys', 'administration')
  @Answers(
    200,
    z.object({ items: z.array(apiKey), nextCursor: z.string().nullable() }),
    'A page of the keys that were made and not revoked, oldest first',
  )
  @Problems('invalid-cursor')
  listApiKeys(@Query({ schema: plainPageQuery }) query: z.infer<typeof plainPageQuery>): Promise<Page<ListedKey>> {
    return this.queries.execute(new ListApiKeys(query));
  }

  @Delete(':keyId')
  @AccessFor('operator')
  @Summary('Revoke an API key', 'administration')
  @Answers(200, commandAnswer, 'It opens nothing any more: every API refuses it within a second')
  @Problems('key-not-found', 'store-unavailable')
  revokeApiKey(@Param('keyId') keyId: string, @Context() context: CommandContext): Promise<CommandAnswer> {
    return this.commands.execute(new RevokeApiKey(keyId, context));
  }
}
