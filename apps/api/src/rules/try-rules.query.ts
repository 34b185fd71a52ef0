import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Tried, WhatIf } from '@waybill/detection';
import type { ExceptionChange } from '@waybill/domain';
import { formatInstant } from '@waybill/events';
import { countShipments, LiveReadModels, SHIPMENTS, type ShipmentScope, shipmentIds, type View } from '@waybill/read-model';
import { Freshness } from '../reading/freshness';
import { type TrialWorker, TrialWorkers } from './trial-workers';
import type { progress, whatIfAnswer } from './what-if.schemas';

export type Progress = View<typeof progress>;
export type WhatIfAnswer = View<typeof whatIfAnswer>;
/** What comes while it runs, and at the end. */
export type WhatIfLine = { readonly progress: Progress } | { readonly result: WhatIfAnswer };

/** Which exceptions other rules would have raised, told as it goes on, until its signal ends it. */
export class TryRules extends Query<AsyncGenerator<WhatIfLine>> {
  constructor(
    readonly trial: WhatIf,
    readonly scope: ShipmentScope,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

const MOST = 1_000;
const PAGE = 500;
const AT_ONCE = 4;

type Shown = WhatIfAnswer['exceptions'][number];
const viewOf = (shipmentId: string, { change, exceptionId, rule, subject, since, until, raisedAt }: ExceptionChange): Shown => ({
  change,
  shipmentId,
  exceptionId: exceptionId ?? null,
  type: rule,
  geofenceId: subject ?? null,
  since: formatInstant(since),
  until: until === undefined ? null : formatInstant(until),
  raisedAt: formatInstant(raisedAt),
});

/** Adds up what was found. It keeps no more than it will show. */
class Findings {
  positions = 0;
  shipments = 0;
  private readonly counts = { same: 0, moved: 0, added: 0, removed: 0 };
  private readonly differences: Shown[] = [];
  private readonly same: Shown[] = [];

  add({ shipmentId, positions, changes }: Tried): void {
    this.shipments += 1;
    this.positions += positions;
    for (const change of changes) {
      this.counts[change.change] += 1;
      const list = change.change === 'same' ? this.same : this.differences;
      if (list.length < MOST) list.push(viewOf(shipmentId, change));
    }
  }

  answer(ofShipments: number, asOfPosition: string): WhatIfAnswer {
    const { shipments, positions, counts } = this;
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const exceptions = [...this.differences, ...this.same].slice(0, MOST);
    const raised = all - counts.removed;
    return { shipments, ofShipments, positions, raised, counts, exceptions, truncated: all > exceptions.length, asOfPosition };
  }
}

@QueryHandler(TryRules)
export class TryRulesHandler implements IQueryHandler<TryRules> {
  constructor(
    private readonly workers: TrialWorkers,
    private readonly live: LiveReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ trial, scope, signal }: TryRules): Promise<AsyncGenerator<WhatIfLine>> {
    const meant = { ...scope, endedAfter: trial.from };
    const { found: ofShipments, asOfPosition } = await this.freshness.read({}, [SHIPMENTS], (database, { shipments }) =>
      countShipments(database, shipments, meant),
    );
    return this.run(this.workers.start(trial, signal), meant, ofShipments, asOfPosition);
  }

  private async *run(rules: TrialWorker, scope: ShipmentScope, ofShipments: number, asOfPosition: string): AsyncGenerator<WhatIfLine> {
    const found = new Findings();
    for (let after = ''; ; ) {
      const ids = await this.live.on([SHIPMENTS], (database, { shipments }) => shipmentIds(database, shipments, scope, after, PAGE));
      for (let i = 0; i < ids.length; i += AT_ONCE) {
        for (const tried of await rules.of(ids.slice(i, i + AT_ONCE))) found.add(tried);
        yield { progress: { shipments: found.shipments, ofShipments, positions: found.positions } };
      }
      after = ids.at(-1) ?? '';
      if (ids.length < PAGE) break;
    }
    // Before the last line, so that who has read it may ask for the next trial.
    await rules.end();
    yield { result: found.answer(ofShipments, asOfPosition) };
  }
}
