import { SHIPMENT_STATUSES } from '@waybill/events';
import { shipmentSummary, time, type View } from '@waybill/read-model';
import { z } from 'zod';
import { asOfPosition } from '../reading/pages';

/** A consignment with its pieces; the fold is of all of them, also of those that are not shown. */
export const consignmentAnswer = z
  .object({
    consignmentId: z.string(),
    status: z.enum([...SHIPMENT_STATUSES, 'PARTIAL']).describe('the status that all pieces share that are not cancelled, else PARTIAL'),
    deliveredAt: time.nullable(),
    shipments: z.array(shipmentSummary),
    shipmentsTruncated: z.literal(true).optional().describe('when there are more pieces than are shown'),
    asOfPosition,
  })
  .meta({ id: 'Consignment' });
export type ConsignmentAnswer = View<typeof consignmentAnswer>;
