import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RunningWaybill } from '../support/waybill';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Names that a carrier or a customer can send. They are text, whatever they look like. */
export const NASTY = `<img src=x onerror="document.title='taken over'">&amp;"'`;
export const NASTY_SCAN = { milestone: 'PICKED_UP', note: NASTY, rawCode: NASTY, reason: NASTY, location: { city: NASTY, name: NASTY } };

/** What a page said or asked for that it must not. */
export interface Visit {
  readonly page: Page;
  /** Errors that were logged or thrown, and requests to anywhere but the server that the page came from. */
  readonly faults: string[];
  readonly context: BrowserContext;
}

const EXPECTED_REFUSAL = /status of 401/;

/** A browser window of a person who signed in with a key. */
export async function visit(browser: Browser, { url }: RunningWaybill, key: string, options: object = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED_REFUSAL.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== url) faults.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
  return { page, faults, context };
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe-core finds on a page that keeps people out: serious and critical. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // The page's own policy lets no script in from outside; a browser's tools are not bound by it.
  const { violations } = (await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] })`)) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .slice(0, 3)
          .join(' | ')}`,
    );
}
