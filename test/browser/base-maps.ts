import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type RunningApi, startApi } from '../support/api';
import type { RunningWaybill } from '../support/waybill';
import { visit } from './pages';
import { archiveOf, tileCoveredBy } from './street-tiles';

/** Another API on the same log and read models, with other settings. */
const withSettings = ({ addresses, operatorKey }: RunningWaybill, settings: Record<string, string>): Promise<RunningApi> =>
  startApi({ eventStoreUrl: addresses.eventStore, databaseUrl: addresses.databaseUrl as string }, undefined, {
    OPERATOR_API_KEY: operatorKey,
    ...settings,
  });

/** The colour in the lower left of the map, where nothing but its base is. */
async function groundOf(page: Page): Promise<string> {
  const png = (await page.locator('.map-canvas canvas').screenshot()).toString('base64');
  return page.evaluate(`new Promise((answer) => {
    const image = new Image();
    image.onload = () => {
      const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
      context.drawImage(image, 0, 0);
      answer('#' + [...context.getImageData(20, image.height - 60, 1, 1).data.slice(0, 3)].map((part) => part.toString(16).padStart(2, '0')).join(''));
    };
    image.src = 'data:image/png;base64,${png}';
  })`);
}

async function shownMap(browser: Browser, api: RunningApi, waybill: RunningWaybill) {
  const { page, faults, context } = await visit(browser, { ...waybill, url: api.url }, waybill.operatorKey, { colorScheme: 'light' });
  await page.locator('[data-drawn]').waitFor();
  const shown = [await page.locator('[data-drawn]').getAttribute('data-drawn'), await groundOf(page)];
  await context.close();
  return { shown, faults };
}

/** Streets out of an archive that the API serves, and to those alone who are signed in. */
export async function onStreets(browser: Browser, waybill: RunningWaybill): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'streets-'));
  const file = path.join(folder, 'world.pmtiles');
  const archive = archiveOf(tileCoveredBy('water'), ['earth', 'water']);
  writeFileSync(file, archive);
  const api = await withSettings(waybill, { PMTILES_FILE: file });
  try {
    expect(await shownMap(browser, api, waybill)).toEqual({ shown: ['streets', '#dbe6ee'], faults: [] });
    expect((await fetch(`${api.url}/streets.pmtiles`)).status).toBe(401);
    const headers = { authorization: `Bearer ${waybill.operatorKey}`, range: 'bytes=0-6' };
    const part = await fetch(`${api.url}/streets.pmtiles`, { headers });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 0-6/${archive.length}`, 'PMTiles']);
  } finally {
    await api.kill();
    rmSync(folder, { recursive: true });
  }
}

/** The style of another server: its origin is let in and no other; without it shipments are shown on Waybill's own map. */
export async function onForeignStyle(browser: Browser, waybill: RunningWaybill): Promise<void> {
  const tile = tileCoveredBy('anything');
  const server = createServer((request, response) => {
    const style = {
      version: 8,
      sources: { fences: { type: 'vector', tiles: [`${origin}/{z}/{x}/{y}`], maxzoom: 0 } },
      layers: [{ id: 'track', type: 'fill', source: 'fences', 'source-layer': 'anything', paint: { 'fill-color': '#335577' } }],
    };
    response.setHeader('access-control-allow-origin', '*').end(request.url === '/style.json' ? JSON.stringify(style) : tile);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = await withSettings(waybill, { MAP_STYLE_URL: `${origin}/style.json` });
  try {
    const there = await shownMap(browser, api, waybill);
    expect(there.shown).toEqual(['foreign', '#335577']);
    expect(new Set(there.faults)).toEqual(new Set([`asked ${origin}/style.json`, `asked ${origin}/0/0/0`]));
    const policy = String((await fetch(api.url)).headers.get('content-security-policy'));
    expect(policy.split('; ').filter((rule) => rule.includes('http'))).toEqual([
      `img-src 'self' data: blob: ${origin}`,
      `connect-src 'self' ${origin}`,
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect((await shownMap(browser, api, waybill)).shown[0]).toBe('world');
  } finally {
    server.close();
    await api.kill();
  }
}
