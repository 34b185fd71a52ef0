import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';
import { Door } from './access/door';
import { ApiModule } from './api.module';
import { serveConsole } from './console/console';
import { servePageOnly } from './docs/open-mounts';
import { serveDocs } from './docs/openapi';
import { installBodies } from './http/bodies';
import { limitConnections } from './http/connections';
import { NestLog } from './http/nest-log';
import { RequestObserver } from './http/observe';
import { refuseOtherMethods } from './http/other-methods';
import { installSecurityHeaders } from './http/security-headers';
import { createServer, refuseNulInAddress } from './http/server';
import type { Parts } from './parts';

/** The API, put together and not yet listening. */
export async function createApi(parts: Parts): Promise<NestFastifyApplication> {
  const { config, logger, metrics, keys, failures } = parts;
  const adapter = createServer(config.trustProxy);
  const server = adapter.getInstance<FastifyInstance>();
  limitConnections(server.server, config.maxConnectionsPerAddress, config.trustProxy, metrics);
  installSecurityHeaders(server, config.publicUrl);
  new Door(keys, parts.lookup, failures, parts.sessions, parts.clock).install(server);
  refuseNulInAddress(server);
  servePageOnly(server);
  installBodies(server);
  const refuseOthers = refuseOtherMethods(server);
  serveConsole(server, config);
  new RequestObserver(logger, metrics).install(server);
  const options = { bodyParser: false, logger: new NestLog(logger), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(parts), adapter, options);
  serveDocs(app);
  await app.init();
  refuseOthers();
  return app;
}
