import type { EventStoreDBClient } from '@eventstore/db-client';
import { type RunningEventNode, startEventNode } from '../../support/event-node';
import { connect } from './target';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Done after the test, the last one first. */
export const afterwards = (cleanup: () => unknown): void => void cleanups.push(cleanup);

/** An embedded node that stops after the test. */
export async function started(options: Parameters<typeof startEventNode>[0] = {}): Promise<RunningEventNode> {
  const node = await startEventNode(options);
  afterwards(() => node.stop());
  return node;
}

/** A client of it, as long as the test. */
export function clientOf(node: RunningEventNode): EventStoreDBClient {
  const client = connect(node.address);
  afterwards(() => client.dispose());
  return client;
}
