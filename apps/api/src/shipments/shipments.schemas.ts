import { acceptedPlaces, emptyOrText, givenPlan, instant, lineString, list, text, whenAccepted } from '@waybill/events';
import { shipmentDetail, type View } from '@waybill/read-model';
import { type GivenIdentifier, nameFaults } from '@waybill/tracking';
import { z } from 'zod';
import { asOfPosition } from '../reading/pages';

export const givenIdentifier = z
  .strictObject({
    scheme: emptyOrText(64),
    value: text(500),
    from: instant.optional().describe('open when absent: all past'),
    until: instant.optional().describe('later than from; open when absent'),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    path: ['until'],
    error: "must be later than 'from'",
    ...whenAccepted('from', 'until'),
  });

/** Says which names are none, of those that the schema found nothing wrong with. */
function checkNames({ identifiers = [], carrier }: { identifiers?: GivenIdentifier[]; carrier?: string }, context: z.RefinementCtx): void {
  const places = acceptedPlaces(identifiers, 'identifiers', ['scheme', 'value'], context.issues);
  const faults = nameFaults(
    places.map((place) => identifiers[place] as GivenIdentifier),
    carrier,
  );
  for (const { index, fault } of faults)
    context.addIssue({ code: 'custom', path: ['identifiers', places[index] as number], message: fault });
}

/** Body of `POST /v1/shipments`. */
export const registerShipment = givenPlan
  .extend({
    shipmentId: emptyOrText(64)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores, a letter or digit first')
      .optional()
      .describe('your own name for it; made by us when absent'),
    identifiers: list(givenIdentifier, 100).optional().describe('names under which the world will report on it'),
  })
  .superRefine(checkNames, whenAccepted('carrier'))
  .meta({ id: 'RegisterShipment' });

export const registered = z
  .object({
    shipmentId: z.string(),
    trackingToken: z.string().describe("the customer's secret"),
    trackingUrl: z.string(),
    position: z.string(),
  })
  .meta({ id: 'RegisteredShipment' });

export const shipmentAnswer = shipmentDetail
  .extend({
    asOfPosition,
    incomplete: z
      .array(z.enum(['identifiers']))
      .optional()
      .describe('with asOf or knownAt while read models are away: what the answer may lack, names given after the registration'),
  })
  .meta({ id: 'ShipmentDetail' });
export type ShipmentAnswer = View<typeof shipmentAnswer>;

/** The line itself, or in an object as at registration. */
export const routeBody = z.union(
  [lineString, z.strictObject({ route: lineString })],
  'must be a GeoJSON LineString, or { "route": … } with one',
);

export const deliverBody = z.strictObject({
  at: instant.optional().describe('when it was delivered; now when absent, or whenever it is known to have been'),
  proof: z.strictObject({ reference: emptyOrText(200).optional() }).optional(),
});
export const cancelBody = z.strictObject({ reason: emptyOrText(500).optional() });
