import { answerOf, api } from '../api/client';
import { useLoaded } from '../api/load';
import { ShipmentList } from '../fleet/shipment-list';
import { words } from '../parts/badges';
import { Loading, Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { texts } from '../texts';

const AGAIN_MS = 5_000;

export const consignmentPage = (consignmentId: string): string => `/consignments/${encodeURIComponent(consignmentId)}`;

/** The pieces of a consignment, and what they come to together. */
export function ConsignmentPage({ consignmentId }: { readonly consignmentId: string }) {
  const params = { path: { consignmentId } };
  const loaded = useLoaded(() => answerOf(api.GET('/v1/consignments/{consignmentId}', { params })), [consignmentId], AGAIN_MS);
  const found = loaded.value.value;
  if (!found) return loaded.error.value ? <Trouble of={loaded} /> : <Loading />;
  return (
    <div class="page">
      <h1>{found.consignmentId}</h1>
      <Trouble of={loaded} />
      <Section title={texts.consignment.pieces(found.shipments.length)} lead={words(found.status)}>
        <ShipmentList shipments={found.shipments} isFiltered={false} />
        {found.shipmentsTruncated && <p class="quiet">{texts.unit.more}</p>}
      </Section>
    </div>
  );
}
