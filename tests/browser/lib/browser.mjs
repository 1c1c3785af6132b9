// A real Chromium for the tests: Debian's, driven by playwright-core, silent towards the outside.
// What a page should show is said in the tests, not here.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts Chromium; FETTLE_CHROMIUM names another program than Debian's. */
export function launch() {
  return chromium.launch({ executablePath: process.env.FETTLE_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** Runs `work(page)` on a fresh page of the given width (CSS px) and language, and closes everything after. */
export async function withPage({ width = 1280, height = 900, locale = 'zh-CN', colorScheme = 'light' }, work) {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme });
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}
