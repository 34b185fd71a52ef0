import net from 'node:net';

function isNetwork(item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/');
  const family = net.isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/**
 * Explicit addresses and networks only. "true", "*" or a hop count would let any caller choose the address
 * that failed-key limits are counted on.
 */
export function parseProxies(value: string): readonly string[] | undefined {
  const items = value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  return items.every(isNetwork) ? items : undefined;
}
