import { EventLog } from '@waybill/event-store';
import type { FaultProxy } from '../support/fault-proxy';

/** How many bytes come from the event store through a proxy while something is done. */
export async function bytesDuring(proxy: FaultProxy, work: () => Promise<unknown>): Promise<number> {
  const before = proxy.bytesAnswered;
  await work();
  return proxy.bytesAnswered - before;
}

/** How many it takes to read a stream whole. */
export async function bytesOf(proxy: FaultProxy, stream: string): Promise<number> {
  const log = EventLog.connect(proxy.address);
  let last = -1;
  const bytes = await bytesDuring(proxy, async () => {
    for await (const { revision } of log.read(stream)) last = revision;
  });
  await log.close();
  if (last < 0) throw new Error(`There is nothing in ${stream}.`);
  return bytes;
}
