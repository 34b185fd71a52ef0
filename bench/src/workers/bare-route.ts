import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { serveJobs } from '../processes/worker';

/** A bare Fastify route over one primary-key select, listening until the process ends. */
export interface RouteJob {
  readonly databaseUrl: string;
  readonly poolSize: number;
  /** With the key as $1; answers columns `body` and `etag`. */
  readonly sql: string;
}

export interface RouteResult {
  readonly port: number;
}

async function run({ databaseUrl, poolSize, sql }: RouteJob): Promise<RouteResult> {
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize });
  const server = Fastify();
  server.get<{ Params: { key: string } }>('/page/:key', async ({ params }, reply) => {
    const { rows } = await pool.query<{ body: string; etag: string }>({ name: 'page', text: sql, values: [params.key] });
    const page = rows[0];
    if (!page) return reply.code(404).send();
    return reply.headers({ etag: page.etag, 'content-type': 'application/json; charset=utf-8' }).send(page.body);
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return { port: (server.server.address() as AddressInfo).port };
}

serveJobs(run);
