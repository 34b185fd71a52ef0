import type { Refusal } from '@waybill/carriers';
import { type DataOf, itemAt, latestPosition } from '@waybill/events';
import type { ReportOutcome, TakenIn } from '@waybill/tracking';
import { Problem } from '../http/problem';
import { problemOfStream } from '../http/problem.filter';
import { countsOf } from '../intake/answer';
import type { KeptFact } from './histories';
import type { PushAnswer, ScanAnswer } from './push.schemas';
import type { StoredPush } from './push-log';
import type { Corrected } from './scan-corrections';

export type { PushAnswer, ScanAnswer };

const scanProblem = (pointer: string, reason: string, detail: string): Problem =>
  new Problem('invalid-data', detail, { errors: [{ pointer, detail }], members: { reason } });

export const rejectedScan = ({ pointer, reason, detail }: Refusal): ScanAnswer => ({
  source: null,
  id: null,
  pointer,
  outcome: 'rejected',
  shipmentIds: [],
  problem: scanProblem(pointer, reason, detail).details(),
});

/** The id of a scan's fact holds all that it says, so what is under it already is the same; of a fix it does not. */
function scanOf(source: string, { fact }: KeptFact, kept: ReportOutcome): ScanAnswer {
  const named = { source, id: fact.id, pointer: fact.report.pointer };
  if (kept.outcome === 'refused') {
    return { ...named, outcome: 'rejected', shipmentIds: [], problem: problemOfStream(kept.why).details() };
  }
  const { outcome, ...rest } = kept;
  if (outcome !== 'conflict') return { ...named, outcome, ...rest };
  if (fact.type !== 'dev.waybill.position-reported.v1') return { ...named, outcome: 'duplicate', ...rest };
  const problem = new Problem('event-conflict', 'The fix of this time and place was told before, with other content.');
  return { ...named, outcome: 'rejected', shipmentIds: [], problem: problem.details() };
}

interface Outcome {
  readonly kept: readonly KeptFact[];
  readonly taken: TakenIn;
  readonly rejected: readonly ScanAnswer[];
  readonly ignored: readonly string[];
  readonly corrected: Corrected;
  readonly unmapped: number;
}

export function answerPush(source: string, { kept, taken, rejected, ignored, corrected, unmapped }: Outcome): PushAnswer {
  const events = [...kept.map((one, i) => scanOf(source, one, itemAt(taken.outcomes, i))), ...rejected];
  const position = latestPosition(corrected.position, taken.position ?? undefined);
  return {
    ...countsOf(position === 0n ? null : position, events),
    corrected: corrected.corrected,
    missing: corrected.missing,
    ignored: [...ignored],
    unmapped,
    events,
  };
}

/** Scans of one push that its record keeps. */
const MAX_STORED_SCANS = 200;
const MAX_SHIPMENTS_OF_SCAN = 20;

type StoredScan = DataOf<'dev.waybill.push-taken-in.v1'>['scans'][number];

function storedScan({ pointer, outcome, id, shipmentIds, problem }: ScanAnswer): StoredScan {
  const reason = problem && (problem.reason ?? problem.type.split('/').at(-1));
  return {
    pointer: pointer.slice(0, 500),
    outcome,
    ...(id !== null && { id }),
    shipmentIds: shipmentIds.slice(0, MAX_SHIPMENTS_OF_SCAN),
    ...(problem && { reason, detail: problem.detail?.slice(0, 1_000) }),
  };
}

/** What is kept of what became of a push: the rejected scans first, since they are what is looked for. */
export function noteOf(stored: StoredPush, mappingVersion: number, answer: PushAnswer): DataOf<'dev.waybill.push-taken-in.v1'> {
  const { accepted, duplicates, parked, rejected, corrected, missing, ignored, events } = answer;
  const inOrder = [...events.filter(({ outcome }) => outcome === 'rejected'), ...events.filter(({ outcome }) => outcome !== 'rejected')];
  const { day, push, bytes, repeated, revision } = stored;
  return {
    push,
    day,
    ...(revision !== undefined && { revision }),
    bytes,
    mappingVersion,
    repeated,
    counts: { accepted, duplicates, parked, rejected, corrected, missing },
    scans: inOrder.slice(0, MAX_STORED_SCANS).map(storedScan),
    ignored: ignored.slice(0, 20).map((one) => one.slice(0, 1_000)),
  };
}
