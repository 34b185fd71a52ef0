import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { keysOf } from '@waybill/events';
import { version } from '@waybill/platform';
import { z } from 'zod';
import { MAX_IDEMPOTENCY_KEY } from '../commands/context';
import { PROBLEMS, type ProblemSlug, problemType } from '../http/problem-table';
import { BODY_EXTENSION, FORMATS_EXTENSION, inFormats, PROBLEMS_EXTENSION, REPEATABLE_EXTENSION, STREAM_PROBLEMS } from './describe';

type Content = Record<string, { schema?: object }>;
type Operation = Record<string, unknown> & {
  responses: Record<string, { description: string; content?: Content }>;
  parameters?: { in: string; name: string }[];
  requestBody?: unknown;
};

/** It comes into the document with the web hook's answer, which has a problem for each event that was refused. */
const PROBLEM_REF = { $ref: '#/components/schemas/Problem' };
const METHODS = ['get', 'put', 'post', 'delete', 'options'] as const;

/** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks; named schemas become components. */
function convert(schema: unknown, schemaType: 'input' | 'output'): { schema: object; components: Record<string, object> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs = {},
    id,
    ...whole
  } = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' }) as Record<string, unknown>;
  const components = $defs as Record<string, object>;
  if (typeof id !== 'string') return { schema: whole, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: whole } };
}

function config(): Omit<OpenAPIObject, 'paths'> {
  const table = keysOf(PROBLEMS).map((slug) => `| \`${problemType(slug)}\` | ${PROBLEMS[slug].status} | ${PROBLEMS[slug].title} |`);
  return new DocumentBuilder()
    .setTitle('Waybill')
    .setVersion(version)
    .setDescription(
      [
        'Event-sourced shipment tracking: scans and positions in as CloudEvents, live location and milestones out.',
        'Errors are RFC 9457 problem details; `errors` lists everything that is wrong at once. `type` is one of:',
        ['| type | status | title |', '|---|---|---|', ...table].join('\n'),
      ].join('\n\n'),
    )
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key' }, 'apiKey')
    .addApiKey({ type: 'apiKey', in: 'query', name: 'access_token', description: 'API key, on the web hook only' }, 'accessToken')
    .build();
}

/** A command that is carried out on streams of the log. */
const WRITE_PROBLEMS: readonly ProblemSlug[] = [...STREAM_PROBLEMS, 'conflict', 'outcome-unknown', 'overloaded'];

function generalProblems(method: string, operation: Operation, declared: readonly ProblemSlug[]): ProblemSlug[] {
  const slugs: ProblemSlug[] = ['internal-error', 'headers-too-large'];
  if (method !== 'get' && declared.includes('store-unavailable')) slugs.push(...WRITE_PROBLEMS);
  if (operation.parameters?.includes(IDEMPOTENCY_KEY)) slugs.push('idempotency-key-reused');
  if (operation.parameters?.some((it) => it.in === 'path')) slugs.push('malformed-request', 'uri-too-long');
  if (operation['x-access'] !== 'anyone') slugs.push('authentication-required', 'forbidden', 'too-many-failures');
  if (operation.requestBody) slugs.push('malformed-request', 'payload-too-large', 'unsupported-media-type', 'request-timeout');
  if (operation.requestBody || operation.parameters?.some((it) => it.in !== 'path')) slugs.push('invalid-request');
  return slugs;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'the same key and body again have no further effect; the same key with another body is refused',
  schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY },
};

/** What no decorator says: bodies that are read as bytes, and the header that every command takes. */
function describeRequest(method: string, operation: Operation): void {
  if (operation[BODY_EXTENSION]) operation.requestBody = operation[BODY_EXTENSION];
  delete operation[BODY_EXTENSION];
  const isCommand = method !== 'get' && (operation['x-access'] === 'coordinator' || operation['x-access'] === 'operator');
  if (isCommand && !operation[REPEATABLE_EXTENSION]) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
  delete operation[REPEATABLE_EXTENSION];
}

/** The media types beside JSON, each with a body that is no JSON. */
function describeFormats(operation: Operation): void {
  const formats = (operation[FORMATS_EXTENSION] as string[] | undefined) ?? [];
  delete operation[FORMATS_EXTENSION];
  const answer = operation.responses[200];
  if (answer && formats.length > 0) answer.content = { ...answer.content, ...inFormats(formats) };
}

/** The problem; or, where a route documents an answer of its own for the status, one of the two. */
function problemSchema(own: Content[string] | undefined): object {
  return own?.schema ? { anyOf: [PROBLEM_REF, own.schema] } : PROBLEM_REF;
}

function describeProblems(method: string, operation: Operation): void {
  const declared = (operation[PROBLEMS_EXTENSION] as ProblemSlug[] | undefined) ?? [];
  delete operation[PROBLEMS_EXTENSION];
  const slugs = [...new Set([...declared, ...generalProblems(method, operation, declared)])];
  for (const status of [...new Set(slugs.map((slug) => PROBLEMS[slug].status))].sort()) {
    const here = slugs.filter((slug) => PROBLEMS[slug].status === status);
    operation.responses[status] = {
      description: here.map((slug) => `\`${slug}\`: ${PROBLEMS[slug].title}`).join('; '),
      content: { 'application/problem+json': { schema: problemSchema(operation.responses[status]?.content?.['application/json']) } },
    };
  }
}

/** The OpenAPI 3.1 document of the running application, with every route and every problem. */
function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, config(), {
    standardSchemaConverter: (schema, { schemaType }) => convert(schema, schemaType),
    operationIdFactory: (_controller, method) => method,
    autoTagControllers: false,
  });
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as Operation | undefined;
      if (!operation) continue;
      describeRequest(method, operation);
      describeFormats(operation);
      describeProblems(method, operation);
    }
  }
  return document;
}

/** Serves `/openapi.json` and the pages under `/docs`, all from files of this process: nothing is fetched from elsewhere. */
export function serveDocs(app: NestFastifyApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= describeApi(app)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Waybill API',
    swaggerOptions: { persistAuthorization: false, tryItOutEnabled: true },
  });
}
