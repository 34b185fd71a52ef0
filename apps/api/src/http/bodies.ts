import { bodyFault, isJson, isUtf8, parseMediaType, readJson } from '@waybill/events';
import { errorOf } from '@waybill/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem';

/** JSON for all routes but those that read their bytes themselves. Runs after the door, so 401 and 403 come first. */
function readBody(request: FastifyRequest, bytes: Buffer): unknown {
  if (request.routeOptions.config.rawBody) return bytes;
  if (bytes.length === 0) return undefined;
  const mediaType = parseMediaType(request.headers['content-type'] ?? '');
  if (!mediaType || !isJson(mediaType) || !isUtf8(mediaType)) {
    throw new Problem('unsupported-media-type', 'Send application/json in UTF-8.');
  }
  const reading = readJson(bytes);
  if ('value' in reading) return reading.value;
  throw new Problem('malformed-request', 'Send valid JSON.', { errors: [bodyFault(reading.fault)] });
}

const isCompressed = (encoding: string | undefined): boolean =>
  encoding !== undefined && encoding.trim() !== '' && encoding.trim().toLowerCase() !== 'identity';

/** Every body is bytes first, whatever its type; a compressed one is not served, so it cannot be a bomb. */
export function installBodies(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (route.config?.largeBody) route.bodyLimit = route.config.largeBody.maxBytes;
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, readBody(request, typeof bytes === 'string' ? Buffer.from(bytes) : bytes));
    } catch (error) {
      done(errorOf(error), undefined);
    }
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const refused = isCompressed(request.headers['content-encoding']) && !request.is404;
    done(refused ? new Problem('unsupported-media-type', 'Send the body without a Content-Encoding.') : null, payload);
  });
  // Closing at once would reset the connection under a sender that is still writing, and its answer would be lost. The rest is read and
  // thrown away; the request time-out bounds it.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode === 413) reply.removeHeader('connection');
    done(null, payload);
  });
}
