import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { EventLog } from './event-log';

it('asks a store for answers as they are: compressed ones take five times as long to read', async () => {
  const asked: (string | string[] | undefined)[] = [];
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    asked.push(headers['grpc-accept-encoding']);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '0' }, { endStream: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const log = EventLog.connect(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  await log.head();
  await log.close();
  server.close();
  expect(new Set(asked)).toEqual(new Set(['identity']));
});
