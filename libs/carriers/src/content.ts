import { type Instant, parseInstant, type ReportType } from '@waybill/events';
import type { CarrierReport, ReportFlag, ReportTime } from './report';

/** A day is its noon: within half a day of whatever it was. */
const NOON = 'T12:00:00Z';

/**
 * The place of a report in time: a local time whose zone is not known is within half a day of the same time in UTC. Undefined when no time
 * was given.
 */
export function placeInTime(time: ReportTime): Instant | undefined {
  switch (time.certainty) {
    case 'instant':
    case 'offset-by-code':
    case 'local-zone-resolved':
      return time.instant;
    case 'local-zone-unknown':
      return parseInstant(`${time.local}Z`);
    case 'date-only':
      return parseInstant(`${time.date}${NOON}`);
    case 'none':
      return undefined;
  }
}

const withoutUnknown = (members: object): object => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** Type and data of the fact that a report states; undefined for a report that only takes back another one. */
export function contentOf({ statement, place, rawCode, reason, note }: CarrierReport): { type: ReportType; data: object } | undefined {
  switch (statement.kind) {
    case 'milestone': {
      const { milestone, classifier } = statement;
      const data = withoutUnknown({ milestone, classifier, location: place, rawCode, reason, note });
      return { type: 'dev.waybill.item-scanned.v1', data };
    }
    case 'position':
      return { type: 'dev.waybill.position-reported.v1', data: withoutUnknown(statement.position) };
    case 'movement': {
      const type = statement.movement === 'arrived' ? 'dev.waybill.vehicle-arrived.v1' : 'dev.waybill.vehicle-departed.v1';
      return { type, data: withoutUnknown({ location: place, stop: statement.stop }) };
    }
    case 'retraction':
      return undefined;
  }
}

/** What a device says of a position that it did not measure. */
const NOT_MEASURED: Partial<Record<ReportFlag, string>> = {
  simulated: 'The position is simulated, says its sender: it is no fact.',
  'no-fresh-fix': 'The position is an old one, says its device, which has no fresh fix: it is no fact.',
};

/** Why a report says nothing of where a thing is, in words for the integrator. The push that has it is kept. */
export const notMeasured = ({ statement, flags }: CarrierReport): string | undefined =>
  statement.kind === 'position' ? flags.flatMap((flag) => NOT_MEASURED[flag] ?? [])[0] : undefined;
