import { readFacts } from '@waybill/detection';
import { arrivalTargetAt, followedVisits, followVisits, type Site } from '@waybill/domain';
import { type EventLog, understood } from '@waybill/event-store';
import { etaStream, shipmentStream } from '@waybill/events';
import type { Turns } from '@waybill/platform';
import { type ArrivalPlan, type AtSite, etaAfter, type KnownEta, planIn } from './kept';

/** The plan of a shipment; it stands at the beginning of its stream. Undefined until it is registered. */
export async function readPlan(log: EventLog, shipmentId: string): Promise<ArrivalPlan | undefined> {
  for await (const event of log.read(shipmentStream(shipmentId))) {
    const plan = planIn([event]);
    if (plan) return plan;
  }
  return undefined;
}

/** The newest prediction of a shipment. */
export async function readEta(log: EventLog, shipmentId: string): Promise<KnownEta> {
  const last = await log.readLast(etaStream(shipmentId));
  return (last && etaAfter(undefined, last)) ?? { revision: -1 };
}

/** A shipment on its way to a site, by its whole stream. */
export async function readAtSite(log: EventLog, turns: Turns, shipmentId: string, plan: ArrivalPlan, site: Site): Promise<AtSite> {
  const target = arrivalTargetAt(plan, site.fence);
  return { site, target, followed: await turns.through(followedVisits(await readFacts(log, shipmentId), target)) };
}

/** With the rest of its stream; undefined when it has to be read from its beginning. */
export async function caughtUp(log: EventLog, turns: Turns, shipmentId: string, at: AtSite): Promise<AtSite | undefined> {
  let { followed } = at;
  for await (const record of log.records(shipmentStream(shipmentId), { fromRevision: followed.revision + 1 })) {
    const event = understood(record);
    const next = event ? followVisits(followed, event, at.target) : { ...followed, revision: record.revision };
    if (!next) return undefined;
    followed = next;
    await turns.next();
  }
  return { ...at, followed };
}
