import type { Browser, Page } from 'playwright-core';
import { messagesOf } from '../support/event-stream';
import { cloudEvent, type Send, STRUCTURED } from '../support/http';
import type { RunningWaybill } from '../support/waybill';
import { barriers, NASTY, visit } from './pages';

/** What the specs of the customer's page share with those of the console. */
interface World {
  readonly browser: Browser;
  readonly waybill: RunningWaybill;
  readonly operator: Send;
}

const LONG = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch';
const HOUR = 3_600_000;
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl'];

/** Opens a link as its holder does, and notes what the page must not do. */
async function openLink({ browser, waybill }: World, token: string, options: object = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  let bytes = 0;
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => new URL(request.url()).origin !== waybill.url && faults.push(`asked ${request.url()}`));
  page.on('requestfinished', async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes().catch(() => ({ responseBodySize: 0, responseHeadersSize: 0 }));
    bytes += responseBodySize + responseHeadersSize;
  });
  await page.goto(`${waybill.url}/track/${token}`);
  return { page, context, faults, bytes: () => bytes };
}

const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

/** The customer's page in a real browser, on the product that the console's specs run. */
export function customersSpecs(world: () => World): void {
  const place = { name: 'Depot 7, Secret Street', latitude: 53.55, longitude: 9.99 };
  let token: string;
  let other: string;

  async function told(shipmentId: string, time: number, data: object, type = 'item-scanned'): Promise<void> {
    const body = cloudEvent({
      type: `dev.waybill.${type}.v1`,
      subject: `shipment:${shipmentId}`,
      time: new Date(time).toISOString(),
      data,
    });
    const { position } = (await world().operator('/v1/events', { body, headers: STRUCTURED })).body;
    await world().operator(`/v1/shipments?minPosition=${position}&limit=1`);
  }

  beforeAll(async () => {
    const { operator } = world();
    const plannedArrival = new Date(Date.now() + 30 * HOUR).toISOString();
    const register = async (shipmentId: string, reference: string) =>
      (await operator('/v1/shipments', { body: { shipmentId, reference, plannedArrival, origin: place, destination: place } })).body
        .trackingToken;
    token = await register('PARCEL-A', 'PO-SECRET-A');
    other = await register('PARCEL-B', 'PO-SECRET-B');
    const support = { email: 'help@nord.example', phone: '+49 40 123456', note: NASTY };
    const shows = (await operator('/v1/tracking-page')).body.shows;
    await operator('/v1/tracking-page', {
      method: 'PUT',
      body: { brand: NASTY, colours: { band: '#5b1a3a', text: '#ffffff' }, support, shows },
    });
    await told('PARCEL-B', Date.now() - 30 * HOUR, { milestone: 'LOST', location: { city: 'Elsewhere' } });
    for (let i = 40; i > 0; i -= 1)
      await told('PARCEL-A', Date.now() - (i + 5) * HOUR, {
        milestone: i % 2 ? 'ARRIVED_AT_HUB' : 'DEPARTED_HUB',
        location: { city: LONG, country: 'DE' },
      });
    await told('PARCEL-A', Date.now() - HOUR, {
      milestone: 'IN_TRANSIT',
      location: { city: NASTY, name: 'Secret Street 5' },
      note: 'ring twice',
    });
    await told('PARCEL-A', Date.now(), { latitude: 51.3127, longitude: 9.4797 }, 'position-reported');
  }, 60_000);

  it('shows a customer a page that needs no script, in every language, and prints it on one sheet', async () => {
    for (const locale of LANGUAGES) {
      const { page, context, faults } = await openLink(world(), token, { javaScriptEnabled: false, locale });
      expect(await page.locator('html').getAttribute('lang')).toMatch(new RegExp(`^${locale}`));
      expect(await page.locator('.events li').count()).toBe(25);
      expect(await page.locator('svg .towns text').count()).toBeGreaterThan(3);
      expect(await widthOf(page)).toBe(390);
      const pdf = await page.pdf({ format: 'A4' });
      expect([locale, pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length]).toEqual([locale, 1]);
      expect(faults).toEqual([]);
      await context.close();
    }
  });

  it('follows live with a script, by the stream or without it, and says when the link is revoked', async () => {
    const { operator } = world();
    const link = (await operator('/v1/shipments/PARCEL-A/tracking-links', { method: 'POST' })).body;
    await operator(`/v1/shipments?minPosition=${link.position}&limit=1`);
    const { page, context, faults, bytes } = await openLink(world(), link.trackingToken);
    await page.locator('html[data-following="stream"]').waitFor();
    await told('PARCEL-A', Date.now() - HOUR / 2, { milestone: 'OUT_FOR_DELIVERY' });
    await page.getByRole('heading', { level: 1 }).getByText('out for delivery').waitFor();
    expect(await page.title()).toContain('out for delivery');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.band')).backgroundColor")).toBe('rgb(91, 26, 58)');
    expect(bytes()).toBeLessThan(60_000);
    expect(faults).toEqual([]);
    await operator(`/v1/shipments/PARCEL-A/tracking-links/${link.id}`, { method: 'DELETE' });
    await page.getByText('This link does not lead to a shipment').waitFor();
    await context.close();
  });

  it('keeps no customer out, in both themes, from right to left, and where the link leads nowhere', async () => {
    for (const [colorScheme, key] of [
      ['light', token],
      ['dark', token],
      ['dark', 'unknown'],
    ] as const) {
      const { page, context } = await openLink(world(), key, { colorScheme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.evaluate("document.documentElement.dir = 'rtl'");
      expect(await widthOf(page)).toBe(390);
      const [line, dot] = (await page.evaluate(
        "[...document.querySelectorAll('.events li')].slice(0, 1).flatMap((li) => [li.getBoundingClientRect().right, li.querySelector('b').getBoundingClientRect().right])",
      )) as number[];
      if (line !== undefined && dot !== undefined) expect(line - dot).toBeGreaterThan(15);
      await context.close();
    }
  });

  it("tells the holder of one link nothing of another's shipment, and nothing that is not for customers", async () => {
    const { waybill } = world();
    const stream = messagesOf(await fetch(`${waybill.url}/v1/track/${token}/stream`));
    const first = (await stream.next()).value;
    await stream.return();
    const texts = [String(first?.block)];
    for (const path of [`/track/${token}`, `/v1/track/${token}`]) texts.push(await (await fetch(waybill.url + path)).text());
    for (const text of texts)
      expect(text).not.toMatch(/PARCEL|SECRET|Secret|Elsewhere|LOST|twice|51\.312|9\.479|carrier\.example|shipmentId|eventId|position"/);
    expect(await (await fetch(`${waybill.url}/v1/track/${other}`)).text()).toContain('Elsewhere');
  });

  it('is set up in the console, and seen there before it is saved', async () => {
    const { browser, waybill } = world();
    const { page, context, faults } = await visit(browser, waybill, waybill.operatorKey);
    await page.goto(`${waybill.url}/customers`);
    await page.getByLabel('Company, as customers know it').fill('Südwind');
    await page.locator('.preview').getByText('Südwind').waitFor();
    await page.getByLabel('Language').selectOption('de');
    await page.getByLabel('Stage').selectOption('ended');
    await page.locator('.preview').getByText('Ihre Sendung wurde zugestellt').waitFor();
    await page.getByLabel('Map, Under way').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const text = await (await fetch(`${waybill.url}/track/${token}`)).text();
    expect(text).toContain('Südwind');
    expect(faults).toEqual([]);
    // Last: the checker copies the preview's styles, which the console's policy does not let in.
    expect(await barriers(page)).toEqual([]);
    await context.close();
  });
}
