import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../../bench/src/processes/browser';
import { cloudEvent, httpClient, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';
import { onForeignStyle, onStreets } from './base-maps';
import { customersSpecs } from './customers';
import { barriers, NASTY, NASTY_SCAN, type Visit, visit } from './pages';
import { signInSpecs } from './sign-in';
import { throughSites } from './sites-journey';
import { throughNastyTexts } from './written-by-others';

/** The console as a person sees it, on the running product. */
const HOUR = 3_600_000;
const run = promisify(execFile);
const hamburg = { name: 'Hamburg', latitude: 53.55, longitude: 9.99 };
const munich = { name: 'München', latitude: 48.14, longitude: 11.58 };

let waybill: RunningWaybill;
let browser: Browser;
let operator: Send;
let visited: Visit;
let page: Page;

async function told(subject: string, type: string, time: number, data: object): Promise<string> {
  const body = cloudEvent({ type: `dev.waybill.${type}.v1`, subject, time: new Date(time).toISOString(), data });
  const answer = await operator('/v1/events', { body, headers: STRUCTURED });
  expect(answer.status).toBe(202);
  return answer.body.position;
}

const ping = (shipmentId: string, time: number, latitude: number, longitude: number) =>
  told(`shipment:${shipmentId}`, 'position-reported', time, { latitude, longitude, headingDegrees: 170 });

/** One shipment moves, one has been standing for three hours, one has a name that tries to be markup. */
async function tellStory(): Promise<string> {
  const now = Date.now();
  for (const [shipmentId, reference] of [
    ['MOVING', 'PO-MOVING'],
    ['STUCK', 'PO-STUCK'],
    ['NASTY', NASTY],
  ]) {
    const body = { shipmentId, reference, origin: { ...hamburg, name: shipmentId === 'NASTY' ? NASTY : 'Hamburg' }, destination: munich };
    expect((await operator('/v1/shipments', { body })).status).toBe(201);
    await told(`shipment:${shipmentId}`, 'item-scanned', now - 6 * HOUR, NASTY_SCAN);
  }
  for (let minutes = 190; minutes >= 10; minutes -= 20) {
    await ping('STUCK', now - minutes * 60_000, 50.1, 8.6);
    await ping('MOVING', now - minutes * 60_000, 53 - (190 - minutes) / 60, 10 + (190 - minutes) / 200);
  }
  const last = await ping('NASTY', now - 60_000, 52, 10);
  await operator(`/v1/exceptions?minPosition=${last}&settled=true`);
  return last;
}

beforeAll(async () => {
  [waybill, browser] = await Promise.all([startWaybill(), startBrowser()]);
  operator = httpClient(waybill.url, waybill.operatorKey);
  await tellStory();
  visited = await visit(browser, waybill, waybill.operatorKey);
  page = visited.page;
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await waybill?.stop();
}, 60_000);

const open = async (path: string): Promise<void> => {
  await page.goto(waybill.url + path);
  await page.getByRole('navigation').waitFor();
};

describe('signing in', () => signInSpecs(() => ({ browser, waybill, operator })));

it('shows the fleet: a map, what needs a person, and what was asked for', async () => {
  await open('/');
  await page.locator('[data-drawn]').waitFor();
  await page.locator('[data-exception]').getByText('STUCK').waitFor();
  await page.getByRole('tab', { name: /Shipments/ }).click();
  await page.getByRole('link', { name: 'PO-MOVING' }).waitFor();
  await page.getByRole('searchbox').fill('po-stu');
  await page.waitForURL(/q=po-stu/);
  await page.getByRole('link', { name: 'PO-MOVING' }).waitFor({ state: 'detached' });
  expect(await page.getByRole('tabpanel').getByRole('link').allTextContents()).toEqual(['PO-STUCK']);
});

it('shows the fleet as it was, by hand and by itself', async () => {
  await open('/');
  await page.locator('[data-points="3"]').waitFor();
  // An hour ago: two of the three had been heard of.
  await page.getByRole('slider', { name: 'Fleet at' }).fill('230');
  await page.waitForURL(/at=/);
  await page.locator('[data-points="2"]').waitFor();
  await page.getByRole('button', { name: 'Play' }).click();
  await page.locator('[data-points="3"]').waitFor();
  await page.getByText('The map shows how it was then').waitFor({ state: 'detached' });
  await page.getByRole('slider', { name: 'Fleet at' }).fill('0');
  await page.locator('[data-points="0"]').waitFor();
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  await page.locator('[data-points="3"]').waitFor();
});

it('shows what is reported while it is open, without being loaded again', async () => {
  await open('/');
  await page.getByRole('status').getByText('Live').waitFor();
  const body = { shipmentId: 'NEWCOMER', reference: 'PO-NEW', origin: hamburg, destination: munich };
  expect((await operator('/v1/shipments', { body })).status).toBe(201);
  await ping('NEWCOMER', Date.now(), 51.5, 9.5);
  await page.getByRole('tab', { name: /Shipments/ }).click();
  await page.locator('[data-shipment="NEWCOMER"]').getByText('just now').waitFor();
});

it('works through exceptions from the keyboard, and a colleague sees it', async () => {
  const colleague = await visit(browser, waybill, waybill.operatorKey);
  await colleague.page.locator('[data-exception]').getByText('STUCK').waitFor();
  await open('/');
  const first = page.locator('[data-exception]').first();
  await first.waitFor();
  await page.keyboard.press('j');
  await page.locator('[aria-current="true"][data-exception]').waitFor();
  await page.keyboard.press('a');
  await first.getByText('Acknowledged').waitFor();
  await colleague.page.locator('[data-exception]').getByText('Acknowledged').waitFor();
  await page.keyboard.press('r');
  await page.getByLabel('Reason').fill('driver called');
  await page.keyboard.press('Enter');
  await page.getByText('No exception is open').waitFor();
  await colleague.page.getByText('No exception is open').waitFor();
  await colleague.context.close();
});

it('tells the whole story of a shipment, then and now', async () => {
  await open('/shipments/MOVING');
  await page.locator('[data-drawn]').waitFor();
  await page.getByText('Picked up').first().waitFor();
  const why = page.locator('.timeline details').first();
  await why.locator('summary').click();
  await why.locator('pre').getByText('"specversion": "1.0"').waitFor();
  await page.getByRole('button', { name: 'New tracking link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New tracking link' }).click();
  const issued = page.locator('.timeline li').filter({ hasText: 'Link issued' }).first();
  await issued.locator('summary').click();
  await issued.getByRole('button', { name: 'Revoke link' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke link' }).click();
  await page.locator('.timeline').getByText('Link revoked').waitFor();
  const early = new Date(Date.now() - 5 * HOUR).toISOString();
  await open(`/shipments/MOVING?asOf=${early}`);
  await page.getByText('This is how it stood then').waitFor();
  await page.getByText('no position yet').waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByRole('button', { name: 'Deliver' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deliver' }).click();
  await page.locator('header .badge').getByText('Delivered').waitFor();
});

it('registers a shipment, plans it, names it and puts its truck onto another unit', async () => {
  await open('/');
  await page.getByRole('button', { name: 'New shipment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reference').fill('PO-FORM');
  for (const [end, place] of [
    ['From', hamburg],
    ['To', munich],
  ] as const) {
    const fields = dialog.getByRole('group', { name: end });
    await fields.getByLabel('Place').fill(place.name);
    await fields.getByLabel('Latitude').fill(String(place.latitude));
    await fields.getByLabel('Longitude').fill(String(place.longitude));
  }
  await dialog.getByLabel('Shipment id').fill('FORM');
  await dialog.getByRole('button', { name: 'New shipment' }).click();
  await page.getByRole('heading', { name: 'PO-FORM' }).waitFor();
  await page.getByRole('button', { name: 'Add a name' }).click();
  await dialog.getByLabel('Kind of name').selectOption('order');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('PO-4711');
  await dialog.getByRole('button', { name: 'Add a name' }).click();
  await page.getByRole('link', { name: 'order:PO-4711' }).waitFor();
  await page.getByRole('button', { name: 'Give up order:PO-4711' }).click();
  await dialog.getByRole('button', { name: 'Give up' }).click();
  await page.getByRole('button', { name: 'Give up order:PO-4711' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Plan route' }).click();
  await dialog.getByRole('textbox').fill('53.55, 9.99\nnowhere');
  await dialog.getByRole('button', { name: 'Plan route' }).click();
  await dialog.getByText('“nowhere” is no place').waitFor();
  await dialog.getByRole('textbox').fill('53.55, 9.99\n48.14, 11.58');
  await dialog.getByRole('button', { name: 'Plan route' }).click();
  await page.locator('.timeline').getByText('Route planned').waitFor();
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await dialog.getByLabel('Unit').fill('vehicle:TRUCK-9');
  await dialog.getByRole('button', { name: 'Load' }).click();
  await page.getByRole('link', { name: 'vehicle:TRUCK-9' }).click();
  await page.locator('[data-holder="FORM"]').waitFor();
  await page.getByRole('button', { name: 'Put onto a unit' }).click();
  await dialog.getByLabel('Unit').fill('container:MSKU9070323');
  await dialog.getByRole('button', { name: 'Put onto a unit' }).click();
  await page.getByRole('link', { name: 'container:MSKU9070323' }).waitFor();
});

it('draws a fence, and says what it would have raised before it is saved', async () => {
  await open('/geofences');
  await page.locator('[data-drawn]').waitFor();
  await page.getByRole('button', { name: 'Draw a circle' }).click();
  const map = page.locator('.map-canvas canvas');
  const { width, height } = (await map.boundingBox()) as { width: number; height: number };
  // The map opens on the middle of Europe: STUCK stands near its centre.
  await map.click({ position: { x: width / 2, y: height / 2 } });
  await map.click({ position: { x: width / 2 + 60, y: height / 2 } });
  await page.getByLabel('Name').fill('Frankfurt');
  await page.getByRole('button', { name: 'What if?' }).click();
  await page.locator('[data-what-if]').waitFor();
  expect(Number(await page.locator('[data-what-if]').getAttribute('data-what-if'))).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[data-fence]').getByText('Frankfurt').waitFor();
  await page.getByRole('button', { name: 'Retire' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
  await page.getByText('No fence yet').waitFor();
});

it('draws a site, and shows live on its board what comes there', () => throughSites(open, page, operator, ping));

it('lets a carrier in, and gives what came under an unknown name to a shipment', async () => {
  await told('tracking-number:dhl/LOST-AND-FOUND', 'item-scanned', Date.now() - HOUR, { milestone: 'DEPARTED_HUB' });
  await open('/integrations');
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByLabel('Name').fill('DHL');
  await page.getByLabel('Source prefix').fill('https://dhl.example/');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Copy the key now').waitFor();
  expect(await page.locator('.copyable pre').first().textContent()).toMatch(/^wbk_/);
  await page.locator('[data-parked]').getByText('LOST-AND-FOUND').waitFor();
  await page.getByRole('button', { name: 'Give to a shipment' }).click();
  await page.getByLabel('Shipment id').fill('STUCK');
  await page.keyboard.press('Enter');
  await page.getByText('No report waits').waitFor();
});

it('opens a source for a carrier, and shows what became of its first push', async () => {
  await open('/integrations');
  await page.getByRole('button', { name: 'New source' }).click();
  await page.getByLabel('Format').selectOption('easypost');
  await page.getByLabel('Name').fill('Parcels');
  await page.getByRole('dialog').getByRole('button', { name: 'New source' }).click();
  await page.getByText('“Parcels” is open').waitFor();
  const curl = (await page.locator('.note .copyable pre').last().textContent()) as string;
  await run('bash', ['-c', curl]);
  const source = page.locator('[data-source]').filter({ hasText: 'Parcels' });
  await source.getByText('Address and last pushes').click();
  const push = source.locator('[data-push]');
  await push.getByText('1 parked').click();
  await push.getByText('Parked', { exact: true }).waitFor();
  await source.getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('textbox', { name: 'New secret' }).fill('another secret');
  await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
  await source.getByText('former secrets count until').waitFor();
  await source.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await source.getByText('closed').waitFor();
});

it('shows how the read models are doing, and rebuilds one', async () => {
  await open('/system');
  await page.locator('[data-processor="geofences"]').waitFor();
  await page.locator('[data-processor="geofences"]').getByRole('button', { name: 'Rebuild' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rebuild' }).click();
  await page.locator('[data-build]').nth(1).waitFor();
  await page.locator('[data-build="2"]').getByText('Live').waitFor();
});

it('shows what others wrote as text, on every page', () => throughNastyTexts(open, page, operator));

it.each(['/', '/shipments/STUCK', '/units/vehicle/TRUCK-9', '/geofences', '/sites', '/customers', '/integrations', '/system', '/nowhere'])(
  '%s is accessible in both themes',
  async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      if (path === '/nowhere') await page.evaluate("history.pushState(null, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))");
      else await open(path);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      expect(await barriers(page)).toEqual([]);
    }
  },
);

it('asks no other server for anything, and logs no error', () => expect(visited.faults).toEqual([]));

it('lies on streets out of a file, where there is one', () => onStreets(browser, waybill));
it("lies on another server's style, where one is named, and on its own map when that cannot be had", () =>
  onForeignStyle(browser, waybill));

describe("the customers' page", () => customersSpecs(() => ({ browser, waybill, operator })));
