import net from 'node:net';
import type { Metrics } from '@waybill/platform';
import { networkOf } from '../access/failure-limit';

/** Your own proxies: all that the world sends comes over their connections. */
function listOf(proxies: readonly string[]): net.BlockList {
  const list = new net.BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/**
 * Lets one address hold so many connections and ends those beyond at once: a connection costs memory long before it sends anything, and a
 * process has only so many of them for all callers.
 */
export function limitConnections(server: net.Server, most: number, proxies: readonly string[], metrics: Metrics): void {
  const trusted = listOf(proxies);
  const open = new Map<string, number>();
  const refused = metrics.counter({ name: 'connections_refused_total', help: 'Connections beyond what one address may hold' });
  server.on('connection', (socket: net.Socket) => {
    const { remoteAddress = '' } = socket;
    if (remoteAddress !== '' && trusted.check(remoteAddress, net.isIPv6(remoteAddress) ? 'ipv6' : 'ipv4')) return;
    const network = networkOf(remoteAddress);
    const held = open.get(network) ?? 0;
    if (held >= most) {
      refused.add({});
      return void socket.resetAndDestroy();
    }
    open.set(network, held + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
