import { dateTime, lineString, parseInstant, shipmentPlan } from '@waybill/events';
import { type GivenIdentifier, nameFaults } from '@waybill/tracking';
import { z } from 'zod';
import { instant } from '../commands/values';

/** For checks that run whatever else is wrong, so that all faults are listed at once. */
const ofAnyObject = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };
/** NaN, which is neither earlier nor later than anything, for what is no time. */
const instantOf = (text: unknown): number => (typeof text === 'string' ? parseInstant(text) : undefined) ?? Number.NaN;

export const givenIdentifier = z
  .strictObject({
    scheme: z.string().max(64),
    value: z.string().min(1).max(500),
    from: dateTime.optional().describe('open when absent: all past'),
    until: dateTime.optional().describe('later than from; open when absent'),
  })
  .refine(({ from, until }) => !(instantOf(from) >= instantOf(until)), {
    path: ['until'],
    error: "must be later than 'from'",
    ...ofAnyObject,
  });

const isNamed = (one: unknown): one is GivenIdentifier => {
  const { scheme, value } = (one ?? {}) as Partial<GivenIdentifier>;
  return typeof scheme === 'string' && typeof value === 'string' && value !== '';
};

/** Says which names are none. It may get anything. */
function checkNames({ identifiers, carrier }: { identifiers?: unknown; carrier?: unknown }, context: z.RefinementCtx): void {
  const named = (Array.isArray(identifiers) ? identifiers : []).flatMap((one, index) => (isNamed(one) ? [{ one, index }] : []));
  const faults = nameFaults(
    named.map(({ one }) => one),
    typeof carrier === 'string' ? carrier : undefined,
  );
  for (const { index, fault } of faults)
    context.addIssue({ code: 'custom', path: ['identifiers', named[index]?.index ?? 0], message: fault });
}

/** Body of `POST /v1/shipments`. */
export const registerShipment = shipmentPlan
  .extend({
    shipmentId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores, a letter or digit first')
      .optional()
      .describe('your own name for it; made by us when absent'),
    identifiers: z.array(givenIdentifier).max(100).optional().describe('names under which the world will report on it'),
  })
  .superRefine(checkNames, ofAnyObject)
  .meta({ id: 'RegisterShipment' });

export const registered = z
  .object({
    shipmentId: z.string(),
    trackingToken: z.string().describe("the customer's secret"),
    trackingUrl: z.string(),
    position: z.string(),
  })
  .meta({ id: 'RegisteredShipment' });

/** The line itself, or in an object as at registration. */
export const routeBody = z.union(
  [lineString, z.strictObject({ route: lineString })],
  'must be a GeoJSON LineString, or { "route": … } with one',
);

export const deliverBody = z.strictObject({
  at: instant.optional().describe('when it was delivered; now when absent, or whenever it is known to have been'),
  proof: z.strictObject({ reference: z.string().max(200).optional() }).optional(),
});
export const cancelBody = z.strictObject({ reason: z.string().max(500).optional() });
