import { once } from 'node:events';
import net from 'node:net';
import { createMetrics } from '@waybill/platform';
import { limitConnections } from './connections';

/** A server that takes two connections from one address; one that is let in is greeted. */
async function listening(proxies: readonly string[] = []): Promise<{ connect: () => Promise<net.Socket | 'refused'>; close: () => void }> {
  const server = net.createServer();
  limitConnections(server, 2, proxies, createMetrics('api'));
  server.on('connection', (socket) => socket.destroyed || socket.write('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const sockets: net.Socket[] = [];
  return {
    connect: () =>
      new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1');
        sockets.push(socket);
        socket.once('data', () => resolve(socket)).once('error', () => resolve('refused'));
        socket.once('close', () => resolve('refused'));
      }),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('connections of one address', () => {
  it('are taken up to a limit, and again when one of them has ended', async () => {
    const { connect, close } = await listening();
    const [first, second] = [await connect(), await connect()];
    expect([first, second, await connect()].map((one) => one === 'refused')).toEqual([false, false, true]);
    (first as net.Socket).end();
    let next = await connect();
    while (next === 'refused') next = await connect();
    expect(await connect()).toBe('refused');
    close();
  });

  it.each(['127.0.0.1', '127.0.0.0/8'])('are not counted when it is a proxy of ours: %s', async (proxy) => {
    const { connect, close } = await listening([proxy]);
    const all = [await connect(), await connect(), await connect(), await connect()];
    expect(all).not.toContain('refused');
    close();
  });
});
