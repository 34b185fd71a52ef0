import type { Position } from 'geojson';
import { answerOf, api } from '../api/client';
import { ask } from '../parts/dialog';
import { texts } from '../texts';
import { routeOf, routeText } from './route-text';

const t = texts.shipment;

/** Sets or replaces the planned route. @param known the route that is planned now */
export function askForRoute(shipmentId: string, known: readonly Position[], done: (position: string) => void): void {
  ask({
    title: t.planRoute,
    content: (
      <label>
        {t.routeLead}
        <textarea name="route" required rows={8} defaultValue={routeText(known)} spellcheck={false} />
      </label>
    ),
    confirm: t.planRoute,
    act: async ({ route = '' }) => {
      const body = { type: 'LineString' as const, coordinates: routeOf(route) as never };
      done((await answerOf(api.PUT('/v1/shipments/{shipmentId}/route', { params: { path: { shipmentId } }, body }))).position);
    },
  });
}
