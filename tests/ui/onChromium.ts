import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createScriptedHost, type ScriptedHost } from './createScriptedHost';
import { buildPages, type Complaints, openChromium, openPage } from './openChromium';

/** A browser for all tests of a file, and for each of them a host with a page of its own. */
export type OnChromium = {
  /** Of the test that runs. */
  host(): ScriptedHost;
  /** Opens the test's page, at a path of its host. */
  open(path: string, options?: Parameters<typeof openPage>[2]): Promise<Page>;
};

/** Registers what each file of tests of pages needs around its tests. No page may end with a complaint. */
export function onChromium(): OnChromium {
  let folder: string;
  let browser: Browser;
  let host: ScriptedHost;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    [folder, browser] = await Promise.all([buildPages(), openChromium()]);
  });
  afterAll(async () => browser?.close());
  beforeEach(async () => {
    host = await createScriptedHost(folder);
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.context().close();
    await host.close();
  });
  return {
    host: () => host,
    async open(path, options = {}) {
      ({ page, complaints } = await openPage(browser, `${host.origin}${path}`, options));
      return page;
    },
  };
}
