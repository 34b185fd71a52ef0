import type { Page } from 'playwright-core';
import { senderOf } from '../acceptance/senders';
import { until } from '../faults/harness/waiting';
import { cloudEvent, type Send, STRUCTURED } from '../support/http';
import { NASTY } from './pages';

/** A code of a carrier that no status map has, and a note to it. */
const NASTY_PUSH = JSON.stringify({
  id: 'evt_nasty',
  description: 'tracker.updated',
  result: {
    id: 'trk_nasty',
    tracking_code: 'NASTY-1',
    carrier: 'USPS',
    updated_at: '2026-03-01T18:05:00Z',
    tracking_details: [{ datetime: '2026-03-01T18:00:00Z', status: NASTY, status_detail: 'x', message: NASTY }],
  },
});

const place = { name: NASTY, latitude: 50.1, longitude: 8.6 };
const circle = { type: 'Circle', centre: { latitude: 50.1, longitude: 8.6 }, radiusMetres: 400 };

/** Everything that takes a text of people's own takes the one that tries to be markup. */
async function writeEverywhere(operator: Send): Promise<void> {
  const made = async (path: string, body: object): Promise<void> => expect([200, 201]).toContain((await operator(path, { body })).status);
  await made('/v1/geofences', { name: NASTY, geometry: circle, rule: 'no-entry' });
  await made('/v1/sites', { siteId: 'NASTY-SITE', name: NASTY, latitude: 50.1, longitude: 8.6, radiusMetres: 300, leadTime: 'PT1H' });
  await made('/v1/api-keys', { name: NASTY, role: 'coordinator' });
  await made('/v1/sources', { name: NASTY, format: 'osmand' });
  await made('/v1/shipments', {
    shipmentId: 'NASTY-PLAN',
    reference: NASTY,
    labels: [NASTY],
    consignmentId: 'NASTY-CONSIGNMENT',
    origin: place,
    destination: { ...place, siteId: 'NASTY-SITE' },
    plannedArrival: new Date(Date.now() + 1_800_000).toISOString(),
    identifiers: [{ scheme: 'order', value: NASTY }],
  });
  const unknown = cloudEvent({ subject: `order:${NASTY} unknown`, data: { milestone: 'UNKNOWN', rawCode: NASTY, note: NASTY } });
  expect((await operator('/v1/events', { body: unknown, headers: STRUCTURED })).status).toBe(202);
  const push = await (await senderOf(operator, 'easypost')).push(NASTY_PUSH);
  expect([push.status, push.body.unmapped]).toEqual([202, 1]);
  await operator(`/v1/shipments?minPosition=${push.body.position}&limit=1`);
}

/** Where these texts are shown, and in how many places: as many as there are fields that hold one. */
const SHOWN: readonly (readonly [path: string, times: number])[] = [
  ['/shipments/NASTY', 7],
  ['/shipments/NASTY-PLAN', 4],
  ['/consignments/NASTY-CONSIGNMENT', 2],
  ['/geofences', 1],
  ['/sites', 1],
  ['/sites/NASTY-SITE', 2],
  ['/integrations', 4],
];

/** Names, notes, references, labels, raw codes and reasons are shown as they were written, on every page that has any. */
export async function throughNastyTexts(open: (path: string) => Promise<void>, page: Page, operator: Send): Promise<void> {
  await writeEverywhere(operator);
  await page.evaluate("document.title = 'Waybill'");
  for (const [path, times] of SHOWN) {
    await open(path);
    const shown = async (): Promise<number> => ((await page.locator('body').textContent()) ?? '').split(NASTY).length - 1;
    await until(`${times} such texts on ${path}`, async () => (await shown()) >= times);
    expect([path, await page.locator('img').count(), await page.title()]).toEqual([path, 0, 'Waybill']);
  }
}
