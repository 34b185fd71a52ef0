import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ProblemSlug } from '../http/problem-table';

/** Extension that carries the problems of a route until the document is finished. */
export const PROBLEMS_EXTENSION = 'x-problems';

/** One line on what a route does, and the capability that it belongs to. */
export const Summary = (summary: string, capability: string): MethodDecorator =>
  applyDecorators(ApiOperation({ summary }), ApiTags(capability));

/** The successful answer of a route. */
export const Answers = (status: number, schema: z.ZodType, description: string): MethodDecorator =>
  ApiResponse({ status, description, standardSchema: schema as never });

/** A successful answer without a body, or with one that is no JSON. */
export const AnswersPlainly = (status: number, description: string, mediaTypes: readonly string[] = []): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string' } }])),
  });

/** Problems that a route answers with, beside those that every route can have. */
export const Problems = (...slugs: readonly ProblemSlug[]): MethodDecorator => ApiExtension(PROBLEMS_EXTENSION, slugs);

/** Extension that carries the request body of a route that reads its bytes itself, by media type. */
export const BODY_EXTENSION = 'x-body';
export const TakesBody = (content: Readonly<Record<string, object>>): MethodDecorator =>
  ApiExtension(BODY_EXTENSION, { required: true, content });

/** Extension of a command that may be sent again without one. */
export const REPEATABLE_EXTENSION = 'x-repeatable';
/** A command that does no more when it is sent again: it has no use for an Idempotency-Key. */
export const Repeatable = (): MethodDecorator => ApiExtension(REPEATABLE_EXTENSION, true);
