import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { View } from '@waybill/read-model';
import type { z } from 'zod';
import type { ProblemSlug } from '../http/problem-table';

/** Extension that carries the problems of a route until the document is finished. */
export const PROBLEMS_EXTENSION = 'x-problems';

/** Content in formats that have their own descriptions elsewhere. */
export const inFormats = (mediaTypes: readonly string[]) =>
  Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: { type: type.endsWith('+json') ? ('object' as const) : ('string' as const) } }]),
  );

/** One line on what a route does, and the capability that it belongs to. */
export const Summary = (summary: string, capability: string): MethodDecorator =>
  applyDecorators(ApiOperation({ summary }), ApiTags(capability));

/** Decorates a method that returns what a schema describes, or that sends it itself and returns nothing. */
type Answering<T> = <Method extends (...given: never[]) => Promise<void> | T | Promise<T>>(
  controller: object,
  name: string,
  method: TypedPropertyDescriptor<Method>,
) => void;

/** The successful answer of a route: a method that returns anything else does not compile. */
export const Answers = <S extends z.ZodType>(status: number, schema: S, description: string): Answering<View<S>> =>
  ApiResponse({ status, description, standardSchema: schema as never });

/** A problem that has members of its own. */
export const AnswersProblem = (status: number, schema: z.ZodType, description: string): MethodDecorator =>
  ApiResponse({ status, description, standardSchema: schema as never });

/** Extension that carries the other media types in which a route gives its successful answer, on request. */
export const FORMATS_EXTENSION = 'x-formats';
export const AlsoAs = (...mediaTypes: readonly string[]): MethodDecorator => ApiExtension(FORMATS_EXTENSION, mediaTypes);

/** A successful answer without a body, or with one that is no JSON. */
export const AnswersPlainly = (status: number, description: string, mediaTypes: readonly string[] = []): MethodDecorator =>
  ApiResponse({ status, description, ...(mediaTypes.length > 0 && { content: inFormats(mediaTypes) }) });

/** Problems that a route answers with, beside those that every route can have. */
export const Problems = (...slugs: readonly ProblemSlug[]): MethodDecorator => ApiExtension(PROBLEMS_EXTENSION, slugs);

/** What can be wrong with the streams that a route reads. A command with `store-unavailable` has them without saying so. */
export const STREAM_PROBLEMS = ['stream-unreadable', 'stream-erased', 'shipment-erased'] as const satisfies readonly ProblemSlug[];

/** Extension that carries the request body of a route that reads its bytes itself, by media type. */
export const BODY_EXTENSION = 'x-body';
export const TakesBody = (content: Readonly<Record<string, object>>): MethodDecorator =>
  ApiExtension(BODY_EXTENSION, { required: true, content });

/** Extension of a command that may be sent again without one. */
export const REPEATABLE_EXTENSION = 'x-repeatable';
/** A command that does no more when it is sent again: it has no use for an Idempotency-Key. */
export const Repeatable = (): MethodDecorator => ApiExtension(REPEATABLE_EXTENSION, true);
