import type { WhatIf } from '@waybill/detection';
import { DEFAULT_RULES, type DetectionRules, geofenceOf, type WhatBecomes } from '@waybill/domain';
import {
  duration,
  EXCEPTION_RULES,
  fenceTerms,
  type Instant,
  instant,
  list,
  parseDuration,
  text,
  whenAccepted,
  within,
} from '@waybill/events';
import { z } from 'zod';
import { checkFence, fenceParts } from '../geofences/geofences.schemas';
import { asOfPosition } from '../reading/pages';

const milliseconds = duration.transform((given) => parseDuration(given) as number);
const metres = within(1, 1_000_000);

/** What can be changed of the rules that hold where a shipment brings none of its own. */
const ruleChanges = z.strictObject({
  noMovementAfter: milliseconds.optional(),
  movementRadiusMetres: metres.optional(),
  noSignalAfter: milliseconds.optional().describe('for shipments whose positions we get'),
  noScanAfter: milliseconds.optional().describe('for shipments that are only scanned'),
  departureOverdueAfter: milliseconds.optional().describe('after the planned departure'),
  corridorMetres: metres.optional(),
});
const names = list(text(200)).min(1);

/** Body of `POST /v1/rules/what-if`. */
export const whatIfBody = z
  .strictObject({
    rules: ruleChanges.optional().describe('the rules in force when absent'),
    geofence: fenceTerms
      .extend({ geofenceId: text(64).optional().describe('the fence that it takes the place of; a new one when absent') })
      .superRefine(checkFence, fenceParts)
      .optional(),
    from: instant.describe('event time, inclusive: exceptions that are raised from then on'),
    to: instant.describe('event time, exclusive'),
    scope: z
      .strictObject({ shipmentIds: names.optional(), carrier: text(64).optional(), labels: names.optional() })
      .optional()
      .describe('all shipments when absent'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: "must be later than 'from'", ...whenAccepted('from', 'to') })
  .meta({ id: 'WhatIf' });
export type WhatIfBody = z.infer<typeof whatIfBody>;

const CHANGES = ['same', 'moved', 'added', 'removed'] as const satisfies readonly WhatBecomes[];
const time = z.string().describe('UTC with milliseconds');
const change = z
  .object({
    change: z.enum(CHANGES).describe('added: would be raised; removed: would not; moved: at another time'),
    shipmentId: z.string(),
    exceptionId: z.string().nullable().describe('the one that was raised'),
    type: z.enum(EXCEPTION_RULES),
    geofenceId: z.string().nullable(),
    since: time,
    until: time.nullable(),
    raisedAt: time,
  })
  .meta({ id: 'WhatIfException' });
export const progress = z.object({ shipments: z.int(), ofShipments: z.int(), positions: z.int() }).meta({ id: 'WhatIfProgress' });
export const whatIfAnswer = z
  .object({
    ...progress.shape,
    raised: z.int().describe('how many exceptions would have been raised'),
    counts: z.object({ same: z.int(), moved: z.int(), added: z.int(), removed: z.int() }),
    exceptions: z.array(change).describe('the first 1,000, differences before what stays the same'),
    truncated: z.boolean(),
    asOfPosition,
  })
  .meta({ id: 'WhatIfAnswer' });

/** A fence that is not defined yet. */
const NEW_FENCE = 'what-if';

function rulesOf(changes: WhatIfBody['rules'] = {}): DetectionRules {
  const { noMovementAfter, movementRadiusMetres, noSignalAfter, noScanAfter, departureOverdueAfter, corridorMetres } = changes;
  const { noSignalAfterMs: silence, ...defaults } = DEFAULT_RULES;
  return {
    ...defaults,
    noMovementAfterMs: noMovementAfter ?? defaults.noMovementAfterMs,
    movementRadiusMetres: movementRadiusMetres ?? defaults.movementRadiusMetres,
    noSignalAfterMs: { withPositions: noSignalAfter ?? silence.withPositions, scansOnly: noScanAfter ?? silence.scansOnly },
    departureOverdueAfterMs: departureOverdueAfter ?? defaults.departureOverdueAfterMs,
    corridorMetres: corridorMetres ?? defaults.corridorMetres,
  };
}

/** What is to be tried. A fence is tried as if it had been there all the time. */
export function trialOf({ rules, geofence, from, to }: WhatIfBody): WhatIf {
  const { geofenceId = NEW_FENCE, ...terms } = geofence ?? {};
  const drawn = {
    revision: 0,
    from: Number.MIN_SAFE_INTEGER as Instant,
    terms: terms as Parameters<typeof geofenceOf>[1][number]['terms'],
  };
  return { rules: rulesOf(rules), fence: geofence && geofenceOf(geofenceId, [drawn]), from, to };
}
