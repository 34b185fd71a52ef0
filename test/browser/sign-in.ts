import type { Browser } from 'playwright-core';
import { httpClient, type Send } from '../support/http';
import type { RunningWaybill } from '../support/waybill';
import { visit } from './pages';

interface Parts {
  readonly browser: Browser;
  readonly waybill: RunningWaybill;
  readonly operator: Send;
}

/** How people come into the console, and out of it. */
export function signInSpecs(parts: () => Parts): void {
  it('works by the printed link, and leaves no trace of it in the address', async () => {
    const { browser, waybill } = parts();
    const link = /Console\s+(\S+)/.exec(waybill.output())?.[1] as string;
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(link);
    await other.getByRole('navigation').waitFor();
    expect(other.url()).toBe(`${waybill.url}/`);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByLabel('API key').waitFor();
    await context.close();
  });

  it('is asked for again when the session ended while the page was looked at', async () => {
    const { browser, waybill, operator } = parts();
    const { id, key } = (await operator('/v1/api-keys', { body: { name: 'desk', role: 'coordinator' } })).body;
    const colleague = httpClient(waybill.url, key);
    while ((await colleague('/v1/session')).status !== 200);
    const desk = await visit(browser, waybill, key);
    await desk.page.getByRole('status').getByText('Live').waitFor();
    await operator(`/v1/api-keys/${id}`, { method: 'DELETE' });
    await desk.page.getByLabel('API key').waitFor();
    await desk.context.close();
  });
}
