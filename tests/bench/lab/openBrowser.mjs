import { chromium } from 'playwright-core';

/** Chromium without a window, drawing in software, as on the machines that test. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CUBICLE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}
