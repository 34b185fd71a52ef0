import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher } from 'playwright-core';

/** Draws maps without a graphics card, and keeps to itself: nothing is fetched from its maker. */
const ARGUMENTS = [
  '--no-sandbox',
  '--headless=shell',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-quic',
];

/** A real browser: the one that CHROMIUM_PATH names, else the one that comes with the development dependencies. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? (await chromium.executablePath());
  return launcher.launch({ executablePath, args: ARGUMENTS });
}
