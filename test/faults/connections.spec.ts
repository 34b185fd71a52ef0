import { setTimeout as sleep } from 'node:timers/promises';
import { EventLog } from '@waybill/event-store';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { until } from './harness/waiting';

const CALLERS = 30;
const FAILURES = 300;

describe('connections to the event log', () => {
  let node: RunningEventNode;
  let proxy: FaultProxy;
  let log: EventLog;

  beforeAll(async () => {
    node = await startEventNode({ listen: '127.0.0.1:0' });
    proxy = await startFaultProxy(node.address);
    log = EventLog.connect(proxy.address);
  });

  afterAll(async () => {
    await log.close();
    await proxy.close();
    await node.stop();
  });

  it('are one again after an outage in which many calls failed', async () => {
    await log.head();
    proxy.refuse();
    let failures = 0;
    const failing = async (): Promise<void> => {
      while (failures < FAILURES) await log.head().catch(() => void failures++);
    };
    await Promise.all(Array.from({ length: CALLERS }, failing));
    proxy.heal();

    await until('the log can be read again', () => log.head().then(Boolean, () => false), { limitMs: 20_000 });
    // Attempts that were still waiting are made within the second that grpc-js waits before its first repeat.
    await sleep(2_000);
    expect(proxy.connections).toBe(1);
  });
});
