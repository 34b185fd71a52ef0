import { emptyOrText, instant, isUnit, parseIdentifier, parseSubject, text, type Unit } from '@waybill/events';
import { z } from 'zod';
import { Problem } from '../http/problem';

/** A unit, given as `<scheme>:<value>`. */
const unitText = emptyOrText(500)
  .transform((given, context): Unit => {
    const subject = parseSubject(given);
    if ('fault' in subject) context.addIssue({ code: 'custom', message: subject.fault });
    else if (subject.kind === 'identifier' && isUnit(subject.identifier)) return subject.identifier;
    else context.addIssue({ code: 'custom', message: 'must be a unit: vehicle, device, container or sscc' });
    return z.NEVER;
  })
  .describe('<scheme>:<value>, for example vehicle:TRUCK-7');

/** The unit that a path names. @throws Problem 400 */
export function unitInPath(scheme: string, value: string): Unit {
  const identifier = parseIdentifier(scheme, value);
  if ('fault' in identifier) throw new Problem('invalid-identifier', identifier.fault);
  if (isUnit(identifier)) return identifier;
  throw new Problem('invalid-identifier', `A ${scheme} carries nothing; units are vehicle, device, container and sscc.`);
}

export const atBody = z.strictObject({ unit: unitText, at: instant.optional().describe('now when absent') });
export const retractBody = z.strictObject({ reason: text(500) });
/** For commands that need nothing but their address. */
export const emptyBody = z.strictObject({});
