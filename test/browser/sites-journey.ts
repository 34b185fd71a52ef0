import type { Page } from 'playwright-core';
import type { Send } from '../support/http';
import { barriers } from './pages';

type Ping = (shipmentId: string, time: number, latitude: number, longitude: number) => Promise<unknown>;

/** Draws a site on the page of sites, and watches on its board how a shipment comes there. */
export async function throughSites(open: (path: string) => Promise<void>, page: Page, operator: Send, ping: Ping): Promise<void> {
  await open('/sites');
  await page.locator('[data-drawn]').waitFor();
  await page.getByRole('button', { name: 'New site as a circle' }).click();
  const map = page.locator('.map-canvas canvas');
  const { width, height } = (await map.boundingBox()) as { width: number; height: number };
  await map.click({ position: { x: width / 2, y: height / 2 } });
  await map.click({ position: { x: width / 2 + 4, y: height / 2 } });
  await page.getByLabel('Name').fill('Central depot');
  await page.getByLabel('Id', { exact: true }).fill('CENTRAL');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[data-site="CENTRAL"]').waitFor();
  await page.getByRole('link', { name: 'Central depot' }).click();
  await page.getByText('Nothing is on its way here').waitFor();
  const { body: site } = await operator('/v1/sites/CENTRAL');
  const destination = { latitude: site.latitude, longitude: site.longitude };
  const soon = new Date(Date.now() + 40 * 60_000).toISOString();
  const plan = {
    shipmentId: 'COMING',
    reference: 'PO-COMING',
    origin: { name: 'Hamburg', latitude: 53.55, longitude: 9.99 },
    destination,
    plannedArrival: soon,
  };
  expect((await operator('/v1/shipments', { body: plan })).status).toBe(201);
  const line = page.locator('[data-line="shipment:COMING"]');
  await line.getByText('from Hamburg').waitFor();
  for (const minutes of [9, 6, 3, 1]) await ping('COMING', Date.now() - minutes * 60_000, site.latitude, site.longitude);
  await line.getByText('Here', { exact: true }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await operator('/v1/shipments/COMING/cancel', { body: {} });
  await page.locator('[data-line="shipment:COMING"][data-state="done"]').waitFor();
}
