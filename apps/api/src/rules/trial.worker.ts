import { parentPort, workerData } from 'node:worker_threads';
import { RuleTrial } from '@waybill/detection';
import { EventLog } from '@waybill/event-store';
import { systemClock } from '@waybill/platform';
import type { TrialAnswer, TrialOrder } from './trial-workers';

/** A thread of its own for one trial: it reads histories and goes through them while the API answers others. */
const { eventStoreUrl, wanted } = workerData as TrialOrder;
const log = EventLog.connect(eventStoreUrl);
const trial = RuleTrial.open({ log, clock: systemClock }, wanted);
// The first request is answered with it.
trial.catch(() => undefined);

async function tried(shipmentIds: readonly string[]): Promise<TrialAnswer> {
  try {
    const rules = await trial;
    return { tried: await Promise.all(shipmentIds.map((id) => rules.of(id))) };
  } catch (error) {
    return error instanceof Error ? { failed: error.name, message: error.message } : { failed: 'Error', message: String(error) };
  }
}

parentPort?.on('message', async (shipmentIds: readonly string[]) => parentPort?.postMessage(await tried(shipmentIds)));
