import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

const ROOT = path.resolve(__dirname, '../../..');

const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/);
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/);
const text = z.union([z.string(), z.number()]);

const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: duration,
    timeout: duration,
    start_period: duration.optional(),
    retries: z.int().positive(),
  }),
]);

const service = z.strictObject({
  image: z.string().regex(/^[a-z0-9./-]+(:[\w.-]+)?$/),
  build: z.literal('.').optional(),
  init: z.boolean().optional(),
  restart: z.enum(['always', 'unless-stopped', 'on-failure']),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), text).optional(),
  depends_on: z
    .record(name, z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully', 'service_started']) }))
    .optional(),
  deploy: z.strictObject({ replicas: z.int().positive() }).optional(),
  healthcheck: healthcheck.optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:(\$\{\w+:-\d+\}|\d+):\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^(\.\/[\w./-]+|[a-z0-9_-]+):\/[\w./-]+(:ro)?$/)).optional(),
  configs: z.array(z.strictObject({ source: name, target: z.string().startsWith('/') })).optional(),
  networks: z.array(name),
  stop_grace_period: duration.optional(),
  shm_size: z.string().optional(),
  ulimits: z.record(name, z.strictObject({ soft: z.int(), hard: z.int() })).optional(),
});

const composeFile = z.strictObject({
  name,
  services: z.record(name, service),
  networks: z.record(name, z.strictObject({ ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: z.cidrv4() })) }) })),
  volumes: z.record(name, z.null()),
  configs: z.record(name, z.strictObject({ content: z.string() })).optional(),
});

export type Service = z.infer<typeof service>;
export type ComposeFile = z.infer<typeof composeFile>;

/** YAML's merge key: what stands beside it goes before. */
function merged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(merged);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, merged(inner)]));
  const { '<<': base, ...rest } = own;
  return typeof base === 'object' && base !== null ? { ...base, ...rest } : rest;
}

/**
 * A compose file of the root, held against the part of the Compose specification that we use: a key that is not in it, or of another kind,
 * is an error.
 */
export function composeFileAt(file: string): ComposeFile {
  const raw = merged(load(fs.readFileSync(path.join(ROOT, file), 'utf8'))) as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(raw).filter(([key]) => !key.startsWith('x-')));
  return composeFile.parse(own);
}

/** A value as Compose fills it in: variables from `values`, else their own defaults. */
export function interpolated(value: string | number, values: Readonly<Record<string, string>>): string {
  return String(value).replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, variable: string, kind?: string, rest = '') => {
    const given = values[variable];
    if (given !== undefined) return given;
    if (kind === '-') return rest;
    throw new Error(`${variable} is not given, and has no default`);
  });
}

/** Variables that a file needs in `.env`. */
export function neededVariables(file: string): string[] {
  const source = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return [...new Set([...source.matchAll(/\$\{(\w+):\?/g)].map(([, variable]) => variable as string))].sort();
}
