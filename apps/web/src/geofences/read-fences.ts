import { answerOf, api } from '../api/client';
import type { Fence } from './fence-drawing';

/** The list names fences; what they look like is asked for one by one. */
export async function readFences(minPosition?: string): Promise<readonly Fence[]> {
  const list = await answerOf(api.GET('/v1/geofences', { params: { query: { limit: '200' as never, minPosition } } }));
  const detail = (geofenceId: string) => answerOf(api.GET('/v1/geofences/{geofenceId}', { params: { path: { geofenceId } } }));
  return Promise.all(list.items.map(({ id }) => detail(id)));
}

export const isOver = ({ effectiveUntil }: Fence): boolean => effectiveUntil !== null && Date.parse(effectiveUntil) <= Date.now();
